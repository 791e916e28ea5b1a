"""A doubtful match that the police send again unchanged: the item on the desk is still one that can be answered."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.watch import CommandRefused
from streams.deciders.areas import COUNCIL_DESK
from tests.support.people import child_of, pupil
from tests.support.world import COORDINATOR, FIRST, World

AMY = pupil(0, FIRST)
LOOKS_LIKE_AMY = replace(child_of(AMY), given_names="Othername")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A child that may be Amy; an hour later the same once more."""
    made = World(tmp_path / "hub")
    made.publish("ref-1", [LOOKS_LIKE_AMY])
    made.run()
    made.clock.forward(timedelta(hours=1))
    made.publish("ref-1", [LOOKS_LIKE_AMY], revision=2)
    made.run()
    yield made
    made.close()


def doubts(world: World) -> list[tuple[bytes, str]]:
    """Case and referral of the doubts that stand on the desk."""
    return [(case, referral or "") for _, case, _, kind, referral in world.desk() if kind == "match"]


def answer(world: World, case: bytes, referral: str) -> None:
    """The council says that it is Amy."""
    is_amy = MatchDecided(case, referral, COORDINATOR, COUNCIL_DESK, AMY.pupil, None, AnswerBasis.EVIDENCE_SHOWN)
    world.perform(is_amy, "answer")
    world.run()


def test_it_stands_once_and_its_answer_tells_the_school(world: World) -> None:
    ((case, referral),) = doubts(world)
    answer(world, case, referral)
    assert doubts(world) == []
    assert [urn for _, _, _, urn in world.notices()] == [FIRST]


def test_an_answer_to_what_it_was_before_is_refused(world: World) -> None:
    ((case, _),) = doubts(world)
    answer(world, case, "resolve-1-0")
    decision = world.engine.log.decision("resolve", 3)
    assert decision is not None
    assert [output.reason for output in decision.outputs if isinstance(output, CommandRefused)] == ["no_longer_current"]
    assert len(doubts(world)) == 1


def test_it_is_due_no_later_than_it_was(world: World) -> None:
    due = [at for (at,) in world.engine.database.execute("SELECT due_at FROM desk_view WHERE kind = 'match'")]
    assert len(due) == 2
    assert len(set(due)) == 1


def test_it_goes_with_the_event(world: World) -> None:
    world.publish("ref-1", [], revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    world.run()
    assert world.desk() == []
