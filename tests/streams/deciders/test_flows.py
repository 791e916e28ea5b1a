"""Each row of the flows' table reads as it stands there: who is told of what, and by when (flows.md)."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import front_door, hospital, marac, missing
from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.items import NEVER_TO_A_SCHOOL, OF_MARAC, Item
from schemas.records.inputs import OpenNotice
from schemas.records.match import ChildMatched
from schemas.records.notify import NoticeIssued
from schemas.records.reference import AgencyKind, AgencyRegistered, AreaRoutingSet
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, EPISODE, REFERRAL
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.recipients import who_would_read
from streams.routing.routes import At, Route, Routing
from tests.support.facts import MONDAY_EVENING, Section, an_event, apply
from tests.support.flows import AMY, BEN, COUNCIL, HOSPITAL, PRACTICE, a_flow_line, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA, OPS, appointed, signed_instruments
from tests.support.line import Line
from tests.support.people import adult, child_of, stranger
from tests.support.world import FIRST, HUB, SECOND, dsl

SINCE = MONDAY_EVENING - timedelta(hours=4)
MISSING = replace(EPISODE, missing_since=SINCE, reported_at=SINCE)
BACK = replace(MISSING, stage=missing.Stage.RETURNED, returned_at=MONDAY_EVENING - timedelta(hours=1))
TESS = adult("Tess", "Thistlewood", Role.VICTIM)
ROLF = adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR)
LUTON = "821"
AREA_TOLD = f"first notice to {{}} {AREA}"


def episode(facts: missing.Episode, *people: Section, **more: object) -> OpenedEvent:
    """News of a missing child."""
    return an_event(facts, *(people or (child_of(AMY),)), type=missing.EVENT_TYPE, **more)  # type: ignore[arg-type]  # the fields of an event


def flag(facts: hospital.Attendance, *people: Section) -> OpenedEvent:
    """A hospital's flag."""
    return an_event(facts, *people, type=hospital.EVENT_TYPE, publisher=HOSPITAL, instance="ed-1")


def referral(*people: Section, **more: object) -> OpenedEvent:
    """A referral to MARAC by police, with the checklist."""
    return an_event(REFERRAL, DASH, *people, type=marac.EVENT_TYPE, **more)  # type: ignore[arg-type]  # as above


def patient(person: Person) -> Person:
    """The same person, as the hospital's patient, registered at a practice of the hub."""
    roles = (*(role for role in person.roles if role is Role.CHILD), Role.PATIENT)
    return replace(person, gp_practice=PRACTICE.upper(), roles=roles)


def told(line: Line, event: OpenedEvent) -> set[str]:
    """Who is told first of an event, and nothing else of it."""
    return {said for said in line.publish(event) if said.startswith("first notice")}


def notices(line: Line) -> dict[str, NoticeIssued]:
    """The latest notice to each role or school."""
    return {
        one.recipient.value if one.recipient.scheme == "urn" else one.recipient.role: one
        for one in line.recorded.values()
        if isinstance(one, NoticeIssued)
    }


def to(*roles: str) -> set[str]:
    """First notices to these roles in the area."""
    return {AREA_TOLD.format(role) for role in roles}


def test_a_missing_child_is_told_to_school_front_door_and_the_weekly_meeting() -> None:
    line = a_flow_line()
    expected = {f"first notice to {FIRST}"} | to("ifd", "emergency_duty_team", "spoc_coordinator")
    assert told(line, episode(MISSING)) == expected


def test_in_office_hours_the_duty_team_is_left_alone() -> None:
    line = a_flow_line().at(datetime(2026, 11, 10, 11, 0, tzinfo=UTC))
    assert "emergency_duty_team" not in "".join(told(line, episode(MISSING)))


def test_that_the_office_is_open_again_takes_nothing_back_from_the_duty_team() -> None:
    line = a_flow_line()
    line.publish(episode(MISSING))
    again = line.at(datetime(2026, 11, 10, 11, 0, tzinfo=UTC)).publish(episode(BACK, revision=2))
    assert [said for said in again if "emergency_duty_team" in said and "recall" in said] == []
    assert [said for said in again if said.startswith(f"update notice to emergency_duty_team {AREA}")]
    unchanged = line.later(minutes=5).publish(episode(BACK, revision=3))
    assert [said for said in unchanged if "emergency_duty_team" in said] == []
    gone = line.publish(episode(BACK, revision=4, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert [said for said in gone if "emergency_duty_team" in said and "recall" in said]


def test_of_a_child_who_is_back_the_interview_is_asked_for_within_72_hours_of_the_return() -> None:
    line = a_flow_line()
    line.publish(episode(MISSING))
    again = line.publish(episode(BACK, revision=2))
    assert f"first notice to return_interview_provider {AREA}" in again
    due = notices(line)["return_interview_provider"].due
    assert (due.at, due.rule) == (MONDAY_EVENING + timedelta(hours=71), "minutes_4320")


def test_everyone_who_was_told_hears_that_the_child_is_back_with_what_is_new() -> None:
    line = a_flow_line()
    line.publish(episode(MISSING))
    again = line.publish(episode(BACK, revision=2))
    assert f"update notice to {FIRST} changed episode_stage episode_times" in again
    assert f"update notice to ifd {AREA} changed episode_stage episode_times" in again


def test_a_child_back_for_more_than_a_day_is_no_longer_the_schools_morning() -> None:
    line = a_flow_line()
    long_back = replace(BACK, returned_at=MONDAY_EVENING - timedelta(hours=25))
    assert f"first notice to {FIRST}" not in told(line, episode(long_back))


def test_a_child_placed_here_is_told_to_the_home_authority_and_a_desk_does_it_without_an_agreement() -> None:
    line = a_flow_line()
    said = line.publish(episode(replace(MISSING, placed_by="825")))
    assert said[-2:] == [
        "refused to ifd 825: not_permitted",
        f"desk {AREA}: refused_duty for ifd 825 (not_permitted)",
    ]


def test_a_child_placed_here_is_told_to_the_home_authority_by_its_agreement_and_no_other_child_to_it() -> None:
    agreed = signed_instruments(HUB, [OPS / "agreements" / "luton-missing-children.yaml"], (POLICE, HOSPITAL, COUNCIL))
    luton = appointed("u-ifd-luton", "ifd", "area", LUTON)
    line = a_flow_line(*agreed, luton)
    line.facts.name_staff("u-ifd-luton", "Read", "Luton")
    said = line.publish(episode(replace(MISSING, placed_by=LUTON)))
    assert f"first notice to ifd {LUTON}" in said
    assert not [one for one in said if "refused_duty" in one]
    home = next(held for _, _, m in line.matters() for held in m.notices if held.recipient.value == LUTON)
    assert Item.HOUSEHOLD not in home.items
    assert Item.PLACING_AUTHORITY in home.items
    assert home.due == datetime(2026, 11, 10, 17, 0, tzinfo=UTC)
    back = line.publish(episode(replace(BACK, placed_by=LUTON), revision=2))
    assert f"update notice to ifd {LUTON} changed episode_stage episode_times" in back
    others = a_flow_line(*agreed, luton)
    assert not [one for one in others.publish(episode(MISSING)) if LUTON in one]


def test_a_withdrawn_episode_is_taken_back_from_everyone_who_was_told() -> None:
    line = a_flow_line()
    first = told(line, episode(MISSING))
    back = line.publish(an_event(type=missing.EVENT_TYPE, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert {said.replace("recall", "first") for said in back if said.startswith("recall")} == first


def test_while_the_child_is_doubtful_the_front_door_knows_and_a_desk_asks_which_child() -> None:
    line = a_flow_line()
    unsure = replace(child_of(AMY, named=False), given_names="Otilie", date_of_birth=None, address=None)
    said = line.publish(episode(MISSING, unsure))
    assert f"first notice to ifd {AREA}" in said
    assert any("match" in sentence and sentence.startswith("desk") for sentence in said)
    assert not any(FIRST in sentence and sentence.startswith("first") for sentence in said)


def test_a_marac_referral_goes_to_coordinator_and_advocate_and_each_child_to_the_front_door() -> None:
    line = a_flow_line()
    family = (
        child_of(AMY),
        TESS,
        adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR),
    )
    assert told(line, referral(*family)) == to("marac_coordinator", "idva", "ifd", "emergency_duty_team")
    assert notices(line)["idva"].due.at == MONDAY_EVENING + timedelta(hours=1)
    assert notices(line)["marac_coordinator"].due.at == datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    assert notices(line)["marac_coordinator"].due.rule == "meeting_marac"


def test_no_school_ever_hears_that_a_case_was_brought_to_marac() -> None:
    line = a_flow_line()
    line.publish(referral(child_of(AMY), child_of(BEN), TESS))
    assert not any(one.recipient.scheme == "urn" for one in notices(line).values())
    assert OF_MARAC <= NEVER_TO_A_SCHOOL


def test_the_front_door_gets_no_answers_of_the_checklist() -> None:
    line = a_flow_line()
    line.publish(referral(child_of(AMY), TESS))
    assert Item.VICTIM_CONTACT_RULES in notices(line)["ifd"].items
    assert {Item.DASH_ANSWERS, Item.DASH_SCORE, Item.VICTIM_ADDRESS}.isdisjoint(notices(line)["ifd"].items)


def test_a_member_in_conflict_is_left_out_of_the_case_and_another_reads_it() -> None:
    line = a_flow_line()
    apply(line.facts.reference, appointed("u-second", "marac_coordinator", "area", AREA))
    line.facts.name_staff("u-second", "Rolf", "Marsh")
    assert f"first notice to marac_coordinator {AREA}" in line.publish(referral(TESS, ROLF))
    case, person, held = line.notice_of("marac_coordinator")
    turned_away = line.perform(OpenNotice(case, person, held.notice, "u-second", "marac_coordinator"))
    assert turned_away[0] == "not shown to u-second: may_be_connected"
    mine = line.perform(OpenNotice(case, person, held.notice, user("marac_coordinator"), "marac_coordinator"))
    assert mine == [f"opened by {user('marac_coordinator')} in time first"]


def test_where_every_coordinator_is_in_conflict_a_desk_has_the_case() -> None:
    line = a_flow_line()
    line.facts.name_staff(user("marac_coordinator"), "Rolf", "Marsh")
    said = line.publish(referral(TESS, adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR)))
    assert f"desk {AREA}: no_safe_reader for marac_coordinator {AREA} (no_safe_reader)" in said


def test_an_assaulted_child_is_told_to_school_nurse_practice_and_youth_offending() -> None:
    line = a_flow_line()
    hit = replace(ATTENDANCE, signs=(hospital.Sign.ASSAULT,), ward="adult ward 4")
    expected = to("school_nurse", "youth_offending_service", "ifd", "emergency_duty_team")
    own = f"first notice to hospital_safeguarding {HOSPITAL}"
    doctor = f"first notice to gp_practice {PRACTICE}"
    assert told(line, flag(hit, patient(child_of(AMY)))) == expected | {own, doctor, f"first notice to {FIRST}"}


@pytest.mark.parametrize("code", ["", "E81002"])
def test_where_no_practice_of_the_hub_is_known_the_school_nurse_is_told_and_no_practice(code: str) -> None:
    line = a_flow_line()
    hit = replace(ATTENDANCE, signs=(hospital.Sign.ASSAULT,))
    said = told(line, flag(hit, replace(patient(child_of(AMY)), gp_practice=code)))
    assert not [one for one in said if "gp_practice" in one]
    assert to("school_nurse") <= said
    assert notices(line)["school_nurse"].event


def test_another_practice_hears_nothing_of_the_child() -> None:
    other = AgencyRegistered("e81002", "Mill Road Surgery", AgencyKind.GP_PRACTICE, (), (AREA,))
    line = a_flow_line(other, appointed("u-other-practice", "gp_practice", "agency", "e81002"))
    line.facts.name_staff("u-other-practice", "Read", "Other")
    hit = replace(ATTENDANCE, signs=(hospital.Sign.ASSAULT,))
    said = told(line, flag(hit, replace(patient(child_of(AMY)), gp_practice="E81002")))
    assert [one for one in said if "gp_practice" in one] == ["first notice to gp_practice e81002"]


@pytest.mark.parametrize("sign", [hospital.Sign.STABBING, hospital.Sign.GUNSHOT])
def test_a_stabbing_is_told_to_police_and_social_care_at_once(sign: hospital.Sign) -> None:
    line = a_flow_line()
    line.publish(flag(replace(ATTENDANCE, signs=(sign,)), patient(child_of(AMY))))
    for role in ("police_safeguarding", "childrens_social_care"):
        assert notices(line)[role].due.at == MONDAY_EVENING + timedelta(hours=1)
    assert "syvp_coordinator" in notices(line)


def test_sixteen_and_seventeen_are_children_whatever_the_ward() -> None:
    young = replace(stranger("Kit"), date_of_birth=date(2008, 11, 10))
    grown = replace(stranger("Kit"), date_of_birth=date(2008, 11, 9))
    stabbed = replace(ATTENDANCE, ward="adult ward 4")
    assert f"first notice to ifd {AREA}" in told(a_flow_line(), flag(stabbed, patient(young)))
    assert f"first notice to ifd {AREA}" not in told(a_flow_line(), flag(stabbed, patient(grown)))


def test_the_children_of_an_adult_patient_are_told_to_the_front_door() -> None:
    line = a_flow_line()
    crisis = replace(ATTENDANCE, age=41, signs=(hospital.Sign.MENTAL_HEALTH_CRISIS,))
    mother = patient(adult("Tess", "Thistlewood", Role.PATIENT))
    assert told(line, flag(crisis, mother, child_of(AMY))) == to("ifd", "emergency_duty_team") | {
        f"first notice to hospital_safeguarding {HOSPITAL}"
    }
    assert Item.PATIENT_ADDRESS not in notices(line)["ifd"].items


def test_a_contact_goes_to_the_front_door_and_is_due_within_a_working_day() -> None:
    line = a_flow_line()
    event = an_event(CONTACT, child_of(BEN), type=front_door.CONTACT_TYPE)
    assert told(line, event) == to("ifd", "emergency_duty_team")
    assert notices(line)["ifd"].due.at == datetime(2026, 11, 10, 17, 0, tzinfo=UTC)
    assert SECOND not in notices(line)


def test_a_school_that_asked_and_does_not_have_the_child_is_held_against_the_family_too() -> None:
    """Its lead may be the alleged perpetrator, though the child is on another school's roll."""
    line = a_flow_line()
    back = Route("back", (front_door.CONTACT_TYPE,), "dsl", At.REFERRER)
    apply(line.facts.reference, AreaRoutingSet(AREA, msgspec.json.encode(Routing((back,)))))
    asked = replace(CONTACT, referrer_setting=NamedSetting(Scheme.URN, SECOND, Registration.NOT_KNOWN))
    event = an_event(asked, child_of(AMY), ROLF, type=front_door.CONTACT_TYPE)
    line.publish(event)
    child = next(output for output in line.recorded.values() if isinstance(output, ChildMatched))
    assert dsl(SECOND) in who_would_read(child, line.facts.reference, event, line.now)


def test_an_outcome_of_a_contact_that_nobody_here_made_stands_on_the_councils_desk() -> None:
    line = a_flow_line()
    event = an_event(
        *(replace_outcome(), child_of(AMY)), type=front_door.OUTCOME_TYPE, publisher=COUNCIL, instance="case-system"
    )
    assert line.publish(event)[-1] == f"desk {AREA}: outcome for {AREA} (contact_not_known)"


def replace_outcome() -> front_door.Decided:
    """What a front door decided of a contact that nobody here made."""
    return front_door.Decided(bytes(16), front_door.FrontDoorOutcome.ADVICE, MONDAY_EVENING - timedelta(hours=2))
