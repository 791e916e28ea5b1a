"""A contact to the front door and what a council published of it: how tests of both make and ask them."""

from datetime import UTC, datetime, timedelta

from schemas.events import front_door
from schemas.events.consent import Consent, ConsentReason
from schemas.events.event import Withdrawal
from schemas.events.front_door import FrontDoorOutcome
from schemas.events.people import Person
from schemas.records.notify import DeskItemRaised
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.state import HeldNotice
from streams.deciders.person.watching import is_contact
from tests.streams.deciders.test_triage import ASKED
from tests.support.facts import Section, an_event
from tests.support.flows import BEN, COUNCIL
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.sentences import sentences

TUESDAY = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
EARLY_HELP = FrontDoorOutcome.EARLY_HELP
LATE = datetime(2026, 11, 10, 17, 1, tzinfo=UTC)
"""The contact of Monday evening is to be decided by Tuesday 17:00."""


def contact(line: Line, *people: Person, revision: int = 1, asked: front_door.Contact = ASKED) -> OpenedEvent:
    """Somebody asks the front door, on Monday evening or with news of it since."""
    event = an_event(
        asked, *(people or (child_of(BEN),)), type=front_door.CONTACT_TYPE, reference="c-1", revision=revision
    )
    line.publish(event)
    return event


def an_outcome(
    of: OpenedEvent,
    *people: Person,
    at: datetime = TUESDAY,
    outcome: FrontDoorOutcome = EARLY_HELP,
    consent: Consent = Consent.GIVEN,
    reason: ConsentReason | None = None,
    reference: str = "c-1/D",
    revision: int = 1,
    publisher: str = COUNCIL,
    withdrawal: Withdrawal = Withdrawal.NONE,
    contact: bytes | None = None,
    erased: tuple[int, ...] = (),
) -> OpenedEvent:
    """What a council decided of a contact, unless it is said otherwise about the same child."""
    said = front_door.Decided(contact or of.header.event, outcome, at, consent, reason)
    told: tuple[Section, ...] = (said, *(people or (child_of(BEN),)))
    sections = told if withdrawal is Withdrawal.NONE else ()
    return an_event(
        *sections,
        type=front_door.OUTCOME_TYPE,
        reference=reference,
        revision=revision,
        publisher=publisher,
        instance=f"{publisher}-1",
        occurred_at=at,
        withdrawal=withdrawal,
        erased=erased,
    )


def decided(line: Line, event: OpenedEvent) -> list[str]:
    """What hop 3 says once the outcome has come, on Tuesday morning."""
    line.at(max(line.now, TUESDAY + timedelta(minutes=30)))
    before = len(line.recorded)
    line.publish(event)
    told = [output for place, output in list(line.recorded.items())[before:] if place.startswith("person.")]
    return sentences(told)


def of_the_contact(line: Line) -> list[HeldNotice]:
    """The notices by which the front door has the contact."""
    return [held for *_, matter in line.matters() for held in matter.notices if is_contact(held)]


def raised(line: Line, kind: str = "outcome") -> list[DeskItemRaised]:
    """What was put on the desk because of outcomes."""
    return [one for one in line.recorded.values() if isinstance(one, DeskItemRaised) and one.kind == kind]


def still_waits(line: Line) -> bool:
    """Whether nothing of the contact was decided."""
    return not any(held.triaged for held in of_the_contact(line))
