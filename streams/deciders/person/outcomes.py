"""Decide how one recipient hears what came of a matter: the decision on a contact, or an interview's outcome."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.items import Item
from schemas.records.notify import DeskItemClosed, DeskOutcome, Due, NoticeIssued, NoticeKind
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Recipient
from schemas.records.work import RecordStep
from streams.agreements.masks import items_of, mask_of_items
from streams.agreements.verdict import Outcome
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.commanded import CommandOutput
from streams.deciders.person.facts import PersonFacts, Subject
from streams.deciders.person.notify import permitted_by, refusal_of
from streams.deciders.person.share import verdict_for
from streams.deciders.person.state import HeldNotice, Matter


class OfMatter(Struct, frozen=True, gc=False):
    """Of whom something came, in which case, and who recorded it; `user` is empty where nobody of the hub did."""

    case: bytes
    person: str
    user: str = ""


class Triage(Struct, frozen=True, gc=False):
    """A decision on a contact, as it is recorded: made on the hub by its user, or `published` by a council."""

    case: bytes
    person: str
    outcome: FrontDoorOutcome
    consent: Consent
    reason: ConsentReason | None
    decided_at: datetime
    previous: str | None
    user: str = ""
    role: str = ""
    published: bytes | None = None


class Told(Struct, frozen=True, gc=False):
    """What is told of an outcome at most, and the item without which nothing is."""

    kind: NoticeKind
    needs: Item
    items: frozenset[Item]


_OF_WHAT: Final = {Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.CHILD_NAME}

OF_TRIAGE: Final = Told(NoticeKind.FEEDBACK, Item.FRONT_DOOR_OUTCOME, frozenset(_OF_WHAT | {Item.FRONT_DOOR_OUTCOME}))
"""Which contact of which child, and what was decided."""

OF_INTERVIEW: Final = Told(NoticeKind.INTERVIEW, Item.RETURN_INTERVIEW, frozenset(_OF_WHAT | {Item.RETURN_INTERVIEW}))
"""Whose interview, and what came of it. What was said in it is not on the hub."""


class Permitted(Struct, frozen=True, gc=False):
    """An agreement lets the recipient hear it: the record of that, and these items of the event."""

    record: DisclosurePermitted
    items: tuple[Item, ...]
    event: OpenedEvent


def permitted_to(
    told: Told, subject: Subject, facts: PersonFacts, recipient: Recipient
) -> Permitted | DisclosureRefused:
    """Whether an agreement lets this recipient hear it. ValueError where the event itself is not at hand.

    What awaits a training counts: trainings are a reader's own, and are asked for when they open.
    """
    if facts.event is None:
        raise ValueError("an outcome is told with its event at hand")
    verdict = verdict_for(
        facts.reference, facts.event, subject.section, recipient, recipient.role, subject.known_at, None, on_roll=False
    )
    mask = (verdict.permitted | verdict.awaiting_training) & mask_of_items(tuple(told.items))
    items = items_of(mask)
    if verdict.outcome is not Outcome.PERMITTED or told.needs not in items:
        return refusal_of(subject, recipient, verdict)
    return Permitted(permitted_by(subject, recipient, verdict, mask), items, facts.event)


def noticed(
    told: Told,
    matter: Matter,
    held: HeldNotice,
    command: OfMatter | Triage | RecordStep,
    permitted: Permitted,
    due: Due,
) -> list[CommandOutput]:
    """The permission and its notice, which takes the place of the outcome that the recipient was told before."""
    recipient = permitted.record.recipient
    earlier = matter.told_to(recipient, told.kind)
    notice = NoticeIssued(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        recipient=recipient,
        kind=told.kind,
        changed=(),
        items=permitted.items,
        occurred_at=permitted.event.header.occurred_at,
        due=due,
        replaces=earlier.notice if earlier is not None else None,
        named_only=False,
        pupil=None,
    )
    superseded = [
        DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SUPERSEDED, command.user)
        for item in matter.desk
        if earlier is not None and item.notice == earlier.notice
    ]
    return [permitted.record, notice, *superseded]
