"""What another event's mark changes for whoever holds a notice: an update without addresses, or with them again."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.inputs import Forwarded
from schemas.records.match import Change, ChildLeft, ChildMatched, ChildNotOnRoll, ChildOutcome
from schemas.records.notify import NoticeIssued, NoticeKind
from schemas.records.restriction import RestrictionCarried
from streams.deciders.keys import matter_key
from streams.deciders.match.changes import Changed, changed_items
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.decide import FlowOutput
from streams.deciders.person.ended import no_longer_awaited
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.notify import renew
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.states import States
from streams.reference.facts import Reference

_NEW: Final = Change.NEW

CarriedOutput = FlowOutput | RestrictionCarried


def hidden_by(states: States, case: bytes, person: str) -> tuple[bytes, ...]:
    """The events of other cases that mark people of this one, as a matter goes by."""
    matter = states.find(matter_key(case, person), Matter)
    return matter.hidden_by if matter is not None else ()


def hidden_at(states: States, event: OpenedEvent, case: bytes, person: str) -> tuple[bytes, ...]:
    """The events that mark people of an event, for what stands on a desk under `case`.

    A count or pattern has a place of its own on a desk, which is no case: then it goes by the case of its event. Where
    this person has no matter there, nobody can tell, and the event stands for itself: its addresses are hidden.
    """
    own = event.header.case
    if own == case:
        return hidden_by(states, case, person)
    matter = states.find(matter_key(own, person), Matter)
    return matter.hidden_by if matter is not None else (event.header.event,)


def told_with(child: ChildOutcome, message: Forwarded, by: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """What hop 2 says in the same message of who marks people of a child's case. Where it says nothing, it is `by` as
    before; but nobody does, of a child who comes into the case: hop 2 says it to all in a case that is marked, or was.
    """
    said = _said(child, message)
    if said is not None:
        return said.by
    return () if child.change is _NEW else by


def back_unmarked(child: ChildOutcome, message: Forwarded) -> list[RestrictionCarried]:
    """That nobody marks a case any more, for a child who left it while somebody did, and comes back to it. When that
    changed, hop 2 told those alone who were in it. Nothing, where it says with the child what holds.
    """
    if isinstance(child, ChildLeft) or _said(child, message) is not None:
        return []
    return [RestrictionCarried(child.event, child.case, child.person, child.section, ())]


def _said(child: ChildOutcome, message: Forwarded) -> RestrictionCarried | None:
    for output in message.outputs:
        if type(output) is RestrictionCarried and (output.case, output.person) == (child.case, child.person):
            return output
    return None


def is_told_with_its_child(carried: RestrictionCarried, message: Forwarded) -> bool:
    """Whether the same message speaks of its child, who is then decided in the light of it."""
    place = carried.case, carried.person
    return any(isinstance(output, ChildOutcome) and (output.case, output.person) == place for output in message.outputs)


def as_shown_since(child: ChildOutcome, before: OpenedEvent, event: OpenedEvent) -> ChildOutcome:
    """A child outcome that also says what reads otherwise since other events mark people of its own, or do no longer.

    `before` is the event as it would be shown by what the matter went by.
    """
    if isinstance(child, ChildLeft) or before.marking == event.marking or child.change is _NEW:
        return child
    also = changed_items(before, child.section, event, child.section)
    if not also.any:
        return child
    changed = tuple([item for item in Item if item in also.items or item in child.changed])
    several = tuple([item for item in Item if item in also.of_several or item in child.changed_of_several])
    told = replace(child, change=Change.CHANGED, changed=changed, changed_of_several=several)
    if isinstance(told, ChildMatched | ChildNotOnRoll) and Item.SCHOOL_SUMMARY in also.items:
        return replace(told, summaries_of=tuple([registration.urn for registration in told.registrations]))
    return told


def readers_of_held(states: States, carried: RestrictionCarried, reference: Reference, at: datetime) -> list[str]:
    """Who reads what stands of the matter."""
    matter = states.find(matter_key(carried.case, carried.person), Matter)
    held = matter.notices if matter is not None else ()
    return [role.user for notice in held if notice.stands for role in reference.readers_of(notice.recipient, at)]


def decide_carried(
    states: States,
    facts: PersonFacts,
    before: OpenedEvent,
    carried: RestrictionCarried,
    known_at: datetime,
    *,
    with_child: bool,
) -> list[CarriedOutput]:
    """What a matter goes by from now on, and an update for each whose notice reads otherwise since.

    `facts` knows of the marks that hold now, `before` is the event as the matter showed it. Where the child was decided
    `with` it, whoever holds a notice has been told. A matter that does not stand yet is told with its child.
    """
    matter = states.find(matter_key(carried.case, carried.person), Matter)
    if matter is None or matter.hidden_by == carried.by:
        return []
    outputs: list[CarriedOutput] = [carried]
    if with_child or facts.event is None:
        return outputs
    changed = changed_items(before, carried.section, facts.event, carried.section)
    subject = Subject(carried.event, carried.case, carried.person, carried.section, known_at)
    told: list[FlowOutput] = []
    for held in matter.notices:
        if held.stands and not matter.leaves_out(held.recipient):
            triage = matter.triage_of(held.recipient.value) if held.triaged else None
            told += _renewed(subject, facts, held, changed, triage)
    return [*outputs, *told, *no_longer_awaited(matter, told)]


def _renewed(
    subject: Subject, facts: PersonFacts, held: HeldNotice, changed: Changed, triage: str | None
) -> list[FlowOutput]:
    """An update as its notice was in all but the addresses: a count or repeat that it tells of stands as it stood, and
    so does what a front door decided (`triage`).
    """
    wanted = Wanted(held.recipient, held.named_only, held.pupil or None)
    return [
        replace(_as_it_was(output, held, subject.known_at), triage=triage)
        if isinstance(output, NoticeIssued) and output.replaces == held.notice and output.kind is NoticeKind.UPDATE
        else output
        for output in renew(subject, facts, wanted, held, changed)
    ]


def _as_it_was(update: NoticeIssued, held: HeldNotice, at: datetime) -> NoticeIssued:
    """An update with what its notice told beside the items, and due with it: a case stays on its meeting's agenda."""
    due = update.due
    if at < held.due:
        due = replace(due, at=held.due, rule=held.rule, held_until=held.held_until, reminders=held.reminders)
    return replace(
        update,
        due=due,
        repeat=held.repeat or None,
        priority=held.priority,
        grounds=held.grounds,
        prioritised=held.prioritised or None,
    )
