"""What a revision or withdrawal led to stands in its own trace, though it is filed under the earlier revision."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.events.event import Withdrawal
from schemas.records.decision import Parked, Unparked
from schemas.records.inputs import ParkedRetried
from schemas.records.notify import NoticeIssued, NoticeKind
from streams.checks.replay import verify_replay
from streams.deciders.person import decide as person
from streams.engines.local.queries import LocalViews
from tests.support.furnishing import appointed
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, SECOND, World, a_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path / "hub") as made:
        made.publish("R-1", [child_of(pupil(0, FIRST)), child_of(pupil(1, SECOND))])
        made.run()
        yield made


def traced(world: World, name: str) -> list[object]:
    """The outputs in an event's trace, in order."""
    with closing(LocalViews(world.home, lambda: world.engine.reference)) as views:
        row = views.event_called(name)
        assert row is not None
        return [output for step in views.trace(row.event) for _, output in step.outputs]


def kinds_of_notices(outputs: list[object]) -> list[NoticeKind]:
    return [output.kind for output in outputs if isinstance(output, NoticeIssued)]


def test_a_withdrawal_shows_its_recalls_and_the_first_event_does_not_lose_them(world: World) -> None:
    world.publish("R-1", [], revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    world.run()
    assert kinds_of_notices(traced(world, "R-1@2")) == [NoticeKind.RECALL] * 2
    assert sorted(kinds_of_notices(traced(world, "R-1@1"))) == [NoticeKind.FIRST] * 2 + [NoticeKind.RECALL] * 2


def test_a_revision_that_leaves_a_child_out_shows_the_recall(world: World) -> None:
    world.publish("R-1", [child_of(pupil(0, FIRST))], revision=2)
    world.run()
    assert NoticeKind.RECALL in kinds_of_notices(traced(world, "R-1@2"))
    assert NoticeKind.FIRST not in kinds_of_notices(traced(world, "R-1@2"))


def test_a_withdrawal_shows_what_became_of_its_recall(world: World) -> None:
    world.publish("R-1", [], revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    world.run()
    before = traced(world, "R-1@2")
    world.tick(world.clock.now + timedelta(days=30))
    world.run()
    later = traced(world, "R-1@2")
    assert later[: len(before)] == before
    assert len(later) > len(before), "that nobody opened it in time"


def test_another_revision_of_the_same_case_is_not_shown(world: World) -> None:
    world.publish("R-1", [child_of(pupil(0, FIRST))], revision=2)
    world.run()
    world.publish("R-1", [], revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    world.run()
    assert len(kinds_of_notices(traced(world, "R-1@3"))) == 1
    assert len(kinds_of_notices(traced(world, "R-1@2"))) == 1


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Nothing can be decided of any child while it holds something."""
    faults: list[bool] = []
    decide = person._placed

    def failing(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - stands for a decider of any form
        if faults:
            raise LookupError
        return decide(*args, **kwargs)

    monkeypatch.setattr(person, "_placed", failing)
    return faults


def test_what_was_parked_stands_in_its_own_trace_and_what_a_retry_made_of_it_too(
    tmp_path: Path, broken: list[bool]
) -> None:
    with a_world(tmp_path / "parked") as world:
        world.refer(appointed("u-operator", "operator", "hub", world.engine.hub.hub))
        broken.append(True)
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        broken.clear()
        world.publish("R-1", [], revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
        world.run()
        for name, reason in (("R-1@1", "LookupError"), ("R-1@2", "waits_behind_parked")):
            assert [one.reason for one in traced(world, name) if isinstance(one, Parked)] == [reason]
        (key,) = {key for (key,) in world.engine.database.execute("SELECT key FROM parked")}
        world.perform(ParkedRetried(key, "u-operator"), "retry")
        world.run()
        first, withdrawn = traced(world, "R-1@1"), traced(world, "R-1@2")
        assert kinds_of_notices(withdrawn) == [NoticeKind.RECALL]
        assert kinds_of_notices(first) == [NoticeKind.FIRST, NoticeKind.RECALL]
        assert [sum(isinstance(one, Unparked) for one in outputs) for outputs in (first, withdrawn)] == [2, 1]
        assert verify_replay(world.home.folder, world.keys).findings == ()
