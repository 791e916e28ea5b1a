"""Decide what the owner of a meeting's action asks: to read it, and to say what came of it.

Source: flows.md, SPOC meeting and MARAC referral: agencies get what the agreement permits, and a member with a conflict
is left out for that case. So an owner reads of a case what its own copy of the pack would hold today, and no more.
"""

from schemas.items import ADDRESSES
from schemas.records.actions import (
    ANSWER_REASONS,
    ActionAnswered,
    ActionCommand,
    ActionOpened,
    ActionWithheld,
    AnswerAction,
    OpenAction,
)
from schemas.records.meetings import Owner
from schemas.records.reference import RoleAppointed
from schemas.records.share import Recipient
from streams.agreements.masks import items_of, mask_of_items
from streams.agreements.verdict import Outcome, Verdict
from streams.deciders.keys import matter_key
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.facts import PersonFacts, Subject
from streams.deciders.person.moved import now_elsewhere
from streams.deciders.person.notify import permitted_by, refusal_of
from streams.deciders.person.share import reader_of, verdict_for
from streams.deciders.person.state import IN_CONFLICT, HeldAction, HeldNotice, Matter
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.reference.facts import Reference


def decide_action_command(
    states: States, facts: PersonFacts, command: ActionCommand, context: Context
) -> list[CommandOutput]:
    """What an owner asks of an action: whose it is, who is safe and what the instruments permit is checked now."""
    matter = states.find(matter_key(command.case, command.person), Matter)
    action = matter.action(command.action) if matter is not None else None
    if matter is None or action is None:
        return [refused(command, command.action, "no_longer_current")]
    reader = _reader(facts.reference, action, command, context)
    if reader is None:
        return [refused(command, command.action, "not_yours")]
    reason = _why_withheld(matter, action, facts, command, context)
    if reason:
        return [_withheld(action, command, reason)]
    if isinstance(command, AnswerAction):
        return [_answered(action, command)]
    return _opened(matter, action, reader, facts, command, context)


def _reader(reference: Reference, action: HeldAction, command: ActionCommand, context: Context) -> RoleAppointed | None:
    """The role by which somebody is the owner. What was given to one by name is nobody else's."""
    if action.user and action.user != command.user:
        return None
    readers = reference.readers_of(action.owner, context.at)
    return next((one for one in readers if (one.user, one.role) == (command.user, command.role)), None)


def _why_withheld(
    matter: Matter, action: HeldAction, facts: PersonFacts, command: ActionCommand, context: Context
) -> str:
    """Why nothing of the action may be shown, whatever the instruments say; empty where nothing stands against it."""
    if action.owner in matter.conflicts:
        return IN_CONFLICT
    if matter.of_coordinator(action) is None:
        return "case_withdrawn"
    if command.user in facts.connected:
        return "may_be_connected"
    if action.owner.scheme != "urn":
        return ""
    told = matter.standing_of(action.owner)
    if told is None:
        return "school_was_not_told"
    if told.held_until is not None and context.at < told.held_until:
        return "held_until_monday"
    return "no_longer_on_roll_here" if now_elsewhere(matter, told, facts, context.at) is not None else ""


def _opened(
    matter: Matter,
    action: HeldAction,
    reader: RoleAppointed,
    facts: PersonFacts,
    command: OpenAction,
    context: Context,
) -> list[CommandOutput]:
    held, told = matter.of_coordinator(action), matter.standing_of(action.owner)
    if held is None:
        raise ValueError("an action is opened beside its coordinator's notice")
    subject = Subject(held.event, command.case, command.person, held.section, context.at)
    verdict, mask = _permitted(held, told, action.owner, reader, facts, context)
    if not mask:
        return [refusal_of(subject, action.owner, verdict), _withheld(action, command, "not_permitted")]
    opened = ActionOpened(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        notice=held.notice,
        action=action.action,
        recipient=action.owner,
        items=items_of(mask),
        user=command.user,
        role=reader.role,
        on_roll=_is_on_roll(told),
        hidden_by=facts.hidden_by,
    )
    return [permitted_by(subject, action.owner, verdict, mask), opened]


def all_connected(owner: Owner, facts: PersonFacts, context: Context) -> bool:
    """Whether everybody who would read an owner's actions may be connected with the people of the case."""
    users = (
        [owner.user] if owner.user else [one.user for one in facts.reference.readers_of(owner.recipient, context.at)]
    )
    return bool(users) and facts.connected.issuperset(users)


def could_be_read(matter: Matter, held: HeldNotice, owner: Owner, facts: PersonFacts, context: Context) -> bool:
    """Whether an action on this notice shows anything to somebody of its owner today, by the instruments in force."""
    told = matter.standing_of(owner.recipient)
    if owner.recipient.scheme == "urn" and told is None:
        return False
    readers = facts.reference.readers_of(owner.recipient, context.at)
    return any(
        _permitted(held, told, owner.recipient, reader, facts, context)[1]
        for reader in readers
        if owner.user in ("", reader.user)
    )


def _permitted(
    held: HeldNotice,
    told: HeldNotice | None,
    owner: Recipient,
    reader: RoleAppointed,
    facts: PersonFacts,
    context: Context,
) -> tuple[Verdict, int]:
    """What the instruments say of an owner, and the items that it may see of the case: none where they refuse."""
    if facts.event is None:
        raise ValueError("an action is asked of the instruments with its event at hand")
    verdict = verdict_for(
        facts.reference,
        facts.event,
        held.section,
        owner,
        reader.role,
        context.at,
        reader_of(reader, context.at),
        on_roll=_is_on_roll(told),
    )
    if verdict.outcome is not Outcome.PERMITTED:
        return verdict, 0
    mask = verdict.permitted
    if owner.scheme == "urn" and told is not None:
        mask &= told.mask
    if facts.addresses_hidden:
        mask &= ~mask_of_items(tuple(ADDRESSES))
    return verdict, mask


def _is_on_roll(told: HeldNotice | None) -> bool:
    return told is not None and bool(told.pupil)


def _answered(action: HeldAction, command: AnswerAction) -> CommandOutput:
    if not action.opened:
        return refused(command, command.action, "not_opened_yet")
    if action.done:
        return refused(command, command.action, "answered_already")
    if command.reason not in ANSWER_REASONS[command.answer]:
        return refused(command, command.action, "reason_of_another_outcome")
    return ActionAnswered(
        event=action.event,
        case=command.case,
        person=command.person,
        section=action.section,
        action=action.action,
        recipient=action.owner,
        answer=command.answer,
        reason=command.reason,
        note=command.note,
        user=command.user,
        role=command.role,
    )


def _withheld(action: HeldAction, command: ActionCommand, reason: str) -> ActionWithheld:
    return ActionWithheld(
        event=action.event,
        case=command.case,
        person=command.person,
        section=action.section,
        action=action.action,
        recipient=action.owner,
        reason=reason,
        user=command.user,
        role=command.role,
    )
