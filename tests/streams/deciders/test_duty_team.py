"""Whose time runs while the office is shut, and whose once it opens: the duty team's hour, or the front door's own."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.events import front_door, hospital
from schemas.records.notify import DeskItemRaised, DeskKind
from schemas.vectors.flows import ATTENDANCE, CONTACT
from streams.deciders.keys import matter_key
from tests.streams.deciders.test_flows import patient
from tests.support.facts import an_event
from tests.support.flows import BEN, HOSPITAL, a_flow_line
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of

IFD, DUTY = "ifd", "emergency_duty_team"
OPENS = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
DECIDED_BY = datetime(2026, 11, 11, 17, 0, tzinfo=UTC)
UNTRIAGED = f"desk {AREA}: untriaged for {{}} {AREA} (not_triaged_in_time)"


def a_contact_at(at: datetime) -> Line:
    """Somebody asks the front door at a time on the Tuesday."""
    line = a_flow_line().at(at)
    line.publish(an_event(replace(CONTACT, referrer_setting=None), child_of(BEN), type=front_door.CONTACT_TYPE))
    return line


def due(line: Line, role: str) -> datetime:
    """By when a role is to have decided."""
    return line.notice_of(role)[2].due


@pytest.mark.parametrize("minutes", [1, 10, 59, 60])
def test_where_the_office_opens_before_the_hour_is_over_the_front_doors_time_holds(minutes: int) -> None:
    line = a_contact_at(OPENS - timedelta(minutes=minutes))
    assert due(line, DUTY) == due(line, IFD) == DECIDED_BY
    assert not any("untriaged" in said for said in line.at(OPENS + timedelta(hours=2)).tick())
    assert {UNTRIAGED.format(role) for role in (IFD, DUTY)} <= set(line.at(DECIDED_BY).tick())


def test_an_hour_that_is_over_before_the_office_opens_is_the_duty_teams() -> None:
    known = OPENS - timedelta(minutes=61)
    line = a_contact_at(known)
    assert (due(line, DUTY), due(line, IFD)) == (known + timedelta(hours=1), DECIDED_BY)


def test_what_the_duty_team_left_stands_on_the_desk_until_the_front_door_is_to_have_decided() -> None:
    line = a_contact_at(OPENS - timedelta(hours=5))
    assert UNTRIAGED.format(DUTY) in line.at(OPENS - timedelta(hours=4)).tick()
    raised = [one for one in line.recorded.values() if isinstance(one, DeskItemRaised)]
    assert [(one.kind, one.due.at) for one in raised] == [(DeskKind.UNTRIAGED, DECIDED_BY)]
    assert not any("overdue" in said for said in line.at(OPENS + timedelta(hours=1)).tick())


def test_a_front_door_that_was_told_by_hand_is_waited_for_no_more_and_the_desk_has_its_own_time() -> None:
    line = a_contact_at(OPENS - timedelta(hours=5))
    ((case, person, matter),) = line.matters()
    notices = tuple([replace(one, told=True) if one.recipient.role == IFD else one for one in matter.notices])
    line.put(matter_key(case, person), replace(matter, notices=notices))
    line.at(OPENS - timedelta(hours=4)).tick()
    (raised,) = [one for one in line.recorded.values() if isinstance(one, DeskItemRaised)]
    assert (raised.recipient is not None and raised.recipient.role, raised.due.at < DECIDED_BY) == (DUTY, True)


def test_once_the_front_door_is_late_too_each_item_has_the_desks_time() -> None:
    line = a_contact_at(OPENS - timedelta(minutes=10))
    line.at(DECIDED_BY).tick()
    raised = [one for one in line.recorded.values() if isinstance(one, DeskItemRaised)]
    assert len(raised) == 2
    assert all(one.due.at > DECIDED_BY for one in raised)


def test_an_item_that_is_overdue_is_said_to_be_so_once_whatever_falls_due_beside_it() -> None:
    line = a_contact_at(OPENS - timedelta(hours=5))
    line.at(OPENS - timedelta(hours=4)).tick()
    assert line.at(DECIDED_BY).tick().count("desk item overdue") == 1, "the duty team's"
    assert line.later(days=7).tick() == ["desk item overdue"], "the front door's alone"


def test_who_must_be_told_within_the_hour_is_whether_the_office_opens_or_not() -> None:
    stabbed = replace(ATTENDANCE, signs=(hospital.Sign.STABBING,))
    known = OPENS - timedelta(minutes=10)
    line = a_flow_line().at(known)
    line.publish(
        an_event(stabbed, patient(child_of(BEN)), type=hospital.EVENT_TYPE, publisher=HOSPITAL, instance="ed-1")
    )
    assert due(line, "childrens_social_care") == known + timedelta(hours=1)
