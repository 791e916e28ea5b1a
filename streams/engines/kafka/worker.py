"""The worker: a Faust app whose agents hold no logic, only hand over what came and say when it is done.

Faust brings group membership, rebalancing and commits. Three of its habits are kept away from the inputs: it commits
what an agent held when it failed, what it held when it was cancelled, and what comes after its loop has ended. So a
batch under way is never cut short, what was not decided keeps one more reference, and a stream marks nothing itself.
"""

import asyncio
import gc
import logging
import signal
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast, get_args

from aiokafka.errors import KafkaError
from faust.streams import Stream
from faust.types import TP, AppT, EventT
from msgspec import Struct

from streams.engines.kafka.carrying import carrying_app, hold, records_of
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.keys import WorkerKeys
from streams.engines.kafka.looking import Looks
from streams.engines.kafka.ports import Stores
from streams.engines.kafka.processing import Processing
from streams.engines.kafka.records import Raw, raw
from streams.engines.kafka.topics import Topics, publishers, sources, stage_of
from streams.engines.kafka.under_way import kept, uninterrupted
from streams.engines.kafka.wanted_topics import TopicsMissing, wrong_topics
from streams.engines.observing import Observer, Stage, Unobserved

_logger = logging.getLogger(__name__)

GROUP: Final = "firstbell-worker"
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
SESSION_SECONDS: Final = 10.0
BATCH: Final = 1024
WITHIN_SECONDS: Final = 0.1
"""How long a batch waits for more inputs to come: what each hop adds to the time until a notice can be seen."""
_CARRIED_TOGETHER: Final = 8
"""Polls' results that an agent takes at once."""
LOOK_EVERY_SECONDS: Final = 2.0
JOIN_SECONDS: Final = 90.0
"""So long a worker waits for its first assignment. Without a right on its group a consumer would wait for ever."""

_COLLECT_AFTER: Final = (1_000_000, 20, 50)
"""What a batch leaves behind has no cycles, and looking for them while it is there visits every record of it: with
Python's own numbers, or fifty times as many, that takes a tenth of all time."""
AGENCIES_EVERY_SECONDS: Final = 5.0
"""How often the reference is read for agencies that came."""
CRASHED_EVERY_SECONDS: Final = 1.0
"""How often it is looked whether Faust works still."""

Sources = dict[Stage, list[str]]
"""The source partitions of each hop."""

Agent = Callable[[Stream[bytes]], Coroutine[None, None, None]]


class FaustCrashed(Exception):
    """Faust stopped working, not for anything that a broker or the consumer group said."""


class NotJoined(Exception):
    """The consumer group assigned nothing to this worker, not even no partitions."""


class WorkerParts(Struct, frozen=True):
    """What a worker is made of. `stages` share a consumer group only with workers of the very same stages."""

    connection: KafkaConnection
    keys: WorkerKeys
    scratch: Path
    stores: Callable[[], Stores]
    topics: Topics = Topics()
    stages: tuple[Stage, ...] = STAGES
    batch: int = BATCH
    session_seconds: float = SESSION_SECONDS
    group: str = GROUP


class Worker:
    """One worker. `run` works until `stop` is set, or until something fails that no repetition mends."""

    def __init__(self, parts: WorkerParts, observer: Observer | None = None) -> None:
        self.counters = Counters()
        self._parts = parts
        whole = set(parts.stages) == set(STAGES)
        self._group = parts.group if whole else f"{parts.group}-{'-'.join(parts.stages)}"
        self._observer = observer or Unobserved()
        self._failed: BaseException | None = None
        self._ending = asyncio.Event()
        self._assigned: set[str] = set()
        self._joined = False
        self._taking: set[asyncio.Task[None]] = set()
        self._handed: set[asyncio.Task[None]] = set()
        self._anew = False
        self._lacking: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Work. A stop drains: batches under way are finished and committed. Raises what failed."""
        gc.set_threshold(*_COLLECT_AFTER)
        parts = self._parts
        self.processing = Processing(
            parts.connection, parts.topics, parts.keys, parts.stores(), parts.scratch, self.counters, self._observer
        )
        try:
            await self.processing.start()
            while True:
                taken = self._sources()
                if wrong := await self._wrong_topics(taken):
                    raise TopicsMissing(wrong)
                await self._work(self._app(taken), taken, stop)
                if not self._anew or self._failed is not None or stop.is_set():
                    break
                self._begin_anew()
        finally:
            await self.processing.stop()
        if self._failed is not None:
            raise self._failed

    async def _work(self, app: AppT, taken: Sources, stop: asyncio.Event) -> None:
        """Run the app until it is to end, be it that it never finishes to start."""
        starting = asyncio.create_task(app.start())
        watching = (
            self._watch(),
            self._watch_agencies(taken),
            self._watch_faust(app),
            stop.wait(),
            self._ending.wait(),
        )
        tasks = [asyncio.create_task(work) for work in watching]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        self._ending.set()
        await self._drain()
        for task in (*tasks, starting):
            task.cancel()
        for ended in await asyncio.gather(*tasks, starting, return_exceptions=True):
            if isinstance(ended, Exception):
                self._failed = self._failed or ended
        await app.stop()

    def _begin_anew(self) -> None:
        for source in self._assigned:
            self._observer.let_go(source)
        self._ending, self._assigned, self._joined, self._anew = asyncio.Event(), set(), False, False

    def _sources(self) -> Sources:
        """The source partitions of every stage that this worker takes."""
        hub, reference = self.processing.line.hub, self.processing.follower.reference
        every = sources(publishers(reference), hub.intake_partitions, hub.person_partitions)
        return {stage: [s for s in every if stage_of(s) == stage] for stage in self._parts.stages}

    async def _wrong_topics(self, taken: Sources) -> list[str]:
        every = [source for some in taken.values() for source in some]
        return await wrong_topics(self.processing.fetcher, self._parts.topics, every)

    async def _watch_agencies(self, taken: Sources) -> None:
        """Once the reference names an agency whose topics were not there, and they are now, begin anew with them."""
        while not self._ending.is_set():
            await asyncio.sleep(AGENCIES_EVERY_SECONDS)
            await self.processing.follow_reference()
            named = self._sources()
            try:
                wrong = await self._wrong_topics(named) if named != taken else []
            except KafkaError as error:
                _logger.warning("whether new agencies came is not known: %s", type(error).__name__)
                continue
            if wrong and wrong != self._lacking:
                _logger.error("topics of a new agency are missing, and nothing of it is decided: %s", ", ".join(wrong))
            self._lacking = wrong
            if named != taken and not wrong:
                _logger.info("the hub has a new agency: the worker joins its group anew, with the new topics")
                self._anew = True
                return

    async def _watch_faust(self, app: AppT) -> None:
        """Begin anew once Faust has crashed; raise that with which it did, unless it is the brokers' or the group's.

        A commit that fails while the group rebalances is enough. Faust then fetches nothing more and hears of no new
        assignment, but its consumer stays in the group, and what the group gives it nobody would decide.
        """
        while not app.crashed:
            await asyncio.sleep(CRASHED_EVERY_SECONDS)
        reason = app.crash_reason
        if not isinstance(reason, KafkaError):
            raise FaustCrashed(f"Faust crashed: {type(reason).__name__}") from reason
        _logger.warning("Faust crashed (%s): the worker joins its group anew", type(reason).__name__)
        self._anew = True

    def _app(self, taken: Sources) -> AppT:
        parts, group = self._parts, self._group
        app = carrying_app(parts.connection, group, parts.session_seconds, parts.batch, parts.scratch / "faust")
        for stage, some in taken.items():
            names = sorted({parts.topics.inputs_of(source).topic for source in some})
            topic = app.topic(*names, key_serializer="raw", value_serializer="raw")
            app.agent(topic, name=f"{group}.{stage}", concurrency=1)(cast(Any, self._agent(stage)))
        app.on_partitions_assigned.connect(cast(Any, self._on_assigned))
        app.on_partitions_revoked.connect(cast(Any, self._on_revoked))
        return app

    def _agent(self, stage: Stage) -> Agent:
        async def agent(stream: Stream[bytes]) -> None:
            stream.enable_acks = False  # or Faust marks as done whatever comes once this loop has ended
            async for events in stream.take_events(_CARRIED_TOGETHER, within=WITHIN_SECONDS):
                if self._ending.is_set():
                    hold(events)
                    await asyncio.get_running_loop().create_future()  # until it is cancelled
                await uninterrupted(kept(self._handed, self._hand_over(stage, events)))

        agent.__name__ = stage
        return agent

    async def _hand_over(self, stage: Stage, events: Sequence[EventT[bytes]]) -> None:
        try:
            for by_source in self._batches(events):
                await self.processing.handle(stage, by_source)
        except BaseException as error:
            hold(events)
            self._fail(error)

    def _batches(self, events: Sequence[EventT[bytes]]) -> Iterator[dict[str, list[Raw]]]:
        """What came, by source and in order: as many of each at a time as are decided together."""
        batch: dict[str, list[Raw]] = {}
        for event in events:
            message = event.message
            source = self._parts.topics.source_of(message.topic, message.partition)
            records = records_of(message)
            if source in batch and len(batch[source]) + len(records) > self._parts.batch:
                yield batch
                batch = {}
            batch.setdefault(source, []).extend(
                raw(source, one.offset, one.timestamp or 0, one.value, one.headers) for one in records
            )
        yield batch

    async def _watch(self) -> None:
        """Tell how much waits, and fetch what the consumer group leaves lying. Raises `Shrunk`."""
        looks, began = Looks(), time.monotonic()
        while not self._ending.is_set():
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            self._observer.turned()
            if not self._joined and time.monotonic() - began > JOIN_SECONDS:
                raise NotJoined(
                    f"no partitions were assigned within {JOIN_SECONDS:.0f} s: does this principal have READ on its"
                    f" consumer group (names that begin with `{self._parts.group}`) and on its topics?"
                )
            for source, (seen, end) in (await self.processing.look(sorted(self._assigned))).items():
                self._observer.waits(source, end - seen)
                if looks.nothing_brings(source, self._parts.topics.inputs_of(source), seen, end):
                    _logger.warning("inputs of `%s` wait and nothing brings them: they are fetched", source)
                    await self.processing.fetch_waiting(stage_of(source), source, self._parts.batch)

    async def _drain(self) -> None:
        """Leave what is being taken over, wait until no batch is under way, and let Faust mark as done what was.

        What is left would go on reading after the brokers were let go, and fail: whoever has the partition next takes
        it over from the log.
        """
        for task in self._taking:
            task.cancel()
        await asyncio.gather(*self._taking, return_exceptions=True)
        while self._handed:
            await asyncio.wait(self._handed)
        await self.processing.drain()
        await asyncio.sleep(2 * WITHIN_SECONDS)

    def _on_assigned(self, app: AppT, assigned: set[TP], *_: object, **__: object) -> None:
        sources = {self._parts.topics.source_of(place.topic, place.partition) for place in assigned}
        self.processing.assigned_anew(sorted(sources))
        self._assigned, self._joined = sources, True
        self._observer.stands("partitions", True)
        if not self._ending.is_set():
            kept(self._taking, self._take_over(sorted(sources)))

    def _on_revoked(self, app: AppT, revoked: set[TP], *_: object, **__: object) -> None:
        for place in revoked:
            source = self._parts.topics.source_of(place.topic, place.partition)
            self._assigned.discard(source)
            self._observer.let_go(source)

    async def _take_over(self, sources: Sequence[str]) -> None:
        self._observer.stands("recovered", False)
        try:
            for source in sources:
                await self.processing.take_over(stage_of(source), [source])
                await self.processing.send_undone(stage_of(source), source, self._group)
        except asyncio.CancelledError:
            raise  # the worker ends, or begins anew
        except BaseException as error:
            self._fail(error)
            return
        _logger.info("partitions taken over: %s", ", ".join(sources) or "none")
        self._observer.stands("recovered", True)

    def _fail(self, error: BaseException) -> None:
        _logger.critical("the worker ends, and commits nothing of this batch: %s", type(error).__name__)
        self._failed = self._failed or error
        self._ending.set()


def run_worker(parts: WorkerParts, observer: Observer | None = None) -> None:
    """Work until SIGTERM or SIGINT. Raises what failed; nothing that was under way is then committed."""
    asyncio.run(_run(parts, observer))


async def _run(parts: WorkerParts, observer: Observer | None) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await Worker(parts, observer).run(stop)
