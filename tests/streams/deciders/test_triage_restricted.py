"""A mark of restriction hides addresses of a contact: what the front door decided of it stands."""

from datetime import timedelta

from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.front_door import Urgency
from schemas.items import ADDRESSES
from schemas.records.answers import NotTaken
from schemas.records.notify import NoticeIssued, NoticeKind
from schemas.records.triage import ContactPrioritised, ContactPriority, PrioritiseContact, PriorityReason
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.deciders.person.watching import is_contact
from tests.streams.deciders.outcomes import LATE, TUESDAY, an_outcome, contact, decided, of_the_contact, still_waits
from tests.streams.deciders.restrictions import AT_REFUGE, MARKED
from tests.streams.deciders.test_memory import referral
from tests.streams.deciders.test_priority import prioritise
from tests.streams.deciders.test_triage import ASKED, latest, open_, triage
from tests.support.flows import a_flow_line, user
from tests.support.line import Line


def mark(line: Line, revision: int = 1, withdrawal: Withdrawal = Withdrawal.NONE) -> list[NoticeIssued]:
    """Another event marks the child of the contact, or does so no longer: the updates of the contact by it."""
    before = len(line.recorded)
    line.publish(referral("r-1", 1, *MARKED, revision=revision, withdrawal=withdrawal))
    of = {held.notice for held in of_the_contact(line)}
    new = list(line.recorded.items())[before:]
    return [one for place, one in new if place in of and isinstance(one, NoticeIssued) and one.replaces is not None]


def of_the_case(line: Line, case: bytes) -> list[bool]:
    """Whether each notice of a case at the front door stands decided."""
    return [
        held.triaged for of, _, matter in line.matters() if of == case for held in matter.notices if is_contact(held)
    ]


def test_a_decided_contact_of_which_addresses_were_hidden_is_an_update_that_stands_decided() -> None:
    line = a_flow_line()
    asked = contact(line, AT_REFUGE)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    first = latest(line)
    updates = mark(line)
    assert {one.triage for one in updates} == {first}
    assert all(one.kind is NoticeKind.UPDATE and not ADDRESSES & set(one.items) for one in updates)
    assert all(of_the_case(line, asked.header.case))
    line.at(LATE).tick()
    assert not any(held.overdue for held in of_the_contact(line) if held.event == asked.header.event)
    shown_again = mark(line, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert {one.triage for one in shown_again} == {first}
    assert all(ADDRESSES & set(one.items) for one in shown_again)
    assert all(of_the_case(line, asked.header.case))


def test_a_contact_that_is_not_decided_waits_on() -> None:
    line = a_flow_line()
    asked = contact(line, AT_REFUGE)
    assert {one.triage for one in mark(line)} == {None}
    assert not any(of_the_case(line, asked.header.case))


def test_what_a_manager_put_first_stays_first_where_addresses_alone_are_hidden() -> None:
    line = a_flow_line()
    contact(line, AT_REFUGE)
    prioritise(line)
    (said,) = (place for place, one in line.recorded.items() if isinstance(one, ContactPrioritised))
    updates = mark(line)
    assert updates
    assert {(one.priority, one.prioritised) for one in updates} == {(ContactPriority.URGENT, said)}


def test_what_a_manager_put_later_stays_so_where_addresses_alone_are_hidden() -> None:
    line = a_flow_line()
    contact(line, AT_REFUGE, asked=replace(ASKED, urgency=Urgency.IMMEDIATE))
    case, person, held = line.notice_of("ifd")
    assert held.priority is ContactPriority.URGENT
    later = ContactPriority.STANDARD
    manager = (user(FRONT_DOOR_MANAGER), FRONT_DOOR_MANAGER)
    line.perform(PrioritiseContact(case, person, held.notice, *manager, later, PriorityReason.NEW_INFORMATION))
    (said,) = (place for place, one in line.recorded.items() if isinstance(one, ContactPrioritised))
    assert {(one.priority, one.prioritised) for one in mark(line)} == {(later, said)}


def test_news_of_the_child_after_it_waits_to_be_decided() -> None:
    line = a_flow_line()
    asked = contact(line, AT_REFUGE)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    mark(line)
    contact(line, AT_REFUGE, asked=replace(ASKED, urgency=Urgency.IMMEDIATE), revision=2)
    assert not any(of_the_case(line, asked.header.case))


def test_what_stands_again_stands_for_the_update_too() -> None:
    line = a_flow_line()
    asked = contact(line, AT_REFUGE)
    line.at(TUESDAY)
    open_(line)
    triage(line)
    since = TUESDAY + timedelta(minutes=5)
    assert any("triaged" in one for one in decided(line, an_outcome(asked, AT_REFUGE, at=since)))
    assert mark(line)
    gone = decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert gone[:2] == [f"outcome not taken: {NotTaken.WITHDRAWN}", "triage withdrawn: assessment stands"]
    assert all(of_the_case(line, asked.header.case))


def test_a_decision_that_is_taken_back_after_it_leaves_the_contact_waiting() -> None:
    line = a_flow_line()
    asked = contact(line, AT_REFUGE)
    decided(line, an_outcome(asked, AT_REFUGE))
    assert not still_waits(line)
    assert mark(line)
    decided(line, an_outcome(asked, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR))
    assert not any(of_the_case(line, asked.header.case))
