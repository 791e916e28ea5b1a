"""A council publishes what it decided in a system of its own: the contact is decided by it, or a desk says why not."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import front_door, missing
from schemas.events.consent import Consent, ConsentReason
from schemas.events.event import Withdrawal
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.answers import NotTaken
from schemas.records.inputs import OpenDeskItem
from schemas.records.reference import AgencyKind, AgencyRegistered, AreaRoutingSet
from schemas.records.triage import ContactTriaged
from schemas.vectors.flows import EPISODE
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.routing.routes import At, Route
from tests.streams.deciders.outcomes import (
    EARLY_HELP,
    LATE,
    TUESDAY,
    an_outcome,
    contact,
    decided,
    of_the_contact,
    raised,
    still_waits,
)
from tests.streams.deciders.test_memory import ROLF, TESS, referral
from tests.streams.deciders.test_triage import ASKED, feedback, latest, open_, triage
from tests.support import flows
from tests.support.facts import an_event, apply
from tests.support.flows import AMY, BEN, a_flow_line, bedford_routing
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import COORDINATOR, SECOND


def test_it_decides_the_contact_that_nobody_has_read_here_and_the_school_hears_of_it() -> None:
    line = a_flow_line()
    asked = contact(line)
    assert decided(line, an_outcome(asked)) == [
        "triaged elsewhere: early_help, consent given",
        f"feedback notice to {SECOND}",
    ]
    (triaged,) = [one for one in line.recorded.values() if isinstance(one, ContactTriaged)]
    assert (triaged.user, triaged.role, triaged.decided_at) == ("", "", TUESDAY)
    assert triaged.published is not None
    assert triaged.event == asked.header.event
    assert all(held.triaged and not held.opened for held in of_the_contact(line))
    assert not any("untriaged" in said for said in line.at(LATE).tick())


def test_its_time_has_ended_in_time_only_where_the_hub_knew_in_time() -> None:
    """A council cannot say afterwards that it was in time: who asked heard late."""
    line = a_flow_line()
    asked = contact(line)
    overdue = line.at(LATE).tick()
    assert any("untriaged" in said for said in overdue)
    said = decided(line, an_outcome(asked))
    assert "desk item closed: triaged" in said
    assert not any("settled" in one or "taken back" in one for one in said)


@pytest.mark.parametrize(
    ("consent", "reason", "outcome", "why"),
    [
        (Consent.NOT_STATED, None, EARLY_HELP, NotTaken.CONSENT_NOT_STATED),
        (Consent.NOT_STATED, None, FrontDoorOutcome.NO_FURTHER_ACTION, NotTaken.CONSENT_NOT_STATED),
        (Consent.REFUSED, None, EARLY_HELP, NotTaken.CONSENT_REFUSED),
        (Consent.REFUSED, ConsentReason.REFUSAL_STANDS, EARLY_HELP, NotTaken.CONSENT_REFUSED),
        (Consent.NOT_NEEDED, None, EARLY_HELP, NotTaken.CONSENT_REASON_MISSING),
        (Consent.DISPENSED_WITH, ConsentReason.REFUSAL_STANDS, EARLY_HELP, NotTaken.CONSENT_REASON_MISSING),
        (Consent.GIVEN, ConsentReason.LEGAL_DUTY, EARLY_HELP, NotTaken.CONSENT_NEEDS_NO_REASON),
    ],
)
def test_without_its_footing_nothing_is_decided_and_the_desk_has_it_by_the_contacts_own_time(
    consent: Consent, reason: ConsentReason | None, outcome: FrontDoorOutcome, why: NotTaken
) -> None:
    line = a_flow_line()
    asked = contact(line)
    said = decided(line, an_outcome(asked, consent=consent, reason=reason, outcome=outcome))
    assert said == [f"outcome not taken: {why}", f"desk {AREA}: outcome ({why})"]
    assert still_waits(line)
    (item,) = raised(line)
    assert item.due.at == min(held.due for held in of_the_contact(line) if held.notice == item.notice)
    assert any("untriaged" in one for one in line.at(LATE).tick())


def test_a_footing_that_dispenses_with_consent_for_a_reason_decides() -> None:
    line = a_flow_line()
    asked = contact(line)
    given = {"consent": Consent.DISPENSED_WITH, "reason": ConsentReason.RISK_OF_SIGNIFICANT_HARM}
    said = decided(line, an_outcome(asked, **given))  # type: ignore[arg-type]  # each to its own parameter
    assert said[0] == "triaged elsewhere: early_help, consent dispensed_with"


def test_only_whoever_runs_the_front_door_of_the_area_decides() -> None:
    publishes = (front_door.OUTCOME_TYPE,)
    elsewhere = AgencyRegistered("other-council", "Luton", AgencyKind.COUNCIL, publishes, ("821",))
    force = AgencyRegistered("a-force", "A force", AgencyKind.POLICE, publishes, (AREA,))
    line = a_flow_line(elsewhere, force)
    asked = contact(line)
    for agency in ("other-council", "a-force"):
        said = decided(line, an_outcome(asked, publisher=agency, reference=f"{agency}/1"))
        assert f"outcome not taken: {NotTaken.NOT_ITS_FRONT_DOOR}" in said
        assert f"desk {AREA}: outcome ({NotTaken.NOT_ITS_FRONT_DOOR})" in said
    assert still_waits(line)
    assert feedback(line) == []
    assert not any("triaged" in one for one in decided(line, an_outcome(asked, publisher="a-force", reference="x/2")))


def test_a_second_outcome_is_a_changed_mind_that_names_the_first() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    first = latest(line)
    later = an_outcome(asked, reference="c-1/E", at=TUESDAY + timedelta(minutes=5), outcome=FrontDoorOutcome.ASSESSMENT)
    assert decided(line, later)[0] == "triaged elsewhere: assessment, consent given"
    changed = line.recorded[latest(line)]
    assert isinstance(changed, ContactTriaged)
    assert changed.previous == first
    assert [one.replaces is not None for one in feedback(line)] == [False, True]


def test_what_was_decided_before_a_triage_on_the_hub_does_not_overturn_it() -> None:
    line = a_flow_line()
    asked = contact(line)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    for early in (TUESDAY - timedelta(minutes=1), TUESDAY):
        said = decided(line, an_outcome(asked, at=early, reference=f"c-1/{early.minute}"))
        assert said[0] == f"outcome not taken: {NotTaken.DECIDED_SINCE}"
    assert len([one for one in line.recorded.values() if isinstance(one, ContactTriaged)]) == 1
    said = decided(line, an_outcome(asked, at=TUESDAY + timedelta(minutes=1), reference="c-1/late"))
    assert "triaged elsewhere: early_help, consent given" in said
    assert said.count("desk item closed: triaged") == 2


def test_one_that_was_decided_before_the_contact_was_made_decides_nothing() -> None:
    line = a_flow_line()
    asked = contact(line)
    early = asked.header.occurred_at - timedelta(minutes=1)
    assert decided(line, an_outcome(asked, at=early)) == [
        f"outcome not taken: {NotTaken.DECIDED_BEFORE}",
        f"desk {AREA}: outcome ({NotTaken.DECIDED_BEFORE})",
    ]
    assert still_waits(line)
    assert "triaged elsewhere: early_help, consent given" in decided(
        line, an_outcome(asked, at=asked.header.occurred_at, reference="c-1/again")
    )


def test_the_councils_desk_may_read_what_it_is_to_find_out() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked, consent=Consent.NOT_STATED))
    case, person, item = line.item("outcome")
    assert line.perform(OpenDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK)) == [
        f"desk item shown to {COORDINATOR}"
    ]


def test_an_older_outcome_does_not_overturn_a_later_one() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    older = an_outcome(asked, reference="c-1/old", at=TUESDAY - timedelta(hours=1))
    assert decided(line, older)[0] == f"outcome not taken: {NotTaken.DECIDED_SINCE}"


def test_one_that_comes_before_its_contact_stands_on_the_desk() -> None:
    line = a_flow_line()
    coming = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE, reference="c-1")
    said = decided(line, an_outcome(coming))
    assert said == [f"desk {AREA}: outcome for {AREA} ({NotTaken.CONTACT_NOT_KNOWN})"]
    contact(line)
    assert still_waits(line)


def test_one_that_names_a_revision_that_has_not_come_stands_on_the_desk() -> None:
    line = a_flow_line()
    contact(line)
    coming = an_event(ASKED, child_of(BEN), type=front_door.CONTACT_TYPE, reference="c-1", revision=2)
    line.facts.opened[coming.header.event] = coming
    said = decided(line, an_outcome(coming))
    assert said == [f"desk {AREA}: outcome for {AREA} ({NotTaken.CONTACT_NOT_KNOWN})"]


def test_one_that_names_an_outcome_or_what_no_front_door_has_stands_on_the_desk() -> None:
    line = a_flow_line()
    asked = contact(line)
    first = an_outcome(asked)
    decided(line, first)
    said = decided(line, an_outcome(first, reference="c-1/F"))
    assert said == [f"desk {AREA}: outcome for {AREA} ({NotTaken.NOT_A_CONTACT})"]


def test_one_of_a_withdrawn_contact_stands_on_the_desk() -> None:
    line = a_flow_line()
    asked = contact(line)
    gone = an_event(type=front_door.CONTACT_TYPE, reference="c-1", revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    line.publish(gone)
    said = decided(line, an_outcome(asked))
    assert said == [f"desk {AREA}: outcome for {AREA} ({NotTaken.CONTACT_WITHDRAWN})"]


@pytest.mark.parametrize("sections", [(0, 1), (0,), (1,)])
def test_one_of_an_erased_contact_decides_nothing(sections: tuple[int, ...]) -> None:
    """Of a child who is gone nothing is decided, nor where nobody can tell any more who is to hear of it."""
    line = a_flow_line()
    asked = contact(line)
    erased = OpenedEvent(asked.value, {**asked.sections, **dict.fromkeys(sections, SHREDDED)})
    line.facts.opened[asked.header.event] = erased
    said = decided(line, an_outcome(asked))
    assert said == [
        f"outcome not taken: {NotTaken.CONTACT_ERASED}",
        f"desk {AREA}: outcome ({NotTaken.CONTACT_ERASED})",
    ]
    assert still_waits(line)


def test_one_that_was_itself_erased_stands_on_the_desk() -> None:
    line = a_flow_line()
    asked = contact(line)
    said = decided(line, an_outcome(asked, erased=(0,)))
    assert said[0] == f"desk {AREA}: outcome for {AREA} ({NotTaken.OUTCOME_ERASED})"
    assert still_waits(line)


def test_one_about_another_child_stands_on_the_desk_and_decides_of_nobody() -> None:
    line = a_flow_line()
    asked = contact(line)
    said = decided(line, an_outcome(asked, child_of(AMY)))
    assert said == [f"desk {AREA}: outcome for {AREA} ({NotTaken.CHILD_NOT_IN_CONTACT})"]
    assert still_waits(line)


def test_of_more_children_it_decides_of_those_in_the_contact() -> None:
    line = a_flow_line()
    asked = contact(line)
    said = decided(line, an_outcome(asked, child_of(BEN), replace(child_of(AMY), ref="second")))
    assert f"desk {AREA}: outcome for {AREA} ({NotTaken.CHILD_NOT_IN_CONTACT})" in said
    assert "triaged elsewhere: early_help, consent given" in said


def test_of_fewer_children_it_decides_of_those_and_the_desk_hears_of_the_others() -> None:
    line = a_flow_line()
    asked = contact(line, child_of(BEN), replace(child_of(AMY), ref="second"))
    said = decided(line, an_outcome(asked, child_of(BEN)))
    assert said.count("triaged elsewhere: early_help, consent given") == 1
    assert f"desk {AREA}: outcome ({NotTaken.CHILD_LEFT_OUT})" in said
    other = decided(line, an_outcome(asked, child_of(AMY), reference="c-1/E"))
    assert other.count("triaged elsewhere: early_help, consent given") == 1
    assert "desk item closed: triaged" in other
    assert not any(str(NotTaken.CHILD_LEFT_OUT) in one for one in other)


def test_a_contact_with_news_since_is_not_decided_by_what_speaks_of_before() -> None:
    line = a_flow_line()
    asked = contact(line)
    contact(line, asked=replace(ASKED, urgency=front_door.Urgency.IMMEDIATE), revision=2)
    said = decided(line, an_outcome(asked))
    assert said[0] == f"outcome not taken: {NotTaken.CONTACT_REVISED}"
    assert still_waits(line)


def test_a_contact_is_whatever_the_front_door_has_a_notice_of() -> None:
    line = a_flow_line()
    since = line.now - timedelta(hours=1)
    gone = replace(EPISODE, missing_since=since, reported_at=since)
    episode = an_event(gone, child_of(BEN), type=missing.EVENT_TYPE, reference="miss-1")
    line.publish(episode)
    said = decided(line, an_outcome(episode))
    assert "triaged elsewhere: early_help, consent given" in said
    assert feedback(line) == []


def test_who_is_told_by_the_outcomes_own_route_is_not_told_twice() -> None:
    line = a_flow_line()
    asked = contact(line)
    routing = bedford_routing()
    own = Route("outcomes", (front_door.OUTCOME_TYPE,), "dsl", At.SCHOOLS)
    apply(
        line.facts.reference,
        AreaRoutingSet(AREA, msgspec.json.encode(replace(routing, routes=(*routing.routes, own)))),
    )
    said = decided(line, an_outcome(asked))
    assert f"first notice to {SECOND}" in said
    assert "triaged elsewhere: early_help, consent given" in said
    assert feedback(line) == []


def test_a_mark_of_restriction_from_elsewhere_counts_for_who_may_hear_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "  - id: outcome-of-its-own-contact\n"
    agreement = tmp_path / "bedford-front-door.yaml"
    words = flows.FLOWS[-1].read_text(encoding="utf-8")
    agreement.write_text(words.replace(told, f"{told}    when: [{{restricted_is: false}}]\n"), encoding="utf-8")
    monkeypatch.setattr(flows, "FLOWS", (*flows.FLOWS[:-1], agreement))
    for marked, follows in ((False, f"feedback notice to {SECOND}"), (True, f"desk {AREA}: feedback for {SECOND}")):
        line = a_flow_line()
        asked = contact(line)
        line.publish(referral("r-1", 1, replace(child_of(BEN), restricted=marked), TESS, ROLF))
        assert any(one.startswith(follows) for one in decided(line, an_outcome(asked)))
