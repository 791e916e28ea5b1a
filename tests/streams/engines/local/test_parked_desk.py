"""What is parked stands on a council's desk until it is decided; a tick that fails as a whole has a key to retry by."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.records.decision import Unparked
from schemas.records.inputs import ParkedRetried
from streams.checks.conservation import conserve
from streams.checks.findings import FindingKind
from streams.checks.home import reading, records_of
from streams.engines.line.chains import Chain
from tests.support.furnishing import appointed
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, HUB, START, World, a_world

pytestmark = pytest.mark.interpreted

OPERATOR = "u-operator"
DECIDER = "streams.deciders.match.decide.decide_event"


def parked_items(world: World) -> list[tuple[str, str, int, str, str | None]]:
    """Area, key, latest time, partition and outcome of what is or was parked."""
    return list(
        world.engine.database.execute(
            "SELECT area, recipient_value, due_at, person, outcome FROM desk_view WHERE kind = 'parked' ORDER BY item"
        )
    )


def findings(world: World) -> set[FindingKind]:
    """What the conservation check finds."""
    with reading(world.home.folder) as database:
        return {finding.kind for finding in conserve(records_of(database), person_partitions=1).findings}


def unparked(world: World) -> list[int]:
    """The positions of what was decided after all."""
    with reading(world.home.folder) as database:
        outputs = [output for record in records_of(database) for output in record.decision.outputs]
    return [output.position for output in outputs if isinstance(output, Unparked)]


def fails(*_: object) -> list[object]:
    """A decider with a fault."""
    raise LookupError("a fault")


def retry(world: World, key: str) -> None:
    """The operator has it tried again."""
    world.refer(appointed(OPERATOR, "operator", "hub", HUB))
    world.perform(ParkedRetried(key, OPERATOR), "retry")
    world.run()


def test_each_event_that_waits_is_on_the_desk_until_it_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_world(tmp_path / "hub") as world:
        with monkeypatch.context() as broken:
            broken.setattr(DECIDER, fails)
            for revision in (1, 2):
                world.publish("R-1", [child_of(pupil(0, FIRST))], revision=revision)
            world.run()
        first, second = parked_items(world)
        bell = START.replace(day=10, hour=8, minute=45)
        assert first == second == ("822", first[1], int(bell.timestamp() * 1_000_000), "resolve", None)
        retry(world, first[1])
        assert [outcome for *_, outcome in parked_items(world)] == ["decided", "decided"]
        assert world.notices()


def test_past_its_deadline_conservation_still_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_world(tmp_path / "hub") as world:
        with monkeypatch.context() as broken:
            broken.setattr(DECIDER, fails)
            world.publish("R-1", [child_of(pupil(0, FIRST))])
            world.run()
        for _ in range(2):
            assert findings(world) == {FindingKind.PARKED}
            world.clock.forward(timedelta(days=3))
            world.tick()
            world.run()


def test_a_tick_that_fails_as_a_whole_is_retried_by_name_and_nothing_is_overdue_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        world.clock.forward(timedelta(days=1))
        with monkeypatch.context() as broken:
            broken.setattr(Chain, "due_keys", fails)
            for _ in range(2):
                world.tick()
                world.run()
        assert {key for (key,) in world.engine.database.execute("SELECT key FROM parked")} == {"ticks"}
        assert [(area, key) for area, key, *_ in parked_items(world)] == [("822", "ticks")]
        retry(world, "ticks")
        assert unparked(world) == [2, 3]
        assert [kind for _, _, _, kind, _ in world.desk()] == ["unopened"]
        assert findings(world) == set()
