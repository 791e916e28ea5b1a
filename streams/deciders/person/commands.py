"""Decide what a reader's command on a notice leads to. An answer to what is no longer current is refused."""

from collections.abc import Collection
from typing import Final

from schemas.items import ADDRESSES, Item
from schemas.records.inputs import AcknowledgeNotice, NotOurs, OpenNotice, TriageContact, WithholdNotice
from schemas.records.meetings import ConflictDeclared, DeclareConflict
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, NoticeKind
from schemas.records.reference import RoleAppointed
from schemas.records.triage import PrioritiseContact
from schemas.records.watch import (
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeOpened,
    OpeningRefused,
)
from schemas.records.work import RecordStep
from streams.agreements.masks import items_of
from streams.agreements.verdict import Outcome
from streams.deciders.keys import matter_key
from streams.deciders.person.commanded import CommandOutput, MeetingCommand, NoticeCommand, passed_on, refused
from streams.deciders.person.due import due_for
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.meetings import decide_meeting_command
from streams.deciders.person.moved import now_elsewhere
from streams.deciders.person.notify import renew
from streams.deciders.person.priority import decide_priority
from streams.deciders.person.proposals import handed_over
from streams.deciders.person.share import desk_area, reader_of, verdict_for
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.triage import decide_triage
from streams.deciders.person.watching import is_contact, work_on
from streams.deciders.person.work import decide_step
from streams.deciders.person.works import DONE, OF_THE_MATTER
from streams.deciders.places import Context
from streams.deciders.states import States

_ENDED_BY_READING: Final = frozenset(
    {DeskKind.HOLIDAY, DeskKind.NO_SAFE_READER, DeskKind.REFUSED_DUTY, DeskKind.UNDELIVERED}
)
"""Kinds that wait for a reader alone: whoever opens the notice has just been found safe, and may see it."""


def decide_notice_command(
    states: States, facts: PersonFacts, command: NoticeCommand, context: Context
) -> list[CommandOutput]:
    """A reader's command on a notice: eligibility, safety and the instruments are checked again, now."""
    matter = states.find(matter_key(command.case, command.person), Matter)
    held = _notice_of(matter, command) if matter is not None else None
    if isinstance(command, WithholdNotice):
        return _withheld(matter, held, facts, command, context)
    if matter is None or held is None:
        current = matter.current_for(command.notice) if matter is not None else None
        return [refused(command, command.notice, "no_longer_current", current)]
    if isinstance(command, PrioritiseContact):
        return decide_priority(matter, held, facts, command, context)
    reader = _reader(facts, held, command.user, command.role, context)
    if reader is None:
        return [OpeningRefused(command.case, command.person, held.notice, command.user, "not_a_reader_here")]
    registered = now_elsewhere(matter, held, facts, context.at)
    if registered is not None:
        turned_away = OpeningRefused(command.case, command.person, held.notice, command.user, "no_longer_on_roll_here")
        return [turned_away, *passed_on(matter, held, registered, facts, command, context)]
    if command.user in facts.connected:
        return _connected(matter, held, facts, command, context)
    if held.held_until is not None and context.at < held.held_until:
        return [OpeningRefused(command.case, command.person, held.notice, command.user, "held_until_monday")]
    if isinstance(command, OpenNotice):
        return _open(matter, held, reader, facts, command, context)
    if isinstance(command, AcknowledgeNotice):
        return _acknowledge(held, facts, command, context)
    if isinstance(command, TriageContact):
        return decide_triage(matter, held, facts, command, context)
    if isinstance(command, MeetingCommand):
        outputs = decide_meeting_command(matter, held, facts, command, context)
        for declared in [one for one in outputs if isinstance(one, ConflictDeclared)]:
            outputs += handed_over(states, facts.reference, declared, context)
        return outputs
    if isinstance(command, RecordStep):
        return decide_step(matter, held, facts, command, context)
    return _not_ours(matter, held, facts, command, context)


def _notice_of(matter: Matter, command: NoticeCommand) -> HeldNotice | None:
    """The notice as it stands. A conflict is of the case, whichever notice of it its coordinator had before them."""
    by_now = isinstance(command, DeclareConflict)
    return matter.notice_by_now(command.notice) if by_now else matter.notice(command.notice)


def _open(
    matter: Matter, held: HeldNotice, reader: RoleAppointed, facts: PersonFacts, command: OpenNotice, context: Context
) -> list[CommandOutput]:
    items = _items_now(held, reader, facts, context)
    if not items:
        return _nothing_to_see(matter, held, facts, command, context)
    in_time = context.at <= held.due
    first = not held.opened
    outputs: list[CommandOutput] = [
        NoticeOpened(
            command.case,
            command.person,
            held.notice,
            command.user,
            reader.role,
            items,
            first,
            in_time,
            facts.hidden_by,
        )
    ]
    if first and held.overdue and not is_contact(held) and work_on(held) is None:
        if in_time:
            outputs.append(LateOpeningSettled(command.case, command.person, held.notice))
        outputs += _watchers_closed(matter, held, command, DeskOutcome.OPENED)
    elif first:
        outputs += _watchers_closed(matter, held, command, DeskOutcome.OPENED, _ENDED_BY_READING)
    return outputs


def _nothing_to_see(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: OpenNotice, context: Context
) -> list[CommandOutput]:
    """No instrument permits anything of it today: the council's desk has it at once, where nobody has read it yet."""
    turned_away = OpeningRefused(command.case, command.person, held.notice, command.user, "not_permitted_now")
    watched = any(item.kind is DeskKind.REFUSED_DUTY and item.notice == held.notice for item in matter.desk)
    if watched or not held.unread:
        return [turned_away]
    item = _raised(held, facts, command, DeskKind.REFUSED_DUTY, "not_permitted_now", context, watched=held.notice)
    return [turned_away, item]


def _items_now(held: HeldNotice, reader: RoleAppointed, facts: PersonFacts, context: Context) -> tuple[Item, ...]:
    """The notice's items, less what this reader may not see today. What a recall shows was settled with it."""
    if held.kind is NoticeKind.RECALL:
        return held.items
    if facts.event is None:
        raise ValueError("a notice is opened with its event at hand")
    verdict = verdict_for(
        facts.reference,
        facts.event,
        held.section,
        held.recipient,
        reader.role,
        context.at,
        reader_of(reader, context.at),
        on_roll=bool(held.pupil),
    )
    if verdict.outcome is not Outcome.PERMITTED:
        return ()
    permitted = set(items_of(verdict.permitted))
    if facts.addresses_hidden:
        permitted -= ADDRESSES
    return tuple(item for item in held.items if item in permitted)


def _acknowledge(
    held: HeldNotice, facts: PersonFacts, command: AcknowledgeNotice, context: Context
) -> list[CommandOutput]:
    if not held.opened:
        return [refused(command, command.notice, "not_opened_yet")]
    if is_contact(held):
        return [refused(command, command.notice, "triage_it")]
    if work_on(held) is not None and held.step not in DONE:
        return [refused(command, command.notice, "record_a_step")]
    outputs: list[CommandOutput] = [
        NoticeAcknowledged(command.case, command.person, held.notice, command.user, command.role)
    ]
    if held.named_only and held.kind is not NoticeKind.RECALL and not held.acknowledged:
        subject = Subject(held.event, command.case, command.person, held.section, context.at)
        outputs += renew(subject, facts, Wanted(held.recipient, False, held.pupil or None), held)
    return outputs


def _not_ours(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: NotOurs, context: Context
) -> list[CommandOutput]:
    if not held.opened:
        return [refused(command, command.notice, "not_opened_yet")]
    if held.kind not in (*OF_THE_MATTER, NoticeKind.RECALL) or held.recipient.scheme != "urn":
        return [refused(command, command.notice, "not_about_a_pupil")]
    outputs: list[CommandOutput] = [
        NoticeDisowned(command.case, command.person, held.notice, command.user, command.role)
    ]
    outputs += _watchers_closed(matter, held, command, DeskOutcome.SUPERSEDED)
    if held.kind is not NoticeKind.RECALL:
        outputs.append(_raised(held, facts, command, DeskKind.NOT_OURS, "school_says_not_ours", context))
    return outputs


def _withheld(
    matter: Matter | None, held: HeldNotice | None, facts: PersonFacts, command: WithholdNotice, context: Context
) -> list[CommandOutput]:
    """What a page left out is recorded as turned away, for the auditor; if nobody has read it, the desk has it."""
    if matter is None or held is None:
        return [OpeningRefused(command.case, command.person, command.notice, command.user, "may_be_connected")]
    return _connected(matter, held, facts, command, context)


def _connected(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: NoticeCommand, context: Context
) -> list[CommandOutput]:
    """A reader who may be connected sees nothing, and the council's desk watches a notice that nobody has read.

    A recall is no work for a safe reader, and what was read needs none. Nobody is a safe reader of what was erased.
    """
    turned_away = OpeningRefused(command.case, command.person, held.notice, command.user, "may_be_connected")
    kind, reason = DeskKind.NO_SAFE_READER, "reader_may_be_connected"
    if facts.unreadable:
        kind, reason = DeskKind.REFUSED_DUTY, "sections_erased"
    watched = any(item.kind is kind and item.notice == held.notice for item in matter.desk)
    if watched or held.kind is NoticeKind.RECALL or not held.unread or _another_reads(held, facts, command, context):
        return [turned_away]
    return [turned_away, _raised(held, facts, command, kind, reason, context, watched=held.notice)]


def _another_reads(held: HeldNotice, facts: PersonFacts, command: NoticeCommand, context: Context) -> bool:
    """Whether someone else of a council's or agency's desk reads it: who may be connected is left out of it alone."""
    if held.recipient.scheme == "urn" or facts.unreadable:
        return False
    return any(reader.user != command.user for reader in facts.reference.readers_of(held.recipient, context.at))


def _raised(
    held: HeldNotice,
    facts: PersonFacts,
    command: NoticeCommand,
    kind: DeskKind,
    reason: str,
    context: Context,
    watched: str | None = None,
) -> DeskItemRaised:
    return DeskItemRaised(
        kind=kind,
        area=desk_area(facts.reference, held.recipient),
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        due=due_for(facts.reference, held.recipient, context.at),
        reason=reason,
        notice=watched,
        referral=None,
        recipient=held.recipient,
        named_only=held.named_only,
        pupil=held.pupil or None,
    )


def _reader(facts: PersonFacts, held: HeldNotice, user: str, role: str, context: Context) -> RoleAppointed | None:
    readers = facts.reference.readers_of(held.recipient, context.at)
    return next((r for r in readers if r.user == user and r.role == role), None)


def _watchers_closed(
    matter: Matter,
    held: HeldNotice,
    command: NoticeCommand,
    outcome: DeskOutcome,
    kinds: Collection[DeskKind] = frozenset(DeskKind),
) -> list[CommandOutput]:
    watching = (item for item in matter.desk if item.notice == held.notice and item.kind in kinds)
    return [DeskItemClosed(command.case, command.person, item.item, outcome, command.user) for item in watching]
