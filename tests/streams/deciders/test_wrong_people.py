"""A contact about the wrong people: its published outcome is about them too, is shown to nobody and asked back."""

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import front_door
from schemas.events.event import Withdrawal
from schemas.records.answers import NotTaken
from schemas.records.inputs import OpenDeskItem
from schemas.records.notify import DeskOutcome
from schemas.records.reference import AgencyKind, AgencyRegistered, AreaRoutingSet
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import OpenedEvent
from streams.routing.routes import At, Route
from tests.streams.deciders.outcomes import an_outcome, contact, decided, raised
from tests.streams.deciders.test_triage import ASKED, open_, triage
from tests.support.facts import an_event, apply
from tests.support.flows import AMY, BEN, COUNCIL, a_flow_line, bedford_routing
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import COORDINATOR, SECOND

ASKED_BACK = f"desk {AREA}: outcome ({NotTaken.FOUND_WRONG_PEOPLE})"
"""The desk is asked to have the outcome withdrawn."""


def withdraw(line: Line, why: Withdrawal = Withdrawal.WRONG_PEOPLE) -> list[str]:
    """Whoever made the contact takes it back."""
    return decided(line, an_event(type=front_door.CONTACT_TYPE, reference="c-1", revision=2, withdrawal=why))


def routed(line: Line) -> None:
    """The area tells a child's school of outcomes by a route of their own."""
    own = Route("outcomes", (front_door.OUTCOME_TYPE,), "dsl", At.SCHOOLS)
    routing = bedford_routing()
    apply(
        line.facts.reference,
        AreaRoutingSet(AREA, msgspec.json.encode(replace(routing, routes=(*routing.routes, own)))),
    )


def held_by_school(line: Line, of: OpenedEvent) -> list[str]:
    """The kinds of notice that the school has of the outcome's own event."""
    own = [matter for case, _, matter in line.matters() if case == of.header.case]
    return [held.kind for matter in own for held in matter.notices if held.recipient.value == SECOND]


def on_the_desk(line: Line) -> list[str]:
    """Why outcomes are on the desk now."""
    return [item.reason for *_, matter in line.matters() for item in matter.desk if item.kind == "outcome"]


def test_the_desk_is_asked_at_once_to_have_the_outcome_withdrawn_and_no_longer_once_it_is() -> None:
    line = a_flow_line()
    told = an_outcome(contact(line))
    decided(line, told)
    assert ASKED_BACK in withdraw(line)
    (item,) = raised(line)
    assert (item.event, item.section, item.area) == (told.header.event, 1, AREA)
    gone = decided(line, an_outcome(told, revision=2, withdrawal=Withdrawal.WRONG_PEOPLE))
    assert f"desk item closed: {DeskOutcome.WITHDRAWN}" in gone
    assert on_the_desk(line) == []


@pytest.mark.parametrize("why", [Withdrawal.ENTERED_IN_ERROR, Withdrawal.NOT_SAFEGUARDING])
def test_nothing_is_asked_where_it_was_withdrawn_for_another_reason(why: Withdrawal) -> None:
    line = a_flow_line()
    decided(line, an_outcome(contact(line)))
    withdraw(line, why)
    assert on_the_desk(line) == []


def test_an_outcome_that_only_said_again_what_the_hub_had_decided_is_asked_back_too() -> None:
    line = a_flow_line()
    asked = contact(line)
    open_(line)
    triage(line)
    same = an_outcome(asked, outcome=front_door.FrontDoorOutcome.ASSESSMENT)
    assert decided(line, same) == [f"outcome not taken: {NotTaken.UNCHANGED}"]
    assert ASKED_BACK in withdraw(line)


def test_of_one_that_was_withdrawn_before_nothing_is_asked() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert ASKED_BACK not in withdraw(line)


def test_nobody_is_shown_what_it_says_meanwhile_not_even_the_desk() -> None:
    line = a_flow_line()
    decided(line, an_outcome(contact(line)))
    withdraw(line)
    case, person, item = line.item("outcome")
    opened = line.perform(OpenDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK))
    assert opened == ["refused: about_wrong_people"]


def test_what_was_told_of_it_by_a_route_of_its_own_is_taken_back() -> None:
    line = a_flow_line()
    routed(line)
    told = an_outcome(contact(line))
    decided(line, told)
    assert held_by_school(line, told) == ["first"]
    withdraw(line)
    assert held_by_school(line, told) == ["recall"]


def test_one_that_comes_after_it_is_told_to_nobody_and_asked_back() -> None:
    line = a_flow_line()
    routed(line)
    asked = contact(line)
    withdraw(line)
    late = an_outcome(asked)
    assert decided(line, late) == [f"desk {AREA}: outcome for {AREA} ({NotTaken.CONTACT_WRONG_PEOPLE})"]
    assert held_by_school(line, late) == []
    case, person, item = line.item("outcome")
    opened = line.perform(OpenDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK))
    assert opened == ["refused: about_wrong_people"]


def test_a_correction_that_names_the_same_contact_still_is_asked_back_still() -> None:
    line = a_flow_line()
    routed(line)
    asked = contact(line)
    decided(line, an_outcome(asked))
    withdraw(line)
    again = an_outcome(asked, replace(child_of(BEN), spoken_to_by="worker"), revision=2)
    decided(line, again)
    assert on_the_desk(line) == [NotTaken.CONTACT_WRONG_PEOPLE]
    assert held_by_school(line, again) == ["recall"]
    decided(line, an_outcome(asked, revision=3, withdrawal=Withdrawal.WRONG_PEOPLE))
    assert on_the_desk(line) == []


def test_one_that_names_another_contact_since_is_left_alone() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    other = an_event(*(asked.sections[n] for n in (0, 1)), type=front_door.CONTACT_TYPE, reference="c-2")  # type: ignore[arg-type]  # nothing is shredded
    line.publish(other)
    decided(line, an_outcome(other, revision=2))
    assert ASKED_BACK not in withdraw(line)


def test_of_several_children_each_matter_has_its_own_and_of_one_whom_it_left_out_none() -> None:
    line = a_flow_line()
    asked = contact(line, child_of(BEN), replace(child_of(AMY), ref="second"))
    decided(line, an_outcome(asked))
    assert withdraw(line).count(ASKED_BACK) == 1


def test_a_child_whom_a_correction_takes_out_has_the_outcome_of_them_asked_back_and_nobody_else() -> None:
    line = a_flow_line()
    routed(line)
    second = replace(child_of(AMY), ref="second")
    asked = contact(line, child_of(BEN), second)
    told = an_outcome(asked, child_of(BEN), second)
    decided(line, told)
    assert held_by_school(line, told) == ["first"], "the school of the one who goes"
    corrected = an_event(ASKED, second, type=front_door.CONTACT_TYPE, reference="c-1", revision=2)
    said = decided(line, corrected)
    assert said.count(ASKED_BACK) == 1
    (item,) = raised(line)
    assert (item.event, item.section) == (told.header.event, 1)
    assert held_by_school(line, told) == ["recall"]
    assert on_the_desk(line) == [NotTaken.FOUND_WRONG_PEOPLE]
    decided(line, an_outcome(corrected, second, revision=2))
    assert on_the_desk(line) == [], "it leaves the child out, who is asked for no more"


def test_a_correction_that_takes_nobody_out_asks_for_nothing() -> None:
    line = a_flow_line()
    decided(line, an_outcome(contact(line)))
    again = an_event(
        ASKED, replace(child_of(BEN), spoken_to_by="worker"), type=front_door.CONTACT_TYPE, reference="c-1", revision=2
    )
    assert ASKED_BACK not in decided(line, again)


def test_a_contact_that_comes_again_has_its_desk_item_closed_and_waits_to_be_decided() -> None:
    line = a_flow_line()
    asked = contact(line)
    decided(line, an_outcome(asked))
    withdraw(line)
    contact(line, revision=3)
    assert on_the_desk(line) == []
    assert not [held for *_, matter in line.matters() for held in matter.notices if held.triaged]


def test_whoever_runs_no_front_door_that_had_it_is_not_asked() -> None:
    """The desk of the area that had the contact asks: another council must not learn that there was one."""
    elsewhere = AgencyRegistered("other-council", "Luton", AgencyKind.COUNCIL, (front_door.OUTCOME_TYPE,), ("821",))
    line = a_flow_line(elsewhere)
    foreign = an_outcome(contact(line), publisher="other-council", reference="other/1")
    decided(line, foreign)
    said = withdraw(line)
    assert f"outcome not taken: {NotTaken.NOT_ITS_FRONT_DOOR}" in said
    assert ASKED_BACK in said
    assert COUNCIL != "other-council"
