"""What a front door had decided before stands again once a council takes back what it published since."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

from msgspec.structs import replace

from schemas.events import front_door
from schemas.events.consent import Consent
from schemas.events.event import Withdrawal
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.answers import NotTaken, TriageWithdrawn
from streams.deciders.person.held_against import Answer
from streams.deciders.person.state import HeldTriage, Matter
from streams.deciders.person.taken_back import stands_without
from tests.streams.deciders.outcomes import LATE, TUESDAY, an_outcome, contact, decided, of_the_contact, still_waits
from tests.streams.deciders.test_triage import ASKED, feedback, latest, open_, triage
from tests.support.facts import an_event
from tests.support.flows import AMY, BEN, a_flow_line
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import SECOND


def taken_back(line: Line) -> TriageWithdrawn:
    """What was recorded last as standing no longer."""
    return [one for one in line.recorded.values() if isinstance(one, TriageWithdrawn)][-1]


def test_the_record_names_the_last_decision_of_the_outcome_and_each_before_it() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    first = latest(line)
    decided(line, an_outcome(asked, revision=2, outcome=FrontDoorOutcome.ASSESSMENT))
    second = latest(line)
    contacts = {held.notice for held in of_the_contact(line)}
    gone = an_outcome(asked, revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    decided(line, gone)
    record = taken_back(line)
    assert (record.triage, record.earlier, record.outcome) == (second, (first,), gone.header.event)
    assert (record.event, record.area, set(record.notices)) == (asked.header.event, AREA, contacts)
    assert (record.stands, record.decided, record.decided_at) == (None, None, None)


def test_the_record_names_the_latest_decision_that_stands_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    since = line.later(minutes=3).now
    triage(line, previous=latest(line), outcome=FrontDoorOutcome.EARLY_HELP)
    second = latest(line)
    outcome = an_outcome(asked, reference="c-1/E", at=TUESDAY + timedelta(minutes=5), outcome=FrontDoorOutcome.ADVICE)
    decided(line, outcome)
    decided(line, an_outcome(asked, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    record = taken_back(line)
    assert (record.stands, record.decided, record.decided_at) == (second, FrontDoorOutcome.EARLY_HELP, since)
    assert record.notices == ()


def test_of_several_decisions_before_it_the_latest_stands_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    for minutes, reference in ((5, "c-1/D"), (6, "c-1/E")):
        told = TUESDAY + timedelta(minutes=minutes)
        outcome = FrontDoorOutcome.ADVICE if reference == "c-1/D" else FrontDoorOutcome.EARLY_HELP
        decided(line, an_outcome(asked, reference=reference, at=told, outcome=outcome))
    decided(line, an_outcome(asked, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert taken_back(line).decided is FrontDoorOutcome.ADVICE


def test_a_contact_with_news_waited_before_and_is_not_said_to_wait_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    contact(line, asked=replace(ASKED, urgency=front_door.Urgency.IMMEDIATE), revision=2)
    decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert taken_back(line).notices == ()


def test_what_another_outcome_left_on_the_desk_stays_there() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    later = TUESDAY + timedelta(minutes=5)
    decided(line, an_outcome(asked, reference="c-1/E", at=later, consent=Consent.NOT_STATED))
    (item,) = [item for *_, matter in line.matters() for item in matter.desk]
    decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert taken_back(line).stands is None
    assert item.item in {item.item for *_, matter in line.matters() for item in matter.desk}


def test_one_that_says_what_was_decided_on_the_hub_changes_nothing_nor_does_its_withdrawal() -> None:
    line = a_flow_line()
    asked = contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    since = TUESDAY + timedelta(minutes=5)
    again = an_outcome(asked, reference="c-1/E", at=since, outcome=FrontDoorOutcome.ASSESSMENT)
    assert decided(line, again) == [f"outcome not taken: {NotTaken.UNCHANGED}"]
    gone = an_outcome(asked, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert decided(line, gone) == [f"outcome not taken: {NotTaken.WITHDRAWN}"]
    assert not still_waits(line)
    assert len(feedback(line)) == 1


def test_what_the_hub_decided_stands_again_once_a_council_takes_back_what_it_decided_since() -> None:
    line = a_flow_line()
    asked = contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    first = latest(line)
    decided(line, an_outcome(asked, reference="c-1/E", at=TUESDAY + timedelta(minutes=5)))
    said = decided(line, an_outcome(asked, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert said == [
        f"outcome not taken: {NotTaken.WITHDRAWN}",
        "triage withdrawn: assessment stands",
        f"feedback notice to {SECOND}",
    ]
    assert all(held.triaged for held in of_the_contact(line))
    assert not any("untriaged" in one for one in line.at(LATE).tick())
    assert triage(line, previous=first)[0] == "triaged by ifd: assessment, consent given"


def test_of_two_outcomes_the_first_stands_again_once_the_second_is_withdrawn_and_who_heard_the_same_hears_nothing() -> (
    None
):
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    same = decided(line, an_outcome(asked, reference="c-1/E", at=TUESDAY + timedelta(minutes=5)))
    assert same == ["triaged elsewhere: early_help, consent given"]
    said = decided(line, an_outcome(asked, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert said == [f"outcome not taken: {NotTaken.WITHDRAWN}", "triage withdrawn: early_help stands"]
    assert not still_waits(line)
    assert len(feedback(line)) == 1


def test_one_that_was_withdrawn_under_a_later_one_does_not_stand_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    later = an_outcome(asked, reference="c-1/E", at=TUESDAY + timedelta(minutes=5), outcome=FrontDoorOutcome.ASSESSMENT)
    decided(line, later)
    under = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert under == [f"outcome not taken: {NotTaken.WITHDRAWN}", "triage withdrawn: assessment stands"]
    assert not still_waits(line)
    gone = an_outcome(asked, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert "triage withdrawn" in decided(line, gone)
    assert still_waits(line)


def test_no_earlier_revision_of_a_withdrawn_outcome_stands_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    decided(line, an_outcome(asked, revision=2, outcome=FrontDoorOutcome.ASSESSMENT))
    said = decided(line, an_outcome(asked, revision=3, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert "triage withdrawn" in said
    assert still_waits(line)


def test_news_that_only_a_withdrawn_outcome_decided_waits_again_whatever_stands_of_before() -> None:
    line = a_flow_line()
    contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    news = contact(line, asked=replace(ASKED, urgency=front_door.Urgency.IMMEDIATE), revision=2)
    decided(line, an_outcome(news, reference="c-1/E", at=TUESDAY + timedelta(minutes=5)))
    assert not still_waits(line)
    said = decided(line, an_outcome(news, reference="c-1/E", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert "triage withdrawn: assessment stands" in said
    assert f"desk {AREA}: outcome ({NotTaken.WITHDRAWN})" in said
    assert still_waits(line)


def test_one_that_is_withdrawn_while_its_contact_is_does_not_stand_once_the_contact_comes_again() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    line.publish(
        an_event(type=front_door.CONTACT_TYPE, reference="c-1", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    )
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert said == [f"outcome not taken: {NotTaken.WITHDRAWN}", "triage withdrawn"]
    contact(line, revision=3)
    assert still_waits(line)
    open_(line)
    assert triage(line)[0] == "triaged by ifd: assessment, consent given"


def test_one_that_is_withdrawn_of_a_child_who_left_the_contact_does_not_stand_either() -> None:
    line = a_flow_line()
    amy = replace(child_of(AMY), ref="second")
    asked = contact(line, child_of(BEN), amy)
    decided(line, an_outcome(asked, child_of(BEN), amy))
    contact(line, child_of(BEN), revision=2)
    said = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert said.count("triage withdrawn") == 2
    assert [matter.triages for *_, matter in line.matters()].count(()) == len(line.matters())


def test_what_another_areas_front_door_decided_stands_for_none_of_this_ones_contacts() -> None:
    def triage_of(area: str, name: str, outcome: bytes = b"") -> HeldTriage:
        return HeldTriage(area, name, TUESDAY, outcome, FrontDoorOutcome.ADVICE, Consent.GIVEN, None, ())

    here, mine, elsewhere = triage_of(AREA, "first"), triage_of(AREA, "mine", b"o" * 16), triage_of("825", "elsewhere")
    matter = Matter(b"e" * 16, 1, triages=(here, mine, elsewhere))
    assert stands_without(cast(Answer, SimpleNamespace(matter=matter, mine=(mine,)))) == here
