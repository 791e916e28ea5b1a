"""The local engine, as the contract suite drives it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Command
from schemas.records.reference import Body
from schemas.wire import Submission
from streams.matching.people import RollEntry
from tests.streams.engines.contract.driver import Engine, Place
from tests.support.world import World

VIEWS = ("event_view", "outcome_view", "notice_view", "desk_view", "access_view", "trace_view", "alarm_view")


class Local(Engine):
    """A hub in a folder. `world` holds the police's keys, so that two hubs can be sent the same bytes."""

    def __init__(self, world: World) -> None:
        self.world = world

    def submit(self, submission: Submission, at: datetime) -> Place:
        """Hand in a submission."""
        self.world.clock.now = at
        receipt = self.world.submit(submission)
        row = self._one("SELECT source, position FROM intake WHERE digest = ?", receipt.digest)
        return Place(str(row[0]), int(str(row[1])))

    def command(self, command: Command, command_id: str, at: datetime) -> Place:
        """Append a command."""
        self.world.clock.now = at
        return Place(*self.world.inbound.command(command, command_id, self.world.engine.hub.person_partitions))

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
        rows = self.world.engine.database.execute("SELECT key, body FROM state WHERE source = ?", (source,))
        return dict(rows.fetchall())

    def effects(self) -> dict[str, list[tuple[object, ...]]]:
        """View rows."""
        query = self.world.engine.database.execute
        return {view: sorted(query(f"SELECT * FROM {view}").fetchall(), key=repr) for view in VIEWS}

    def decisions(self, source: str) -> list[Decision]:
        """The records."""
        return [codec.decode(body, Decision) for body in self.records(source)]

    def _one(self, statement: str, *given: object) -> tuple[object, ...]:
        found: tuple[object, ...] = self.world.engine.database.execute(statement, given).fetchone()
        return found


def twin(engine: Local, folder: Path) -> Local:
    """The same hub once more."""
    return Local(engine.world.twin(folder))
