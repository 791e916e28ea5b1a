"""A child who leaves a case that another marks, and comes back: addresses are hidden as the marks stand by then."""

import pytest
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import Person
from schemas.records.inputs import Forwarded
from schemas.records.match import AdultConcerned, Change, ChildLeft, ChildOutcome
from schemas.records.restriction import RestrictionCarried
from streams.deciders.person.restriction import back_unmarked, told_with
from tests.streams.deciders.restrictions import (
    AT_REFUGE,
    REFUGE,
    case_of,
    hides,
    marking,
    open_at_front_door,
    revised,
    shown,
    shown_of,
)
from tests.streams.deciders.test_memory import FAMILY, ROLF, TESS, episode, referral
from tests.streams.deciders.test_memory_of_merged_people import DOUBTFUL, answer
from tests.support.facts import MONDAY_EVENING
from tests.support.flows import AMY, EXTRA, a_flow_line
from tests.support.line import Line
from tests.support.people import child_of

EVENT, CASE, MARK = b"e" * 16, b"c" * 16, b"r" * 16
OTHER_CHILD: Person = replace(child_of(EXTRA), address=REFUGE)


def told(line: Line) -> list[RestrictionCarried]:
    """What matters go by, as hop 3 recorded it."""
    return [one for at, one in line.recorded.items() if isinstance(one, RestrictionCarried) and at[:6] == "person"]


def away_from_a_marked_case() -> tuple[Line, str]:
    """Amy's case is marked by another; then it is about another child, and she is in it no longer. Her name here."""
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    marking(line)
    (amy,) = shown_of(line, "m-1")
    line.publish(revised(line, "m-1", OTHER_CHILD))
    return line, amy


def test_back_after_the_marking_event_was_withdrawn_addresses_are_shown() -> None:
    line, amy = away_from_a_marked_case()
    marking(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    line.publish(revised(line, "m-1", AT_REFUGE, revision=3))
    assert shown(line, "m-1")["ifd"]
    assert (told(line)[-1].person, told(line)[-1].by) == (amy, ())
    assert told(line)[-1].event == case_of(line, "m-1").header.event
    assert open_at_front_door(line, "m-1").hidden_by == ()


def test_back_after_the_marking_event_was_corrected_beside_another_child_both_are_shown() -> None:
    line, _ = away_from_a_marked_case()
    marking(line, *FAMILY, revision=2)
    line.publish(revised(line, "m-1", AT_REFUGE, OTHER_CHILD, revision=3))
    assert len(shown_of(line, "m-1")) == 2
    assert all(shown_of(line, "m-1").values())


def test_back_while_the_mark_stands_addresses_stay_hidden() -> None:
    line, _ = away_from_a_marked_case()
    line.publish(revised(line, "m-1", AT_REFUGE, revision=3))
    assert hides(line, "m-1")


def test_while_away_nothing_is_shown_again_of_what_the_child_left() -> None:
    line, amy = away_from_a_marked_case()
    marked_by = case_of(line, "r-1").header.event
    marking(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    case = case_of(line, "m-1").header.case
    (matter,) = [matter for of, whom, matter in line.matters() if (of, whom) == (case, amy)]
    assert matter.hidden_by == (marked_by,)


def test_back_by_a_desks_answer_addresses_are_shown() -> None:
    line, amy = away_from_a_marked_case()
    line.publish(revised(line, "m-1", replace(DOUBTFUL, address=REFUGE), revision=3))
    marking(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    answer(line, AMY.pupil)
    assert [whom for whom, items in shown_of(line, "m-1").items() if items] == [amy]
    assert (told(line)[-1].person, told(line)[-1].by) == (amy, ())


def test_back_in_a_case_that_was_marked_anew_meanwhile_the_new_mark_hides() -> None:
    line, amy = away_from_a_marked_case()
    marking(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    line.publish(referral("r-2", 0, OTHER_CHILD, replace(TESS, restricted=True), ROLF))
    line.publish(revised(line, "m-1", AT_REFUGE, OTHER_CHILD, revision=3))
    assert hides(line, "m-1")
    again = case_of(line, "r-2").header.event
    assert [one.by for one in told(line) if one.person == amy][1:] == [(again,)], "never said to be marked by none"


def test_who_left_while_nothing_was_marked_comes_back_to_a_mark() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    line.publish(revised(line, "m-1", OTHER_CHILD))
    marking(line)
    line.publish(revised(line, "m-1", AT_REFUGE, revision=3))
    assert hides(line, "m-1")


def test_who_comes_into_a_case_that_nothing_ever_marked_costs_no_record() -> None:
    line = a_flow_line()
    line.publish(episode("m-1", 2, AT_REFUGE))
    line.publish(revised(line, "m-1", OTHER_CHILD))
    line.publish(revised(line, "m-1", AT_REFUGE, OTHER_CHILD, revision=3))
    assert shown(line, "m-1")["ifd"]
    assert not told(line)


def test_who_comes_back_a_second_time_is_told_nothing_more() -> None:
    line, _ = away_from_a_marked_case()
    marking(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    line.publish(revised(line, "m-1", AT_REFUGE, revision=3))
    before = len(told(line))
    line.publish(revised(line, "m-1", OTHER_CHILD, revision=4))
    line.publish(revised(line, "m-1", AT_REFUGE, revision=5))
    assert len(told(line)) == before


@pytest.mark.parametrize(
    ("change", "goes_by"),
    [(Change.NEW, ()), (Change.CHANGED, (MARK,)), (Change.UNCHANGED, (MARK,)), (Change.REMOVED, (MARK,))],
)
def test_where_hop_2_says_nothing_of_a_child_the_mark_stands_unless_they_come_into_the_case(
    change: Change, goes_by: tuple[bytes, ...]
) -> None:
    child: ChildOutcome = AdultConcerned(EVENT, CASE, 1, "resolve-1-0", change, ())
    if change is Change.REMOVED:
        child = ChildLeft(EVENT, CASE, "resolve-1-0", change)
    others = (
        RestrictionCarried(EVENT, CASE, "resolve-1-1", 2, (b"o" * 16,)),
        RestrictionCarried(EVENT, b"d" * 16, "resolve-1-0", 1, (b"o" * 16,)),
    )
    message = Forwarded("resolve", 1, 1, MONDAY_EVENING, (0, 1, 2), (child, *others))
    assert told_with(child, message, (MARK,)) == goes_by
    assert [one.by for one in back_unmarked(child, message)] == ([()] if not isinstance(child, ChildLeft) else [])
    said = RestrictionCarried(EVENT, CASE, "resolve-1-0", 1, (b"n" * 16,))
    message = Forwarded("resolve", 1, 1, MONDAY_EVENING, (0, 1, 2, 3), (child, *others, said))
    assert (told_with(child, message, (MARK,)), back_unmarked(child, message)) == (said.by, [])
