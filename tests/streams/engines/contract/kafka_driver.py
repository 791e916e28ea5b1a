"""The Kafka engine, as the contract suite drives it: real broker, real PostgreSQL, partitions assigned by hand.

Consumer groups bring nothing that the contract speaks of; `tests/streams/engines/kafka` holds the worker under Faust.
The topics keep the time that a record was made, not the broker's, so that both engines can be given the same times.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from typing import Final

from schemas import codec
from schemas.envelope import digest_of_submission
from schemas.records.decision import Decision
from schemas.records.inputs import Command, Input, ParkedRetried, TimePassed
from schemas.records.reference import Body
from schemas.wire import Submission
from streams import sqlite
from streams.deciders.opened import OpenedEvent
from streams.engines.kafka.commands import source_of
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.processing import Processing
from streams.engines.kafka.records import KEYS, Raw, intake_command_headers, raw
from streams.engines.kafka.topics import stage_of
from streams.engines.observing import Unobserved
from streams.engines.state_cache import key_of
from streams.matching.people import RollEntry
from streams.views.projecting import project
from streams.views.statements import INSERTS, UPDATES
from tests.streams.engines.contract.driver import VIEWS, Engine, Place
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub

IDLE_PASSES: Final = 50
"""Times that everything may be looked through while something waits and nothing of it is decided."""


class OnKafka(Engine):
    """A hub whose topics, databases and scratch folder are its own. `world` holds keys, reference and the police."""

    def __init__(self, hub: KafkaHub, name: str = "life") -> None:
        self.hub = hub
        self._name = name
        self.world = hub.world
        self.batch = 256
        self._lives = 0
        self._runner = asyncio.Runner()
        self._places: dict[bytes, Place] = {}
        self._asked: set[str] = set()
        self._begin()

    def submit(self, submission: Submission, at: datetime, agency: str = POLICE) -> Place:
        """Hand in a submission; the same bytes again are not appended again, as at the intake."""
        digest = digest_of_submission(submission)
        if digest not in self._places:
            source = f"intake.{agency}.0"
            headers = [(KEYS, submission.keys)]
            offset = self.hub.append(self.hub.topics.inputs_of(source), submission.envelope, headers, at)
            self._places[digest] = Place(source, offset + 1)
        return self._places[digest]

    def command(self, command: Command, command_id: str, at: datetime) -> None:
        """Append a command, once for its id, as the hub does for desks."""
        if command_id in self._asked:
            return
        self._asked.add(command_id)
        source = source_of(command, self.processing.line.hub.person_partitions)
        if isinstance(command, ParkedRetried):
            source = next((s for s in self.hub.sources if command.key in self._parked(s)), source)
        held = Input(command_id, command)
        if source.startswith("intake."):
            headers = intake_command_headers(held, source, self.world.keys.operator)
            self.hub.append(self.hub.topics.inputs_of(source), b"", headers, at)
        else:
            self.hub.append(self.hub.topics.inputs_of(source), codec.encode(held), (), at)

    def tick(self, at: datetime) -> None:
        """Append ticks."""
        for source in self.hub.sources:
            if source.startswith("person."):
                self.hub.append(self.hub.topics.inputs_of(source), codec.encode(Input("", TimePassed(at))), (), at)

    def refer(self, bodies: Sequence[Body], at: datetime) -> int:
        """Append reference records."""
        self.world.registry.refer(bodies, at)
        return self.hub.refer()

    def put_roll(self, urn: str, entries: Sequence[RollEntry], at: datetime) -> None:
        """Put a roll in place."""
        self.world.clock.now = at
        self.world.put_roll(urn, entries)
        self.hub.put_rolls()
        self.hub.refer()

    def decide(self, at_most: int | None = None) -> int:
        """Decide what waits, a batch of each partition in turn."""
        total = idle = 0
        while at_most is None or at_most > 0:
            made = sum(self._batch(source) for source in self.hub.sources)
            total += made
            waits = [source for source in self.hub.sources if self._waits(source)]
            if not made and not waits:
                break
            idle = 0 if made else idle + 1
            assert idle < IDLE_PASSES, f"what waits in {waits} is never decided"
            at_most = at_most - 1 if at_most is not None else None
        return total

    def restart(self) -> None:
        """Start again, each second time with an empty scratch folder, as on another machine."""
        self._end()
        self._begin()

    def sources(self) -> list[str]:
        """Every source partition that has inputs."""
        return [source for source in self.hub.sources if self.hub.end(self.hub.topics.inputs_of(source))]

    def records(self, source: str) -> list[bytes]:
        """The records' bytes."""
        return self.hub.counted(source)

    def inputs(self, source: str) -> int:
        """How many inputs stand there, less those that came again and were passed over."""
        again = self.counters.skipped[source]
        return self.hub.end(self.hub.topics.inputs_of(source)) - again

    def state(self, source: str) -> dict[str, bytes]:
        """State by key."""
        database = self.processing.partitions[source]._scratch._database
        rows = database.execute(
            "SELECT n.name, s.part, s.body FROM state s JOIN subjects n ON n.number = s.subject WHERE s.source = ?",
            (source,),
        )
        return {key_of(name, part): body for name, part, body in rows}

    def effects(self) -> dict[str, list[tuple[object, ...]]]:
        """What the views make of the records that count."""
        database = sqlite.connect(":memory:")
        database.execute(files("streams.engines.local").joinpath("tables.sql").read_text("utf-8"))
        for source in self.hub.sources:
            for decision in self.decisions(source):
                for name, row in project(decision):
                    database.execute((INSERTS | UPDATES)[name], row)
        found = {view: sorted(database.execute(f"SELECT * FROM {view}").fetchall(), key=repr) for view in VIEWS}
        database.close()
        return found

    def decisions(self, source: str) -> list[Decision]:
        """The records."""
        return [codec.decode(body, Decision) for body in self.records(source)]

    def opened(self, event: bytes) -> OpenedEvent:
        """An accepted event."""
        return self.processing.line.openings.get(event)

    def limit(self, inputs: int) -> None:
        """So many inputs of a partition a batch."""
        self.batch = inputs

    def close(self) -> None:
        """Let go of everything."""
        self.let_go()
        self.hub.close()

    def let_go(self) -> None:
        """Let go of this engine's own connections and files; the hub stays."""
        self._end()
        self._runner.close()

    def _begin(self) -> None:
        self.counters = getattr(self, "counters", Counters())
        parts = self.hub.parts(f"{self._name}-{self._lives // 2}")
        self._lives += 1
        self.processing = Processing(
            parts.connection, parts.topics, parts.keys, parts.stores(), parts.scratch, self.counters, Unobserved()
        )
        self._runner.run(self.processing.start())

    def _end(self) -> None:
        with suppress(Exception):  # as kill -9: whatever it was about to say is not heard
            self._runner.run(self.processing.stop())

    def hand_over(self, source: str, *between: int) -> None:
        """Hand over inputs, as a consumer group does when it delivers them (again).

        `between`: positions, (first, last) of each stretch, in the order in which they come.
        """
        self._runner.run(self._hand_over(source, list(zip(between[::2], between[1::2], strict=True))))

    def send_undone(self, source: str) -> None:
        """What a worker does as it takes a partition over, of a group that is done with nothing."""
        self._runner.run(self.processing.send_undone(stage_of(source), source, "nobody"))

    async def _hand_over(self, source: str, stretches: Sequence[tuple[int, int]]) -> None:
        place = self.hub.topics.inputs_of(source)
        inputs: list[Raw] = []
        for first, last in stretches:
            records = await self.processing.fetcher.all(place, first - 1, last)
            inputs += [raw(source, r.offset, r.milliseconds, r.value, r.headers) for r in records]
        await self.processing.handle(stage_of(source), {source: inputs})

    def _batch(self, source: str) -> int:
        self._runner.run(self.processing.take_over(stage_of(source), [source]))
        before = self._made(source)
        self._runner.run(self.processing.fetch_waiting(stage_of(source), source, self.batch))
        return self._made(source) - before

    def _made(self, source: str) -> int:
        return self.processing.partitions[source].chain.number

    def _waits(self, source: str) -> bool:
        end = self.hub.end(self.hub.topics.inputs_of(source))
        return end > self.processing.partitions[source].seen

    def _parked(self, source: str) -> dict[str, list[int]]:
        return self.processing.partitions[source].chain.parked
