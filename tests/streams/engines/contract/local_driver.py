"""The local engine, as the contract suite drives it."""

from collections.abc import Sequence
from datetime import datetime

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Command
from schemas.records.reference import Body
from schemas.wire import Submission
from streams.deciders.opened import OpenedEvent
from streams.engines.state_cache import key_of
from streams.matching.people import RollEntry
from tests.streams.engines.contract.driver import VIEWS, Engine, Place
from tests.support.force import POLICE
from tests.support.world import World


class Local(Engine):
    """A hub in a folder. `world` holds the police's keys, so that two hubs can be sent the same bytes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._limit = world.engine.batch_size

    def submit(self, submission: Submission, at: datetime, agency: str = POLICE) -> Place:
        """Hand in a submission."""
        self.world.clock.now = at
        receipt = self.world.submit(submission, agency=agency)
        row = self._one("SELECT source, position FROM intake WHERE digest = ?", receipt.digest)
        return Place(str(row[0]), int(str(row[1])))

    def command(self, command: Command, command_id: str, at: datetime) -> None:
        """Append a command."""
        self.world.clock.now = at
        self.world.inbound.command(command, command_id, self.world.engine.hub.person_partitions)

    def tick(self, at: datetime) -> None:
        """Append ticks."""
        self.world.clock.now = at
        self.world.tick()

    def refer(self, bodies: Sequence[Body], at: datetime) -> int:
        """Append reference records."""
        return self.world.registry.refer(bodies, at)

    def put_roll(self, urn: str, entries: Sequence[RollEntry], at: datetime) -> None:
        """Put a roll in place."""
        self.world.clock.now = at
        self.world.put_roll(urn, entries)

    def decide(self, at_most: int | None = None) -> int:
        """Decide."""
        if at_most is None:
            return self.world.run()
        return sum(self.world.engine.step() for _ in range(at_most))

    def restart(self) -> None:
        """Start again."""
        self.world.reopen()
        self.world.engine.batch_size = self._limit

    def sources(self) -> list[str]:
        """Every source partition."""
        return self.world.engine.log.sources()

    def records(self, source: str) -> list[bytes]:
        """The records' bytes."""
        return list(self.world.engine.log.bodies(source))

    def inputs(self, source: str) -> int:
        """How many inputs."""
        table = "intake" if source.startswith("intake.") else "inputs"
        return int(str(self._one(f"SELECT count(*) FROM {table} WHERE source = ?", source)[0]))

    def state(self, source: str) -> dict[str, bytes]:
        """State by key."""
        rows = self.world.engine.database.execute(
            "SELECT n.name, s.part, s.body FROM state s JOIN subjects n ON n.number = s.subject WHERE s.source = ?",
            (source,),
        )
        return {key_of(name, part): body for name, part, body in rows}

    def effects(self) -> dict[str, list[tuple[object, ...]]]:
        """View rows."""
        query = self.world.engine.database.execute
        return {view: sorted(query(f"SELECT * FROM {view}").fetchall(), key=repr) for view in VIEWS}

    def decisions(self, source: str) -> list[Decision]:
        """The records."""
        return [codec.decode(body, Decision) for body in self.records(source)]

    def opened(self, event: bytes) -> OpenedEvent:
        """An accepted event."""
        return self.world.engine.openings.get(event)

    def limit(self, inputs: int) -> None:
        """So many inputs of a partition a batch."""
        self._limit = self.world.engine.batch_size = inputs

    def close(self) -> None:
        """Let go of every file."""
        self.world.close()

    def _one(self, statement: str, *given: object) -> tuple[object, ...]:
        found: tuple[object, ...] = self.world.engine.database.execute(statement, given).fetchone()
        return found
