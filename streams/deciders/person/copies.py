"""Decide one case of a copy that is printed for a member of a meeting: what their agreement permits them today."""

from schemas.items import ADDRESSES
from schemas.records.meetings import CopyPrinted, CopyWithheld, PrintCopy
from streams.agreements.masks import items_of, mask_of_items
from streams.agreements.verdict import Outcome
from streams.deciders.person.agendas import members_of
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.facts import PersonFacts, Subject
from streams.deciders.person.notify import permitted_by, refusal_of
from streams.deciders.person.share import reader_of, verdict_for
from streams.deciders.person.state import IN_CONFLICT, HeldNotice, Matter
from streams.deciders.places import Context
from streams.routing.routes import Meeting


def decide_copy(
    matter: Matter,
    held: HeldNotice,
    facts: PersonFacts,
    command: PrintCopy,
    context: Context,
    meetings: tuple[Meeting, ...],
) -> list[CommandOutput]:
    """One case of a copy: what its agreement permits this agency today, or that it is left out, and why."""
    meeting = next((one for one in meetings if one.name == command.meeting), None)
    if meeting is None or command.recipient not in members_of(meeting, held.recipient.value):
        return [refused(command, command.notice, "not_a_member")]
    reading = facts.reference.readers_of(command.recipient, context.at)
    reader = next((role for role in reading if role.user == command.reader), None)
    if reader is None:
        return [refused(command, command.notice, "reader_not_there")]
    if command.recipient in matter.conflicts:
        return [_withheld(held, command, IN_CONFLICT)]
    if command.reader in facts.connected:
        return [_withheld(held, command, "may_be_connected")]
    if facts.event is None:
        raise ValueError("a copy is printed with its event at hand")
    subject = Subject(held.event, command.case, command.person, held.section, context.at)
    verdict = verdict_for(
        facts.reference,
        facts.event,
        held.section,
        command.recipient,
        reader.role,
        context.at,
        reader_of(reader, context.at),
        on_roll=False,
    )
    mask = verdict.permitted
    if facts.addresses_hidden:
        mask &= ~mask_of_items(tuple(ADDRESSES))
    if verdict.outcome is not Outcome.PERMITTED or not mask:
        return [refusal_of(subject, command.recipient, verdict), _withheld(held, command, "not_permitted")]
    copied = CopyPrinted(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        notice=held.notice,
        meeting=command.meeting,
        recipient=command.recipient,
        reader=command.reader,
        items=items_of(mask),
        actions=tuple([one.action for one in matter.actions if one.owner == command.recipient]),
        user=command.user,
        role=command.role,
        hidden_by=facts.hidden_by,
    )
    return [permitted_by(subject, command.recipient, verdict, mask), copied]


def _withheld(held: HeldNotice, command: PrintCopy, reason: str) -> CopyWithheld:
    return CopyWithheld(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        notice=held.notice,
        recipient=command.recipient,
        reader=command.reader,
        reason=reason,
        user=command.user,
        role=command.role,
    )
