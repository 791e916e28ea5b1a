"""What goes out for one recipient: a notice, or work for a staffed desk with the notice's own deadline."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from schemas.events.people import Role
from schemas.items import Item
from schemas.records.notify import DeskItemRaised, DeskKind, Due, NoticeIssued, NoticeKind
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Given, Recipient, Withheld
from schemas.types import OutputId
from streams.agreements.masks import items_of
from streams.agreements.verdict import Outcome, Refusal, Verdict
from streams.agreements.vocabulary import RecipientRole
from streams.calendar import DeadlineRule, holiday_desk_time
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.match.changes import NOTHING_CHANGED, Changed
from streams.deciders.person.due import due_of_notice, for_a_desk
from streams.deciders.person.facts import PersonFacts, Previous, Subject, Wanted
from streams.deciders.person.share import age_in_years, desk_area, verdict_for
from streams.deciders.person.state import HeldNotice
from streams.deciders.person.urgency import urgency_of
from streams.reference.facts import Reference

_FIRST: Final = NoticeKind.FIRST
_UPDATE: Final = NoticeKind.UPDATE
_MARAC_COORDINATOR: Final = RecipientRole.MARAC_COORDINATOR
_PERMITTED: Final = Outcome.PERMITTED
_CHILD: Final = Role.CHILD

PersonOutput = DisclosurePermitted | DisclosureRefused | NoticeIssued | DeskItemRaised

UNREAD_RECALL_ITEMS = frozenset({Item.INCIDENT_REFERENCE})
"""What the recall of a notice says that nobody had read or been told of."""

RECALL_ITEMS = frozenset({Item.INCIDENT_FACT, Item.INCIDENT_REFERENCE, Item.CHILD_NAME})
"""What a recall says: which notice is taken back, and no more."""


def disclose(
    subject: Subject,
    facts: PersonFacts,
    wanted: Wanted,
    previous: "Previous | None",
    recalled: OutputId | None = None,
) -> list[PersonOutput]:
    """Everything that follows for one recipient: the permission or refusal, and the notice or desk item beside it.

    With a previous notice only what changed is sent: nothing, if this recipient's items are as they were. A notice
    takes the place of the recall before it (`recalled`): who reads that last would drop what stands.
    """
    if facts.event is None:
        raise ValueError("a disclosure is decided with its event at hand")
    recipient = wanted.recipient
    verdict = verdict_for(
        facts.reference,
        facts.event,
        subject.section,
        recipient,
        recipient.role,
        subject.known_at,
        None,
        on_roll=wanted.pupil is not None,
    )
    due = wanted.due or due_of_notice(facts.reference, recipient, subject.known_at)
    mask = verdict.permitted | verdict.awaiting_training
    if wanted.named_only:
        mask &= verdict.floor
    if verdict.outcome is not _PERMITTED or not mask or _grown_up(subject, facts):
        return refused(subject, facts, wanted, verdict, due)
    items = items_of(mask)
    unsafe = unsafe_to_tell(facts, recipient, subject.known_at)
    if previous is not None and unsafe is not DeskKind.NO_SAFE_READER and not previous.concerns(items):
        return []
    permitted = permitted_by(subject, recipient, verdict, mask)
    if recipient.role == COUNCIL_DESK:
        return [permitted, desk_item(subject, facts, wanted, DeskKind.NO_SETTING, due, "without_school")]
    if unsafe is not None:
        return [permitted, desk_item(subject, facts, wanted, unsafe, due, unsafe.value)]
    replaces = recalled if previous is None else previous.notice
    notice = _notice(subject, facts, wanted, items, due, previous, replaces)
    return [permitted, notice, *holiday_item(subject, facts, wanted, due)]


def renew(
    subject: Subject, facts: PersonFacts, wanted: Wanted, held: HeldNotice, changed: Changed = NOTHING_CHANGED
) -> list[PersonOutput]:
    """Decide again for a recipient who holds a notice: nothing, an update, or, where no notice can follow, a recall.

    What may no longer be disclosed must not stay readable beside the desk item that says so.
    """
    prioritised = "" if held.triaged else held.prioritised
    previous = Previous(held.notice, held.items, changed, held.priority, prioritised)
    decided = disclose(subject, facts, wanted, previous)
    if decided and not any(isinstance(output, NoticeIssued) for output in decided):
        return [*recall(subject.case, subject.person, held, facts.reference, subject.known_at), *decided]
    return decided


def recall(case: bytes, person: str, held: HeldNotice, reference: Reference, known_at: datetime) -> list[PersonOutput]:
    """Who had been told is told: the notice is taken back, with no more in it than which one it was.

    Who had not read it learns from its recall no more than its reference: it may never have been theirs to read. Who
    had read it in the holidays may not look again before term: the council's desk sees to it.
    """
    due = due_of_notice(reference, held.recipient, known_at)
    taken_back = _taken_back(case, person, held, due)
    if held.unread:
        return [taken_back]
    subject = Subject(held.event, case, person, held.section, known_at)
    facts = PersonFacts(reference, None, frozenset())
    return [taken_back, *holiday_item(subject, facts, Wanted(held.recipient, held.named_only), due)]


def _taken_back(case: bytes, person: str, held: HeldNotice, due: Due) -> NoticeIssued:
    shown = UNREAD_RECALL_ITEMS if held.unread else RECALL_ITEMS
    return NoticeIssued(
        event=held.event,
        case=case,
        person=person,
        section=held.section,
        recipient=held.recipient,
        kind=NoticeKind.RECALL,
        changed=(),
        items=tuple(item for item in held.items if item in shown),
        occurred_at=held.occurred_at,
        due=due,
        replaces=held.notice,
        named_only=held.named_only,
        pupil=None,
    )


def holiday_item(subject: Subject, facts: PersonFacts, wanted: Wanted, due: Due) -> list[PersonOutput]:
    """In a school's holidays what goes to it goes to the council's desk at the same time, with a time of its own.

    Its holiday contact may read it at once; but the latest time is the first bell of term, and a child may not wait.
    """
    if not due.holiday:
        return []
    area = facts.reference.areas[desk_area(facts.reference, wanted.recipient)]
    at = holiday_desk_time(subject.known_at, due.at, area)
    own = Due(at, DeadlineRule.HOLIDAY_DESK.value, True, due.bell_known, None, ())
    return [desk_item(subject, facts, wanted, DeskKind.HOLIDAY, own, "school_in_holiday")]


def refused(subject: Subject, facts: PersonFacts, wanted: Wanted, verdict: Verdict, due: Due) -> list[PersonOutput]:
    """A refusal with its reason; where a duty holds, or police speak of another area's child, also a desk item.

    Whom only the area's routing names is refused without one: the others whom it names have it, or a desk has it all.
    """
    refusal = verdict.refusal
    reason = refusal.reason.value if refusal is not None else "named_only_without_duty"
    if _grown_up(subject, facts):
        refusal, reason = None, "not_under_18"
    output = _refusal(subject, wanted.recipient, reason, refusal, verdict)
    if not wanted.must:
        return [output]
    person = facts.event.person(subject.section) if facts.event is not None else None
    elsewhere = person is not None and not person.resides_in_force_area
    kind = DeskKind.OUTSIDE_AREA if elsewhere else DeskKind.REFUSED_DUTY
    return [output, desk_item(subject, facts, wanted, kind, due, reason)]


def refusal_of(subject: Subject, recipient: Recipient, verdict: Verdict) -> DisclosureRefused:
    """The refusal that a verdict makes, with the reason of its nearest clause."""
    refusal = verdict.refusal
    return _refusal(
        subject, recipient, refusal.reason.value if refusal is not None else "not_permitted", refusal, verdict
    )


def _refusal(
    subject: Subject, recipient: Recipient, reason: str, refusal: Refusal | None, verdict: Verdict
) -> DisclosureRefused:
    """The refusal with the nearest clause and the condition of it that failed, where there are any."""
    instrument = refusal.instrument if refusal is not None else None
    return DisclosureRefused(
        event=subject.event,
        case=subject.case,
        person=subject.person,
        section=subject.section,
        recipient=recipient,
        reason=reason,
        instrument=instrument.id if instrument is not None else "",
        clause=(refusal.clause or "") if refusal is not None else "",
        flags=tuple(alarm.value for alarm in verdict.alarms),
        version=instrument.version if instrument is not None else 0,
        condition=(refusal.condition or "") if refusal is not None else "",
        why=str(refusal.why or "") if refusal is not None else "",
    )


def _grown_up(subject: Subject, facts: PersonFacts) -> bool:
    """Whether the date of birth of somebody named as a child says 18 or more: then no duty or agreement on children
    speaks of this person. An adult whom an event is about is named as one.
    """
    person = facts.event.person(subject.section) if facts.event is not None else None
    born = person.date_of_birth if person is not None and _CHILD in person.roles else None
    return born is not None and age_in_years(born, subject.known_at) >= 18


def permitted_by(subject: Subject, recipient: Recipient, verdict: Verdict, mask: int) -> DisclosurePermitted:
    """The permission to tell a recipient these items, with the clauses that gave them and what was withheld."""
    given, withheld, purpose, flags = _terms(verdict, mask)
    return DisclosurePermitted(
        subject.event, subject.case, subject.person, subject.section, recipient, given, withheld, purpose, flags
    )


@lru_cache(maxsize=4096)
def _terms(verdict: Verdict, mask: int) -> tuple[tuple[Given, ...], tuple[Withheld, ...], str, tuple[str, ...]]:
    """What a permission says of a verdict: clauses and items given, reasons and items withheld, purpose, flags."""
    given = tuple(
        Given(g.instrument.id, g.instrument.version, g.clause, items_of(g.items & mask))
        for g in verdict.given
        if g.items & mask
    )
    withheld = tuple(
        Withheld(
            w.reason.value,
            w.instrument.id if w.instrument is not None else "",
            items_of(w.items),
            w.instrument.version if w.instrument is not None else 0,
            w.clause or "",
            str(w.why or ""),
        )
        for w in verdict.withheld
    )
    purposes = verdict.instruments or verdict.duties
    flags = tuple(alarm.value for alarm in verdict.alarms)
    return given, withheld, purposes[0].purpose.value if purposes else "", flags


def unsafe_to_tell(facts: PersonFacts, recipient: Recipient, at: datetime) -> DeskKind | None:
    """Why no one there may be shown it today: nobody reads there, or a reader may be connected.

    In a school one connected reader is too many, for they share an office and a mailbox. Of a desk of a council or an
    agency whoever may be connected is left out of this case alone, while another holds the role.
    """
    if recipient.role == COUNCIL_DESK:
        return None
    readers = [reader.user for reader in facts.reference.readers_of(recipient, at)]
    if not readers:
        return DeskKind.NO_READER
    if recipient.scheme == "urn":
        return None if facts.connected.isdisjoint(readers) else DeskKind.NO_SAFE_READER
    return DeskKind.NO_SAFE_READER if facts.connected.issuperset(readers) else None


def _notice(
    subject: Subject,
    facts: PersonFacts,
    wanted: Wanted,
    items: tuple[Item, ...],
    due: Due,
    previous: Previous | None,
    replaces: OutputId | None,
) -> NoticeIssued:
    if facts.event is None:
        raise ValueError("a notice is issued with its event at hand")
    changed: tuple[Item, ...] = ()
    if previous is not None:
        new = previous.changed.reads_otherwise
        changed = tuple(i for i in items if i not in previous.items or new(i, items))
    priority, grounds, prioritised = urgency_of(subject, facts, wanted.recipient, items, previous)
    return NoticeIssued(
        event=subject.event,
        case=subject.case,
        person=subject.person,
        section=subject.section,
        recipient=wanted.recipient,
        kind=_FIRST if previous is None else _UPDATE,
        changed=changed,
        items=items,
        occurred_at=facts.event.header.occurred_at,
        due=due,
        replaces=replaces,
        named_only=wanted.named_only,
        pupil=wanted.pupil,
        repeat=facts.repeat if wanted.recipient.role == _MARAC_COORDINATOR else None,
        priority=priority,
        grounds=grounds,
        prioritised=prioritised,
    )


def desk_item(
    subject: Subject, facts: PersonFacts, wanted: Wanted, kind: DeskKind, due: Due, reason: str
) -> DeskItemRaised:
    """Work for the desk that stands behind a recipient, in place of a notice or beside one."""
    return DeskItemRaised(
        kind=kind,
        area=desk_area(facts.reference, wanted.recipient, facts.event, subject.section),
        event=subject.event,
        case=subject.case,
        person=subject.person,
        section=subject.section,
        due=for_a_desk(due),
        reason=reason,
        notice=None,
        referral=None,
        recipient=wanted.recipient,
        named_only=wanted.named_only,
        pupil=wanted.pupil,
    )
