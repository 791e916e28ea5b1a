"""Decide what a coordinator records of a meeting: actions, conflicts, printed copies, transfers to another area.

Source: flows.md, SPOC meeting and MARAC referral: a member with a conflict is left out for that case; agencies get what
the agreement permits, and nothing that those close to the alleged perpetrator could see shows that a case exists.
"""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.conflicts import EndConflict
from schemas.records.meetings import (
    DUE_WITHIN,
    REASONS_OF,
    ActionOutcome,
    ActionReported,
    ActionSet,
    CaseTransferred,
    DeclareConflict,
    Owner,
    PrintCopy,
    ReportAction,
    SetAction,
    TransferCase,
)
from schemas.records.notify import Due, NoticeIssued
from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.watch import CommandRefused
from streams.deciders.keys import matter_key
from streams.deciders.person.actions import all_connected, could_be_read
from streams.deciders.person.agendas import MARAC, meetings_of, members_of
from streams.deciders.person.commanded import CommandOutput, MeetingCommand, refused
from streams.deciders.person.copies import decide_copy
from streams.deciders.person.due import due_of_notice
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.left_out import decide_conflict, decide_conflict_end
from streams.deciders.person.notify import disclose
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.reference.facts import Reference
from streams.routing.clocks import next_meeting
from streams.routing.routes import Meeting

HANDED_ON: Final = "transfer"
"""The route by which another area's MARAC has a case: its coordinator's hand, no document."""


def decide_meeting_command(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: MeetingCommand, context: Context
) -> list[CommandOutput]:
    """What a coordinator records on a case that they have read. Who they are and whether they may is asked before."""
    meetings = meetings_of(facts.reference, held.recipient)
    if not meetings:
        return [refused(command, command.notice, "not_of_a_meeting")]
    if not held.opened and not isinstance(command, DeclareConflict | EndConflict):  # who is a member needs no reading
        return [refused(command, command.notice, "not_opened_yet")]
    match command:
        case SetAction():
            return [_set(matter, held, facts, command, context, meetings)]
        case DeclareConflict():
            return decide_conflict(matter, held, facts, command, context)
        case EndConflict():
            return decide_conflict_end(matter, held, facts, command, context)
        case PrintCopy():
            return decide_copy(matter, held, facts, command, context, meetings)
        case TransferCase():
            return _transferred(matter, held, facts, command, context)


def decide_report(states: States, facts: PersonFacts, command: ReportAction, context: Context) -> list[CommandOutput]:
    """What became of an action. One that is not done goes to the next agenda, with another date."""
    matter = states.find(matter_key(command.case, command.person), Matter)
    action = matter.action(command.action) if matter is not None else None
    if matter is None or action is None:
        return [refused(command, command.action, "no_longer_current")]
    held = facts.reference.roles_of(command.user, context.at)
    if not any((r.role, r.scheme, r.value) == (action.role, "area", action.area) for r in held):
        return [refused(command, command.action, "not_your_area")]
    if command.user in facts.named:
        return [refused(command, command.action, "may_be_connected")]
    if command.reason not in REASONS_OF[command.outcome]:
        return [refused(command, command.action, "reason_of_another_outcome")]
    stays = command.outcome is ActionOutcome.NOT_DONE
    wrong = _why_not_by(command.due_at, context) if stays else ""
    if wrong:
        return [refused(command, command.action, wrong)]
    reported = ActionReported(
        case=command.case,
        person=command.person,
        action=command.action,
        outcome=command.outcome,
        reason=command.reason,
        due_at=command.due_at if stays else None,
        user=command.user,
        role=command.role,
    )
    return [reported]


def handed_on(matter: Matter | None, reference: Reference, known_at: datetime) -> list[Wanted]:
    """Who ought to hear of a case besides, because a coordinator handed it on to them."""
    areas = matter.transferred if matter is not None else ()
    return [_elsewhere(reference, area, known_at) for area in areas]


def readers_elsewhere(matter: Matter | None, reference: Reference) -> list[str]:
    """Who reads for the areas to which a case was handed on: they are held against its people as all readers are."""
    areas = matter.transferred if matter is not None else ()
    return [role.user for area in areas for role in reference.staff_roles("area", area) if role.role == MARAC]


def _elsewhere(reference: Reference, area: str, known_at: datetime) -> Wanted:
    recipient = Recipient(MARAC, "area", area)
    meetings = meetings_of(reference, recipient)
    if meetings:
        at = min(next_meeting(meeting, known_at) for meeting in meetings)
        due = Due(at, f"meeting_{meetings[0].name}", holiday=False, bell_known=True, held_until=None, reminders=())
    else:
        due = replace(due_of_notice(reference, recipient, known_at), held_until=None, reminders=())
    return Wanted(recipient, False, due=due, must=False, route=HANDED_ON)


def _set(
    matter: Matter,
    held: HeldNotice,
    facts: PersonFacts,
    command: SetAction,
    context: Context,
    meetings: tuple[Meeting, ...],
) -> ActionSet | CommandRefused:
    reason = _why_not_set(matter, held, facts, command, context, meetings)
    if reason:
        return refused(command, command.notice, reason)
    return ActionSet(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        notice=held.notice,
        area=held.recipient.value,
        meeting=command.meeting,
        owner=command.owner,
        due_at=command.due_at,
        words=command.words,
        user=command.user,
        role=command.role,
        by_hand=command.by_hand,
    )


def _why_not_set(
    matter: Matter,
    held: HeldNotice,
    facts: PersonFacts,
    command: SetAction,
    context: Context,
    meetings: tuple[Meeting, ...],
) -> str:
    meeting = next((one for one in meetings if one.name == command.meeting), None)
    if meeting is None:
        return "not_of_a_meeting"
    wrong = _why_not_by(command.due_at, context)
    if wrong:
        return wrong
    if not _is_known(facts.reference, command.owner, context.at):
        return "owner_not_known"
    if command.owner.recipient in matter.conflicts or all_connected(command.owner, facts, context):
        return "owner_left_out"
    if not _has_part(matter, held, command.owner.recipient, meeting):
        return "owner_not_of_the_case"
    if facts.unreadable:
        return "event_erased"
    told = command.by_hand or could_be_read(matter, held, command.owner, facts, context)
    return "" if told else "owner_could_not_read"


def _why_not_by(due_at: datetime | None, context: Context) -> str:
    if due_at is None or due_at <= context.at:
        return "needs_a_later_date"
    return "needs_an_earlier_date" if due_at > context.at + DUE_WITHIN else ""


def _has_part(matter: Matter, held: HeldNotice, owner: Recipient, meeting: Meeting) -> bool:
    """Whether they sit at the meeting, or were told of this matter: to be asked for something tells that it exists, and
    no school is told that a case was brought to MARAC.
    """
    if owner == held.recipient or owner in members_of(meeting, held.recipient.value):
        return True
    return any(notice.recipient == owner and notice.stands for notice in matter.notices)


def _is_known(reference: Reference, owner: Owner, at: datetime) -> bool:
    """Whether somebody can do it: the place is one of the hub's, and whoever is named holds the role there now."""
    recipient = owner.recipient
    if owner.user:
        wanted = (recipient.role, recipient.scheme, recipient.value)
        return any((r.role, r.scheme, r.value) == wanted for r in reference.roles_of(owner.user, at))
    match recipient.scheme:
        case "area":
            return recipient.value in reference.areas
        case "agency":
            return recipient.value in reference.agencies
        case _:
            return recipient.scheme == "urn" and reference.setting(recipient.value) is not None


def _transferred(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: TransferCase, context: Context
) -> list[CommandOutput]:
    """Another area's coordinator has the case at once, with its rules of safe contact, or nothing goes at all."""
    if held.recipient.role != MARAC:
        return [refused(command, command.notice, "not_of_marac")]
    if command.area == held.recipient.value or command.area in matter.transferred:
        return [refused(command, command.notice, "has_it_already")]
    if command.area not in facts.reference.areas:
        return [refused(command, command.notice, "area_not_served")]
    subject = Subject(matter.event, command.case, command.person, matter.section, context.at)
    latest = replace(facts, event=facts.latest or facts.event)
    wanted = _elsewhere(facts.reference, command.area, context.at)
    outputs = disclose(subject, latest, wanted, None, matter.recall_of(wanted.recipient))
    notice = next((output for output in outputs if isinstance(output, NoticeIssued)), None)
    if notice is None:
        refusals = [output for output in outputs if isinstance(output, DisclosureRefused)]
        reason = "not_permitted_there" if refusals else "nobody_reads_there"
        return [*refusals, refused(command, command.notice, reason)]
    if Item.VICTIM_CONTACT_RULES not in notice.items:
        return [refused(command, command.notice, "safe_contact_would_not_go_along")]
    transferred = CaseTransferred(
        event=subject.event,
        case=command.case,
        person=command.person,
        section=subject.section,
        notice=held.notice,
        from_area=held.recipient.value,
        area=command.area,
        reason=command.reason,
        user=command.user,
        role=command.role,
    )
    return [transferred, *outputs]
