"""Counts follow people: a desk's answer may say that somebody first met without a roll is a pupil known already."""

import pytest
from msgspec.structs import replace

from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.match import MatchReferred
from schemas.records.memory import PersonsMerged, PersonsSplit
from streams.deciders.areas import COUNCIL_DESK
from tests.streams.deciders.test_memory import episode, of_memory
from tests.support.flows import AMY, EXTRA, a_flow_line
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import COORDINATOR

DOUBTFUL = replace(child_of(AMY, ref="other"), given_names="Othername")


def answer(line: Line, pupil: str) -> list[str]:
    """The coordinator says which pupil the latest doubtful child is."""
    place, referred = next((p, o) for p, o in reversed(line.recorded.items()) if isinstance(o, MatchReferred))
    basis = AnswerBasis.SCHOOL_CONFIRMED
    return line.perform(MatchDecided(referred.case, place, COORDINATOR, COUNCIL_DESK, pupil, None, basis))


@pytest.fixture
def line() -> Line:
    """Amy was missing twice, and somebody like her once, of whom it is not known who it is."""
    line = a_flow_line()
    line.publish(episode("m-1", 20))
    line.publish(episode("m-2", 10))
    assert not of_memory(line.publish(episode("m-3", 5, DOUBTFUL)))
    return line


def test_with_the_answer_all_three_count_for_her(line: Line) -> None:
    assert of_memory(answer(line, AMY.pupil)) == ["pattern found: missing-90-days/1 3 in 90 days"]
    assert [type(one) for one in line.recorded.values()].count(PersonsMerged) == 1


def test_what_comes_later_counts_on(line: Line) -> None:
    answer(line, AMY.pupil)
    assert "pattern grew: missing-90-days/1 4 in 90 days" in line.publish(episode("m-4", 2))


def test_answered_with_another_pupil_nothing_is_hers(line: Line) -> None:
    twin = replace(EXTRA, pupil="pupil-twin", given_names="Othername", family_name=AMY.family_name)
    line.facts.put_roll(AMY.urn, [AMY, replace(twin, date_of_birth=AMY.date_of_birth)])
    answer(line, "pupil-twin")
    assert not [one for one in line.recorded.values() if isinstance(one, PersonsMerged | PersonsSplit)]
    assert of_memory(line.publish(episode("m-4", 2))) == ["pattern found: missing-90-days/1 3 in 90 days"]
