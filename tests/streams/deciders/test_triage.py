"""The front door decides what follows from a contact, on a stated footing, and the school that asked hears of it."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.events import front_door, missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.event import Withdrawal
from schemas.events.front_door import FrontDoorOutcome
from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.items import Item
from schemas.records.inputs import AcknowledgeNotice, NotOurs, OpenNotice, TriageContact
from schemas.records.notify import NoticeIssued, NoticeKind
from schemas.records.reference import AgencyKind, AgencyRegistered, InstrumentSuspended
from schemas.records.triage import ContactTriaged
from schemas.vectors.flows import CONTACT, EPISODE
from streams.deciders.opened import SHREDDED, OpenedEvent
from tests.support.facts import an_event, apply
from tests.support.flows import BEN, COUNCIL, HOSPITAL, a_flow_line, user
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import FIRST, SECOND, dsl

ASKED = replace(CONTACT, referrer_setting=NamedSetting(Scheme.URN, SECOND, Registration.REGISTERED_PUPIL))
ASKED_BY_NO_SCHOOL = replace(CONTACT, referrer_setting=None)
IFD, DUTY = "ifd", "emergency_duty_team"
ASSESS = FrontDoorOutcome.ASSESSMENT
OVERDUE = datetime(2026, 11, 10, 17, 1, tzinfo=UTC)


def a_contact(contact: front_door.Contact = ASKED) -> Line:
    """A school asked in the evening: the front door and the duty team have it."""
    line = a_flow_line()
    line.publish(an_event(contact, child_of(BEN), type=front_door.CONTACT_TYPE))
    return line


def open_(line: Line, role: str = IFD) -> list[str]:
    """Whoever holds the role opens its notice."""
    case, person, held = line.notice_of(role)
    return line.perform(OpenNotice(case, person, held.notice, user(role), role))


def triage(
    line: Line,
    role: str = IFD,
    outcome: FrontDoorOutcome = ASSESS,
    consent: Consent = Consent.GIVEN,
    reason: ConsentReason | None = None,
    previous: str | None = None,
) -> list[str]:
    """Whoever holds the role decides."""
    case, person, held = line.notice_of(role)
    command = TriageContact(case, person, held.notice, user(role), role, outcome, consent, reason, previous)
    return line.perform(command)


def latest(line: Line) -> str:
    """The id of the latest triage."""
    return [id for id, output in line.recorded.items() if isinstance(output, ContactTriaged)][-1]


def feedback(line: Line) -> list[NoticeIssued]:
    """What the school was told of outcomes."""
    issued = [output for output in line.recorded.values() if isinstance(output, NoticeIssued)]
    return [one for one in issued if one.kind is NoticeKind.FEEDBACK]


def test_a_contact_is_triaged_after_it_was_read_and_the_school_hears_of_it() -> None:
    line = a_contact()
    assert triage(line) == ["refused: not_opened_yet"]
    open_(line)
    assert triage(line) == ["triaged by ifd: assessment, consent given", f"feedback notice to {SECOND}"]
    (told,) = feedback(line)
    assert set(told.items) == {
        Item.INCIDENT_FACT,
        Item.INCIDENT_REFERENCE,
        Item.CHILD_NAME,
        Item.FRONT_DOOR_OUTCOME,
    }


@pytest.mark.parametrize(
    ("consent", "reason", "outcome", "refused"),
    [
        (Consent.NOT_STATED, None, ASSESS, "consent_not_stated"),
        (Consent.NOT_SOUGHT, None, ASSESS, "consent_reason_missing"),
        (Consent.DISPENSED_WITH, None, ASSESS, "consent_reason_missing"),
        (Consent.DISPENSED_WITH, ConsentReason.REFUSAL_STANDS, ASSESS, "consent_reason_missing"),
        (Consent.REFUSED, None, FrontDoorOutcome.ADVICE, "consent_refused"),
        (Consent.REFUSED, ConsentReason.REFUSAL_STANDS, ASSESS, "consent_refused"),
        (Consent.GIVEN, ConsentReason.LEGAL_DUTY, ASSESS, "consent_needs_no_reason"),
        (Consent.NOT_NEEDED, None, ASSESS, "consent_reason_missing"),
        (Consent.NOT_NEEDED, None, FrontDoorOutcome.EARLY_HELP, "consent_reason_missing"),
        (Consent.NOT_NEEDED, ConsentReason.REFUSAL_STANDS, ASSESS, "consent_reason_missing"),
        (Consent.NOT_NEEDED, ConsentReason.LEGAL_DUTY, FrontDoorOutcome.ADVICE, "consent_needs_no_reason"),
    ],
)
def test_no_decision_stands_without_its_footing(
    consent: Consent, reason: ConsentReason | None, outcome: FrontDoorOutcome, refused: str
) -> None:
    line = a_contact()
    open_(line)
    assert triage(line, outcome=outcome, consent=consent, reason=reason) == [f"refused: {refused}"]
    assert feedback(line) == []


@pytest.mark.parametrize(
    ("consent", "reason", "outcome"),
    [
        (Consent.NOT_NEEDED, None, FrontDoorOutcome.ADVICE),
        (Consent.NOT_NEEDED, None, FrontDoorOutcome.NO_FURTHER_ACTION),
        (Consent.NOT_NEEDED, ConsentReason.LEGAL_DUTY, ASSESS),
        (Consent.DISPENSED_WITH, ConsentReason.RISK_OF_SIGNIFICANT_HARM, FrontDoorOutcome.STRATEGY_DISCUSSION),
        (Consent.NOT_SOUGHT, ConsentReason.ASKING_RAISES_THE_RISK, ASSESS),
        (Consent.REFUSED, ConsentReason.REFUSAL_STANDS, FrontDoorOutcome.NO_FURTHER_ACTION),
    ],
)
def test_a_decision_stands_on_consent_or_on_its_recorded_reason(
    consent: Consent, reason: ConsentReason | None, outcome: FrontDoorOutcome
) -> None:
    line = a_contact()
    open_(line)
    assert triage(line, outcome=outcome, consent=consent, reason=reason)[0].startswith("triaged by ifd")


def test_when_the_duty_team_triages_it_stands_for_the_front_door_too() -> None:
    line = a_contact()
    open_(line, DUTY)
    assert triage(line, DUTY)[0] == "triaged by emergency_duty_team: assessment, consent given"
    assert not any("untriaged" in said for said in line.at(OVERDUE).tick())
    open_(line)
    assert triage(line) == [f"refused: triaged_since, now {latest(line)}"]


def test_a_changed_mind_names_the_triage_before_and_replaces_the_feedback() -> None:
    line = a_contact()
    open_(line)
    triage(line)
    first = latest(line)
    assert triage(line, outcome=FrontDoorOutcome.EARLY_HELP, previous="person.0-1-0")[0].startswith("refused: triaged")
    assert triage(line, outcome=FrontDoorOutcome.EARLY_HELP, previous=first)[-1] == f"feedback notice to {SECOND}"
    before, after = feedback(line)
    assert after.replaces is not None
    assert line.recorded[after.replaces] is before


def test_reading_alone_does_not_end_the_clock_of_a_contact() -> None:
    line = a_contact()
    open_(line)
    said = line.at(OVERDUE).tick()
    assert f"desk {AREA}: untriaged for ifd {AREA} (not_triaged_in_time)" in said
    assert triage(line)[:2] == ["triaged by ifd: assessment, consent given", "desk item closed: triaged"]


def test_a_triage_accepted_in_time_that_stands_later_in_the_log_was_in_time() -> None:
    line = a_contact()
    open_(line)
    case, person, held = line.notice_of(IFD)
    line.at(OVERDUE).tick()
    command = TriageContact(case, person, held.notice, user(IFD), IFD, ASSESS, Consent.GIVEN, None, None)
    outputs = line.outputs_of("person.0", command, accepted_at=OVERDUE - timedelta(minutes=5))
    assert "LateOpeningSettled" in [type(output).__name__ for output in outputs]


def test_news_of_a_triaged_child_is_triaged_again() -> None:
    line = a_flow_line()
    line.publish(an_event(EPISODE, child_of(BEN), type=missing.EVENT_TYPE))
    open_(line)
    triage(line)
    worse = replace(EPISODE, risk=missing.MissingRisk.HIGH)
    line.publish(an_event(worse, child_of(BEN), type=missing.EVENT_TYPE, revision=2))
    assert triage(line, previous=latest(line)) == ["refused: not_opened_yet"]
    open_(line)
    assert triage(line, previous=latest(line)) == ["triaged by ifd: assessment, consent given"]


def test_a_contact_is_not_acknowledged_away() -> None:
    line = a_contact()
    open_(line)
    case, person, held = line.notice_of(IFD)
    assert line.perform(AcknowledgeNotice(case, person, held.notice, user(IFD), IFD)) == ["refused: triage_it"]
    assert line.perform(NotOurs(case, person, held.notice, user(IFD), IFD)) == ["refused: not_about_a_pupil"]


def test_another_roles_notice_is_not_triaged() -> None:
    line = a_flow_line()
    line.publish(an_event(EPISODE, child_of(BEN), type=missing.EVENT_TYPE))
    open_(line, "spoc_coordinator")
    assert triage(line, "spoc_coordinator") == ["refused: not_a_contact"]


def test_where_the_lead_of_the_school_may_be_close_to_the_child_a_desk_tells_the_outcome() -> None:
    line = a_flow_line()
    line.facts.name_staff(dsl(SECOND), BEN.given_names, BEN.family_name)
    line.publish(an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE))
    open_(line)
    assert triage(line)[1:] == [f"desk {AREA}: feedback for {SECOND} (no_safe_reader)"]


def test_nor_is_their_closeness_forgotten_where_no_agreement_lets_them_hear_it_either() -> None:
    line = a_flow_line()
    line.facts.name_staff(dsl(SECOND), BEN.given_names, BEN.family_name)
    line.publish(an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE))
    open_(line)
    change = InstrumentSuspended("bedford-front-door", True, line.now, "reviewed", "a council")
    case, person, held = line.notice_of(IFD)
    apply(line.facts.reference, change)
    said = line.perform(TriageContact(case, person, held.notice, user(IFD), IFD, ASSESS, Consent.GIVEN, None, None))
    assert f"desk {AREA}: feedback for {SECOND} (no_safe_reader)" in said


def test_a_school_that_the_register_lacks_is_told_by_hand() -> None:
    line = a_contact(replace(ASKED, referrer_setting=NamedSetting(Scheme.URN, "999999", Registration.NOT_KNOWN)))
    open_(line)
    assert triage(line)[1:] == [f"desk {AREA}: feedback (referrer_not_in_register)"]


def test_where_it_was_erased_who_made_the_contact_a_desk_finds_them() -> None:
    line = a_flow_line()
    event = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE)
    line.publish(event)
    open_(line)
    line.facts.opened[event.header.event] = OpenedEvent(event.value, {**event.sections, 0: SHREDDED})
    assert triage(line)[1:] == [f"desk {AREA}: feedback (referrer_erased)"]


def test_a_school_that_was_named_in_error_is_told_so_and_the_right_one_hears_what_is_decided_then() -> None:
    line = a_contact()
    open_(line)
    triage(line)
    right = replace(ASKED, referrer_setting=NamedSetting(Scheme.URN, FIRST, Registration.REGISTERED_PUPIL))
    said = line.publish(an_event(right, child_of(BEN), type=front_door.CONTACT_TYPE, revision=2))
    assert f"recall notice to {SECOND}" in said
    assert f"update notice to ifd {AREA} changed referrer" in said
    open_(line)
    assert f"feedback notice to {FIRST}" in triage(line, previous=latest(line))
    assert [one.recipient.value for one in feedback(line)] == [SECOND, FIRST]


def test_what_is_told_stays_with_who_made_the_contact_whatever_else_is_news() -> None:
    line = a_contact()
    open_(line)
    triage(line)
    news = replace(child_of(BEN), spoken_to_by="a social worker")
    said = line.publish(an_event(ASKED, news, type=front_door.CONTACT_TYPE, revision=2))
    assert not [one for one in said if one.startswith("recall")]


def test_feedback_is_taken_back_with_the_contact() -> None:
    line = a_contact()
    open_(line)
    triage(line)
    said = line.publish(an_event(type=front_door.CONTACT_TYPE, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert f"recall notice to {SECOND}" in said


def test_the_hospital_that_made_the_contact_hears_the_outcome_in_its_own_inbox() -> None:
    line = a_flow_line()
    line.publish(an_event(ASKED_BY_NO_SCHOOL, child_of(BEN), type=front_door.CONTACT_TYPE, publisher=HOSPITAL))
    open_(line)
    assert triage(line)[1:] == [f"feedback notice to hospital_safeguarding {HOSPITAL}"]
    (told,) = feedback(line)
    assert Item.FRONT_DOOR_OUTCOME in told.items
    assert Item.CONTACT_WORRIES not in told.items


def test_where_the_only_reader_at_the_hospital_may_be_close_to_the_child_a_desk_tells_the_outcome() -> None:
    line = a_flow_line()
    line.facts.name_staff(user("hospital_safeguarding"), BEN.given_names, BEN.family_name)
    line.publish(an_event(ASKED_BY_NO_SCHOOL, child_of(BEN), type=front_door.CONTACT_TYPE, publisher=HOSPITAL))
    open_(line)
    (raised,) = triage(line)[1:]
    assert raised == f"desk {AREA}: feedback for hospital_safeguarding {HOSPITAL} (no_safe_reader)"


def test_an_agency_without_an_inbox_is_told_by_the_councils_desk() -> None:
    asks = AgencyRegistered(COUNCIL, "Council", AgencyKind.COUNCIL, (front_door.CONTACT_TYPE,), (AREA,))
    line = a_flow_line(asks)
    line.publish(an_event(ASKED_BY_NO_SCHOOL, child_of(BEN), type=front_door.CONTACT_TYPE, publisher=COUNCIL))
    open_(line)
    assert triage(line)[1:] == [f"desk {AREA}: feedback (referrer_has_no_inbox)"]
    assert feedback(line) == []
