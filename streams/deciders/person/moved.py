"""A child who changed school after a notice was issued: what a school has not opened moves with the child.

A notice goes only to a school where the child is on roll today (flows.md, recipients must be eligible, and safe). So
whoever takes one up is held against the rolls of that moment, and where they show the pupil elsewhere, the school
that they show is told instead.
"""

from datetime import datetime

from msgspec.structs import replace

from schemas.records.match import Basis, RegisteredAt
from schemas.records.notify import DeskItemClosed, DeskKind, DeskOutcome
from schemas.records.share import Recipient
from schemas.records.watch import ChildMoved
from streams.deciders.areas import child_area
from streams.deciders.person.due import due_for
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.notify import PersonOutput, desk_item, disclose, recall
from streams.deciders.person.recipients import council, school
from streams.deciders.person.state import HeldItem, HeldNotice, Matter

MovedOutput = PersonOutput | ChildMoved | DeskItemClosed

_WAITS_FOR_THE_SCHOOL = frozenset(
    {DeskKind.UNOPENED, DeskKind.HOLIDAY, DeskKind.NO_READER, DeskKind.NO_SAFE_READER, DeskKind.REFUSED_DUTY}
)
"""Kinds of desk items by which the school of the item is still to be told."""


def now_elsewhere(
    matter: Matter, held: HeldNotice | HeldItem, facts: PersonFacts, at: datetime
) -> tuple[RegisteredAt, ...] | None:
    """The schools on whose current rolls the pupil stands, none or several, if no more on that of this notice or item.

    None while the school is still to be told: it has read it already, no roll speaks of the child (police named the
    school, or a desk did), or the pupil is on its roll. A school without a current roll is not locked out by that: only
    another school's current roll, which is none of those told before, says that the child has left it.
    """
    if not held.pupil or held.recipient is None or not _still_to_be_told(matter, held):
        return None
    here = held.recipient.value
    registered = tuple(
        RegisteredAt(urn, Basis.ROLL, version)
        for urn, version in sorted(facts.rolls.items())
        if facts.reference.roll_is_current(urn, at)
    )
    if any(registration.urn == here for registration in registered):
        return None
    if facts.reference.roll_is_current(here, at):
        return registered
    known = {recipient.value for recipient in _recipients(matter)}
    return registered if any(registration.urn not in known for registration in registered) else None


def _still_to_be_told(matter: Matter, held: HeldNotice | HeldItem) -> bool:
    if isinstance(held, HeldNotice):
        return held.unread and held.stands
    watched = matter.notice(held.notice)
    if held.kind not in _WAITS_FOR_THE_SCHOOL or (held.notice and watched is None):
        return False
    return watched is None or (watched.unread and watched.stands)


def pass_on(
    matter: Matter,
    held: HeldNotice | HeldItem,
    registered: tuple[RegisteredAt, ...],
    facts: PersonFacts,
    subject: Subject,
) -> list[MovedOutput]:
    """Take the matter from the school that the child left to those that `registered` names, at once; to none of them
    twice. Where no roll holds the child, the council's desk looks for the school.

    `subject` names the event at which the matter stands, and now.
    """
    if held.recipient is None:
        raise ValueError("a child leaves a school, and this item is about none")
    outputs: list[MovedOutput] = [
        ChildMoved(
            event=subject.event,
            case=subject.case,
            person=subject.person,
            section=subject.section,
            pupil=held.pupil,
            left=held.recipient.value,
            registrations=registered,
        )
    ]
    notice = held if isinstance(held, HeldNotice) else matter.notice(held.notice)
    if notice is not None:
        outputs += recall(subject.case, subject.person, notice, facts.reference, subject.known_at)
    outputs += [
        DeskItemClosed(subject.case, subject.person, item.item, DeskOutcome.SUPERSEDED, "")
        for item in matter.desk
        if item == held or (notice is not None and item.notice == notice.notice)
    ]
    told = _recipients(matter)
    for registration in registered:
        recipient = school(registration.urn)
        if recipient not in told:
            wanted = Wanted(recipient, False, held.pupil)
            outputs += disclose(subject, facts, wanted, None, matter.recall_of(recipient))
    if not registered:
        area = child_area(facts.reference, facts.event, subject.section, (held.recipient.value,), ())
        looking = Wanted(council(area), False)
        due = due_for(facts.reference, looking.recipient, subject.known_at)
        if subject.known_at < held.due < due.at:
            due = replace(due, at=held.due)
        outputs.append(desk_item(subject, facts, looking, DeskKind.NO_SETTING, due, "left_the_roll"))
    return outputs


def _recipients(matter: Matter) -> set[Recipient]:
    """Whoever has a notice or was reached by hand, and those for whom a desk item stands."""
    told = {held.recipient for held in matter.notices if held.stands}
    told |= {reached.recipient for reached in matter.reached}
    return told | {item.recipient for item in matter.desk if item.recipient is not None and not item.notice}
