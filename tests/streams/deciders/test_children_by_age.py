"""Whoever is under 18 is a child: of a victim or patient their age says so, whatever the sender called them."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from schemas.events import hospital, marac
from schemas.events.hospital import Sign
from schemas.events.people import Person, Role
from schemas.records.share import Recipient
from schemas.vectors.flows import ATTENDANCE, DASH, REFERRAL
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.share import request_for
from tests.support.facts import MONDAY_EVENING, an_event
from tests.support.flows import AMY, HOSPITAL, a_flow_line
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import adult, child_of

SEVENTEEN, GROWN_UP = date(2009, 6, 1), date(2008, 6, 1)
ACCUSED = adult("Corin", "Quist", Role.ALLEGED_PERPETRATOR)


def somebody(born: date | None, *roles: Role) -> Person:
    """Somebody of an event, in these roles."""
    return replace(child_of(AMY), roles=roles, date_of_birth=born)


def told(line: Line) -> set[str]:
    """Roles that have a notice."""
    return {held.recipient.role for _, _, matter in line.matters() for held in matter.notices}


def attended(born: date | None, age: int | None, sign: Sign, revision: int = 1) -> OpenedEvent:
    """A flag of a patient whom the trust did not call a child."""
    seen, patient = replace(ATTENDANCE, age=age, signs=(sign,)), somebody(born, Role.PATIENT)
    return an_event(seen, patient, type=hospital.EVENT_TYPE, publisher=HOSPITAL, instance="ed-1", revision=revision)


def age_asked(event: OpenedEvent) -> int | None:
    """The age with which agreements are asked of the second section, on Monday evening."""
    police = Recipient("police_safeguarding", "agency", POLICE)
    reference = a_flow_line().facts.reference
    asked = request_for(reference, event, 1, police, police.role, MONDAY_EVENING, None, on_roll=False)
    return asked.facts.age


def stabbed(born: date | None, age: int | None, *roles: Role) -> set[str]:
    """Who is told of a stabbing."""
    line = a_flow_line()
    seen = replace(ATTENDANCE, age=age, signs=(Sign.STABBING,))
    line.publish(an_event(seen, somebody(born, *roles), type=hospital.EVENT_TYPE, publisher=HOSPITAL, instance="ed-1"))
    return told(line)


@pytest.mark.parametrize(("born", "age"), [(SEVENTEEN, 17), (SEVENTEEN, None), (None, 17), (SEVENTEEN, 40)])
def test_a_patient_of_17_is_a_child_whatever_the_ward_called_them(born: date | None, age: int | None) -> None:
    found = stabbed(born, age, Role.PATIENT)
    assert found == stabbed(born, age, Role.CHILD, Role.PATIENT)
    assert {
        "ifd", "school_nurse", "youth_offending_service", "childrens_social_care", "police_safeguarding",
        "syvp_coordinator",
    } <= found  # fmt: skip


@pytest.mark.parametrize(("born", "age"), [(GROWN_UP, 18), (GROWN_UP, None), (None, 40)])
def test_a_grown_up_is_none(born: date | None, age: int | None) -> None:
    assert stabbed(born, age, Role.PATIENT) == {"hospital_safeguarding"}


@pytest.mark.parametrize("sign", [Sign.STABBING, Sign.GUNSHOT])
def test_who_was_stabbed_or_shot_and_whose_age_nobody_knows_is_told_at_once_as_a_child_is(sign: Sign) -> None:
    line = a_flow_line()
    said = line.publish(attended(None, None, sign))
    assert told(line) == {"hospital_safeguarding", "childrens_social_care", "ifd", "emergency_duty_team"}
    for role in ("childrens_social_care", "emergency_duty_team"):
        assert line.notice_of(role)[2].due == line.now + timedelta(hours=1)
    assert f"desk {AREA}: refused_duty for police_safeguarding {POLICE} (fact_not_known)" in said
    assert not [one for one in said if one.startswith("first notice to dsl")]


@pytest.mark.parametrize("sign", [Sign.ASSAULT, Sign.SELF_HARM])
def test_of_any_other_sign_whose_age_nobody_knows_is_no_child(sign: Sign) -> None:
    line = a_flow_line()
    line.publish(attended(None, None, sign))
    assert told(line) == {"hospital_safeguarding"}


def test_once_the_age_of_who_was_shot_is_known_it_is_taken_back_of_a_grown_up_and_stays_of_a_child() -> None:
    for age, kind in ((40, "recall"), (16, "update")):
        line = a_flow_line()
        line.publish(attended(None, None, Sign.GUNSHOT))
        said = line.publish(attended(None, age, Sign.GUNSHOT, revision=2))
        assert [one for one in said if one.startswith(f"{kind} notice to childrens_social_care {AREA}")]
        assert [one for one in said if one.startswith(f"{kind} notice to ifd {AREA}")]


@pytest.mark.parametrize("roles", [(Role.VICTIM,), (Role.CHILD, Role.VICTIM)])
def test_a_victim_of_17_has_an_adviser_at_once_and_goes_to_the_front_door(roles: tuple[Role, ...]) -> None:
    line = a_flow_line()
    line.publish(an_event(REFERRAL, DASH, somebody(SEVENTEEN, *roles), ACCUSED, type=marac.EVENT_TYPE))
    assert told(line) - {"emergency_duty_team"} == {"marac_coordinator", "idva", "ifd"}


def test_where_the_age_of_a_stabbed_child_is_not_known_a_desk_tells_the_police() -> None:
    line = a_flow_line()
    seen = replace(ATTENDANCE, age=None, signs=(Sign.STABBING,))
    patient = somebody(None, Role.CHILD, Role.PATIENT)
    said = line.publish(an_event(seen, patient, type=hospital.EVENT_TYPE, publisher=HOSPITAL, instance="ed-1"))
    assert [one for one in said if one.startswith("desk") and POLICE in one] == [
        f"desk {AREA}: refused_duty for police_safeguarding {POLICE} (fact_not_known)"
    ]


@pytest.mark.parametrize(("days", "age"), [(0, 17), (364, 17), (366, 18)])
def test_agreements_go_by_the_age_at_the_attendance_and_the_whole_years_since(days: int, age: int) -> None:
    seen = replace(ATTENDANCE, age=17, arrived_at=MONDAY_EVENING - timedelta(days=days))
    assert age_asked(an_event(seen, somebody(None, Role.PATIENT), type=hospital.EVENT_TYPE, publisher=HOSPITAL)) == age


def test_a_date_of_birth_counts_before_the_age_in_the_attendance() -> None:
    seen = replace(ATTENDANCE, age=40, arrived_at=MONDAY_EVENING)
    event = an_event(seen, somebody(SEVENTEEN, Role.PATIENT), type=hospital.EVENT_TYPE, publisher=HOSPITAL)
    assert age_asked(event) == 17


def test_the_age_in_the_attendance_is_the_patients_alone() -> None:
    seen = replace(ATTENDANCE, age=17, arrived_at=MONDAY_EVENING)
    event = an_event(seen, somebody(None, Role.CHILD), type=hospital.EVENT_TYPE, publisher=HOSPITAL)
    assert age_asked(event) is None


def test_a_child_of_the_household_has_no_adviser_of_their_own() -> None:
    line = a_flow_line()
    victim = adult("Nell", "Quist", Role.VICTIM)
    line.publish(an_event(REFERRAL, DASH, child_of(AMY), victim, ACCUSED, type=marac.EVENT_TYPE))
    advised = [held for _, _, m in line.matters() for held in m.notices if held.recipient.role == "idva"]
    assert len(advised) == 1
