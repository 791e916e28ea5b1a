"""One worker's work on its partitions: what a consumer hands over is decided, appended where it must land, sent on.

The chain of a partition says what was decided, never the consumer group: what comes again is passed over, what the
group passed by is fetched, and what another writer decided meanwhile is read back.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from aiokafka.errors import KafkaError
from msgspec import Struct

from schemas.records.decision import Parked
from schemas.records.reference import ReferenceRecord
from streams import sqlite
from streams.deciders.places import RESOLVE
from streams.engines.kafka.batch import KafkaBatch
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.fetching import Fetcher, Shrunk
from streams.engines.kafka.following import Follower
from streams.engines.kafka.forwarding import send_on
from streams.engines.kafka.keys import WorkerKeys
from streams.engines.kafka.left_lying import LeftLying
from streams.engines.kafka.line import Line
from streams.engines.kafka.log import FetchedLog, Read
from streams.engines.kafka.parked import ParkedSubmissions
from streams.engines.kafka.partition import Partition
from streams.engines.kafka.ports import Stores
from streams.engines.kafka.producing import Landed, Producer
from streams.engines.kafka.records import Raw, in_runs
from streams.engines.kafka.retrying import Retrying
from streams.engines.kafka.sending_again import SendingAgain
from streams.engines.kafka.topics import Place, Topics
from streams.engines.large_pages import LargePages
from streams.engines.observing import Observer, Stage


class HubNotDeclared(Exception):
    """The reference topic declares no hub: the operator has not furnished it, or these are another hub's keys."""


class Decided(Struct, frozen=True):
    """A batch of one partition on its way to being durable."""

    partition: Partition
    inputs: list[Raw]
    read: list[Read]
    batch: KafkaBatch


class Processing:
    """Everything that one worker holds. Call from one event loop."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: Topics,
        keys: WorkerKeys,
        stores: Stores,
        scratch: Path,
        counters: Counters,
        observer: Observer,
    ) -> None:
        self.counters = counters
        self.fetcher = Fetcher(connection)
        self.producer = Producer(connection)
        self.topics = topics
        self._keys = keys
        self._stores = stores
        self._scratch = scratch
        self._observer = observer
        self._pages = LargePages()
        self._new_references: list[ReferenceRecord] = []
        self.follower = Follower(self.fetcher, topics.reference, keys.operator, counters, self._new_references.append)
        self.log = FetchedLog(self.fetcher, topics, keys.operator, ParkedSubmissions(stores))
        self._left_lying = LeftLying(self.fetcher, topics, stores.lost, counters)
        self._again = SendingAgain(self.producer, topics, self.log, stores, counters)
        self.partitions: dict[str, Partition] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        faults = (KafkaError, Shrunk, sqlite.Error, OSError, *stores.faults)
        self._retrying = Retrying(faults, counters, lambda holds: observer.stands("served", holds))

    async def start(self) -> None:
        """Connect, and read the reference. Raises `HubNotDeclared`, `KafkaError`."""
        await self.fetcher.start()
        await self.fetcher.partitions([self.topics.reference.topic])
        await self.follower.follow()
        await self.producer.start()
        hub = self.follower.reference.hub
        if hub is None:
            raise HubNotDeclared(
                f"`{self.topics.reference.topic}` declares no hub under this operator key: furnish the hub first"
            )
        self._observer.stands("reference", True)
        self._observer.stands("served", True)
        self.line = Line(hub, self._keys, self._stores, self.log, self.counters)
        self._put_in_place()

    async def stop(self) -> None:
        """Disconnect, and let go of every file."""
        for partition in self.partitions.values():
            partition.close()
        await self.producer.stop()
        await self.fetcher.stop()
        self._stores.close()

    def assigned_anew(self, sources: Sequence[str]) -> None:
        """Partitions came, or came back: somebody else may have worked on them meanwhile."""
        for source in sources:
            if source in self.partitions:
                self.partitions[source].drop()

    async def take_over(self, stage: Stage, sources: Sequence[str]) -> None:
        """Read the chains of partitions to their ends, before anything comes for them."""
        async with self._locks[stage]:
            for source in sources:
                await self._retrying.until_done(partial(self._taken, source))

    async def send_undone(self, stage: Stage, source: str, group: str) -> None:
        """Send again what was forwarded of inputs that are decided, and that the group is not done with.

        Whoever decided them may have ended before it sent. They come again; but where the group brings nothing after a
        partition moved, nobody else would ever send, and the next hop would wait for the missing number.
        """

        async def send() -> None:
            partition = await self._taken(source)
            place = self.topics.inputs_of(source)
            done = (await self.fetcher.committed(group, [place])).get(place, 0)
            await self._again.send(partition, range(done + 1, partition.chain.position + 1), self.line)

        async with self._locks[stage]:
            await self._retrying.until_done(send)

    async def handle(self, stage: Stage, inputs: Mapping[str, list[Raw]]) -> None:
        """Decide inputs by source, in any order. When it returns, all that they led to is durable and sent on.

        Raises what no repetition mends; the process must then end without committing the inputs' offsets.
        """
        began = time.perf_counter()
        async with self._locks[stage]:
            for run in in_runs(inputs):
                await self._retrying.until_done(partial(self._once, stage, run, began))

    async def follow_reference(self) -> None:
        """Read the reference to its end though nothing comes; while a broker or store fails, as patient as a batch."""
        await self._retrying.until_done(self._follow)

    async def drain(self) -> None:
        """Wait until no batch is under way."""
        for lock in list(self._locks.values()):
            async with lock:
                pass

    async def look(self, sources: Sequence[str]) -> dict[str, tuple[int, int]]:
        """(inputs dealt with, inputs there are) of partitions that were taken over."""
        taken = [source for source in sources if source in self.partitions and self.partitions[source].taken]
        places = {source: self.topics.inputs_of(source) for source in taken}
        ends: dict[Place, int] = {}

        async def ask() -> None:
            ends.update(await self.fetcher.ends(list(places.values())))

        if places:
            await self._retrying.until_done(ask)
        return {source: (self.partitions[source].seen, ends[place]) for source, place in places.items()}

    async def fetch_waiting(self, stage: Stage, source: str, limit: int) -> None:
        """Decide what waits in a partition though the consumer group does not bring it."""
        inputs: dict[str, list[Raw]] = {}

        async def fetch() -> None:
            partition = await self._taken(source)
            end = min(await self.fetcher.end(self.topics.inputs_of(source)), partition.seen + limit)
            inputs[source] = await self._left_lying.between(partition, end)

        async with self._locks[stage]:
            await self._retrying.until_done(fetch)
            # The same inputs at every attempt: those of which a failed one recorded a part are sent on again.
            await self._retrying.until_done(lambda: self._once(stage, inputs, time.perf_counter()))

    async def _once(self, stage: Stage, inputs: Mapping[str, list[Raw]], began: float) -> None:
        await self._follow()
        self.line.forget_erased(lambda: self.partitions[RESOLVE].met() if RESOLVE in self.partitions else [])
        decided: list[Decided] = []
        try:
            for source, raws in inputs.items():
                one = await self._decide(await self._taken(source), raws)
                if one is not None:
                    decided.append(one)
            if stage == "accept":
                # In a thread, for the databases take as long as deciding does, and other hops can go on meanwhile.
                await asyncio.to_thread(
                    self.line.store, [(one.partition.source, one.read, one.batch) for one in decided]
                )
        except BaseException:
            self._undo(decided)
            raise
        await self._make_durable(decided)
        self.line.openings.settle()
        await send_on(self.producer, self.topics, [sent for one in decided for sent in one.batch.sent])
        for one in decided:
            one.partition.sent_to = one.partition.seen
            self._tell(stage, one, time.perf_counter() - began)
        self._pages.look()

    async def _follow(self) -> None:
        try:
            await self.follower.follow()
        except BaseException:
            self._observer.stands("reference", False)
            raise
        self._put_in_place()
        self._observer.stands("reference", True)

    def _put_in_place(self) -> None:
        new = list(self._new_references)
        if new:
            self.line.reference_moved(new)
            self.line.openings.settle()
            del self._new_references[: len(new)]

    async def _taken(self, source: str) -> Partition:
        """The partition, taken over if it is not."""
        partition = self.partitions.get(source)
        if partition is None:
            hub = self.line.hub
            partition = Partition(
                source,
                self.topics.decisions_of(source),
                hub.hub,
                hub.person_partitions,
                self.fetcher,
                self._scratch,
                self.counters,
            )
            self.partitions[source] = partition
        if not partition.taken:
            before = self.counters.not_counted[source]
            await partition.take_over()
            for _ in range(self.counters.not_counted[source] - before):
                self._observer.not_counted(source)
            if source == RESOLVE:
                self.line.remember_people(partition.met(), self.follower.reference)
        return partition

    async def _decide(self, partition: Partition, raws: Sequence[Raw]) -> Decided | None:
        await self._again.send(partition, [one.position for one in raws], self.line)
        inputs = await self._new(partition, raws)
        if not inputs:
            return None
        if self.follower.reference.number < partition.chain.reference:
            await self._follow()
        read = self.line.read(inputs)
        await self.log.fetch(partition, inputs, read)
        try:
            batch = self.line.decide(partition, read, self.follower.reference)
        except BaseException:
            partition.drop()  # some of the batch may be decided already, and stands nowhere
            raise
        return Decided(partition, inputs, read, batch)

    async def _new(self, partition: Partition, raws: Sequence[Raw]) -> list[Raw]:
        """Those that were not decided yet, with any before them that the consumer group passed by."""
        new = [one for one in raws if one.position > partition.seen]
        self.counters.skipped[partition.source] += len(raws) - len(new)
        if not new or new[0].position == partition.seen + 1:
            return new
        return [*await self._left_lying.between(partition, new[0].position - 1), *new]

    async def _make_durable(self, decided: Sequence[Decided]) -> None:
        """Append each batch where it must land. Of those that fail, nothing counts that does not stand in the log."""
        appends = [self._append(one) for one in decided if one.batch.made]
        failed = [result for result in await asyncio.gather(*appends, return_exceptions=True) if result is not None]
        for one in decided:
            if one.partition.taken:
                try:
                    one.partition.keep(one.batch)
                except sqlite.Error:
                    self._undo([one])  # it stands in the log: what could not be kept is folded from there
                    raise
                one.partition.seen = one.inputs[-1].position
        if failed:
            raise failed[0]

    async def _append(self, one: Decided) -> None:
        partition = one.partition
        bodies = [(body, ()) for _, _, body in one.batch.made]
        try:
            await self.producer.append_at(partition.place.topic, partition.place.partition, bodies, partition.next)
        except BaseException as error:
            if isinstance(error, Landed):
                self.counters.collisions[partition.source] += 1
            self._undo([one])
            raise

    def _undo(self, decided: Sequence[Decided]) -> None:
        """What these batches changed in memory counts no more."""
        for one in decided:
            one.partition.drop()
            self.line.forget_unwritten(one.batch)

    def _tell(self, stage: Stage, one: Decided, seconds: float) -> None:
        source, decisions = one.partition.source, [decision for decision, _, _ in one.batch.made]
        self.counters.inputs[source] += len(decisions)
        self.counters.parked[source] += sum(type(o) is Parked for d in decisions for o in d.outputs)
        self._observer.decided(stage, decisions, seconds)
