"""A council corrects or takes back an outcome that it published: what it had decided stands no longer silently."""

from datetime import timedelta

from msgspec.structs import replace

from schemas.events import front_door
from schemas.events.consent import Consent
from schemas.events.event import Withdrawal
from schemas.events.front_door import FrontDoorOutcome
from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.answers import NotTaken
from schemas.records.inputs import SettleDeskItem, SettledHow
from schemas.records.meetings import ConflictReason, DeclareConflict
from schemas.records.share import Recipient
from streams.deciders.areas import COUNCIL_DESK, FRONT_DOOR
from streams.deciders.opened import SHREDDED, OpenedEvent
from tests.streams.deciders.meeting_cases import MARAC, suspend
from tests.streams.deciders.outcomes import LATE, TUESDAY, an_outcome, contact, decided, of_the_contact, still_waits
from tests.streams.deciders.test_memory import referral
from tests.streams.deciders.test_triage import ASKED, feedback, latest, open_, triage
from tests.support.facts import an_event
from tests.support.flows import AMY, BEN, a_flow_line, user
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import COORDINATOR, SECOND, dsl


def test_a_correction_is_a_changed_mind_whatever_time_it_gives() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    mended = an_outcome(asked, revision=2, outcome=FrontDoorOutcome.ASSESSMENT, at=TUESDAY - timedelta(hours=1))
    assert decided(line, mended)[0] == "triaged elsewhere: assessment, consent given"


def test_a_correction_that_changes_nothing_of_the_decision_tells_nobody_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    again = decided(line, an_outcome(asked, replace(child_of(BEN), spoken_to_by="worker"), revision=2))
    assert again == [f"outcome not taken: {NotTaken.UNCHANGED}"]
    assert len(feedback(line)) == 1


def test_withdrawn_it_decides_nothing_any_more_and_front_door_and_school_hear_of_that() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert "triage withdrawn" in said
    assert f"feedback notice to {SECOND}" in said
    assert f"desk {AREA}: outcome ({NotTaken.WITHDRAWN})" in said
    assert still_waits(line)
    assert any("untriaged" in one for one in line.at(LATE).tick())
    open_(line)
    assert triage(line)[0] == "triaged by ifd: assessment, consent given"
    places = [place for place, one in line.recorded.items() if one in feedback(line)]
    assert [one.replaces for one in feedback(line)] == [None, *places[:2]]


def test_one_that_was_erased_since_takes_back_what_it_decided_all_the_same() -> None:
    line = a_flow_line()
    asked = contact(line)
    first = an_outcome(asked)
    decided(line, first)
    erased = line.facts.opened[first.header.event]
    line.facts.opened[first.header.event] = OpenedEvent(erased.value, dict.fromkeys(erased.sections, SHREDDED))
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert "triage withdrawn" in said
    assert still_waits(line)


def test_withdrawn_after_the_hub_decided_otherwise_it_changes_nothing() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    line.later(minutes=5)
    open_(line)
    triage(line, previous=latest(line))
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert not any("triage withdrawn" in one or "desk" in one or "feedback notice" in one for one in said)
    assert not still_waits(line)


def test_what_waited_on_the_desk_because_of_a_withdrawn_outcome_waits_no_more() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked, consent=Consent.NOT_STATED))
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert "desk item closed: withdrawn" in said
    assert not any(f"desk {AREA}" in one for one in said)


def test_a_correction_without_footing_takes_back_what_was_decided() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    said = decided(line, an_outcome(asked, revision=2, consent=Consent.NOT_STATED))
    assert "triage withdrawn" in said
    assert f"desk {AREA}: outcome ({NotTaken.CONSENT_NOT_STATED})" in said
    assert still_waits(line)


def test_a_correction_that_names_another_contact_takes_back_the_first_and_decides_the_second() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    other = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE, reference="c-2")
    line.publish(other)
    said = decided(line, an_outcome(other, revision=2))
    assert said.count("triage withdrawn") == 1
    assert said.count("triaged elsewhere: early_help, consent given") == 1


def test_a_child_whom_a_correction_leaves_out_waits_again() -> None:
    line = a_flow_line()
    amy = replace(child_of(AMY), ref="second")
    asked = contact(line, child_of(BEN), amy)
    assert (
        decided(line, an_outcome(asked, child_of(BEN), amy)).count("triaged elsewhere: early_help, consent given") == 2
    )
    said = decided(line, an_outcome(asked, child_of(BEN), revision=2))
    assert "triage withdrawn" in said
    assert f"desk {AREA}: outcome ({NotTaken.CHILD_LEFT_OUT})" in said
    assert len({held.triaged for held in of_the_contact(line)}) == 2


def test_somebody_who_was_told_by_hand_is_told_by_hand_that_it_stands_no_longer() -> None:
    line = a_flow_line()
    asked = contact(
        line, asked=replace(ASKED, referrer_setting=NamedSetting(Scheme.URN, "999999", Registration.NOT_KNOWN))
    )
    decided(line, an_outcome(asked))
    case, person, item = line.item("feedback")
    line.perform(SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.ALREADY_TOLD))
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert f"desk {AREA}: feedback (outcome_withdrawn)" in said


def test_somebody_who_heard_of_a_decision_hears_that_none_stands_though_the_last_was_to_be_told_by_hand() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    suspend(line, "bedford-front-door")
    assert f"desk {AREA}: feedback for {SECOND} (not_in_force)" in decided(
        line, an_outcome(asked, revision=2, outcome=FrontDoorOutcome.NO_FURTHER_ACTION)
    )
    said = decided(line, an_outcome(asked, revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert "desk item closed: withdrawn" in said
    assert f"desk {AREA}: feedback for {SECOND} (outcome_withdrawn)" in said


def test_who_may_be_close_to_the_family_is_not_rung_either_when_nothing_stands_any_more() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    line.facts.name_staff(dsl(SECOND), BEN.given_names, BEN.family_name)
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert f"desk {AREA}: feedback for {SECOND} (outcome_withdrawn_no_safe_reader)" in said


def test_what_the_hub_had_decided_before_news_came_is_decided_again_by_the_same_outcome() -> None:
    """The front door decided without the news: it is no answer to it, though it reads the same."""
    line = a_flow_line()
    contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    news = contact(line, asked=replace(ASKED, urgency=front_door.Urgency.IMMEDIATE), revision=2)
    assert still_waits(line)
    since = TUESDAY + timedelta(minutes=5)
    said = decided(line, an_outcome(news, at=since, outcome=FrontDoorOutcome.ASSESSMENT))
    assert said[0] == "triaged elsewhere: assessment, consent given"
    assert all(held.triaged for held in of_the_contact(line))


def test_whoever_asked_hears_the_same_decision_again_where_news_had_come_since() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    news = contact(line, asked=replace(ASKED, urgency=front_door.Urgency.IMMEDIATE), revision=2)
    later = an_outcome(news, reference="c-1/E", at=TUESDAY + timedelta(minutes=5))
    assert decided(line, later) == [
        "triaged elsewhere: early_help, consent given",
        f"feedback notice to {SECOND}",
    ]


def test_what_is_to_be_told_by_hand_is_of_the_decision_that_stands() -> None:
    line = a_flow_line()
    asked = contact(line)
    suspend(line, "bedford-front-door")
    decided(line, an_outcome(asked))
    said = decided(line, an_outcome(asked, revision=2, outcome=FrontDoorOutcome.NO_FURTHER_ACTION))
    assert "desk item closed: superseded" in said
    assert len([item for *_, matter in line.matters() for item in matter.desk if item.kind == "feedback"]) == 1


def test_one_of_a_case_of_which_a_front_door_is_left_out_is_not_sent_there() -> None:
    line = a_flow_line()
    line.publish(asked := referral("r-1", 0))
    for case, person, matter in line.matters():
        for told in [one for one in matter.notices if one.recipient.role == MARAC]:
            for role in FRONT_DOOR:
                declared = (case, person, told.notice, user(MARAC), MARAC, Recipient(role, "area", AREA))
                line.perform(DeclareConflict(*declared, ConflictReason.EMPLOYS))
    said = decided(line, an_outcome(asked, child_of(AMY)))
    assert f"outcome not taken: {NotTaken.FRONT_DOOR_LEFT_OUT}" in said


def test_sent_again_once_its_contact_has_come_it_decides_and_the_desk_has_it_no_more() -> None:
    line = a_flow_line()
    coming = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE, reference="c-1")
    decided(line, an_outcome(coming))
    contact(line)
    said = decided(line, an_outcome(coming, revision=2))
    assert "triaged elsewhere: early_help, consent given" in said
    assert any(one.startswith("desk item closed") for one in said)
    assert not [item for *_, matter in line.matters() for item in matter.desk if item.kind == "outcome"]


def test_one_of_a_contact_that_never_came_leaves_the_desk_once_it_is_withdrawn() -> None:
    line = a_flow_line()
    coming = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE, reference="c-1")
    decided(line, an_outcome(coming))
    decided(line, an_outcome(coming, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert not [item for *_, matter in line.matters() for item in matter.desk]


def test_a_correction_that_changes_nothing_of_a_contact_that_was_erased_since_is_on_no_desk() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    line.facts.opened[asked.header.event] = OpenedEvent(asked.value, dict.fromkeys(asked.sections, SHREDDED))
    again = decided(line, an_outcome(asked, replace(child_of(BEN), spoken_to_by="worker"), revision=2))
    assert again == [f"outcome not taken: {NotTaken.UNCHANGED}"]
