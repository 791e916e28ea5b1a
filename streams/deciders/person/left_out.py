"""A member in conflict is left out of a case: of what it has of it, of what is to come, and a desk finds another.

Source: flows.md, MARAC referral: a member with a conflict (employs, is related to, or is the perpetrator or victim) is
left out for that case.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec.structs import replace

from schemas.records.conflicts import ConflictEnded, EndConflict
from schemas.records.match import ChildOutcome
from schemas.records.meetings import ConflictDeclared, DeclareConflict
from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, Due, NoticeIssued
from schemas.records.share import DisclosureRefused, Recipient
from schemas.records.watch import CommandRefused
from streams.deciders.keys import joining_key
from streams.deciders.person.commanded import CommandOutput, refused
from streams.deciders.person.due import due_of_notice
from streams.deciders.person.facts import PersonFacts, Subject, Wanted
from streams.deciders.person.notify import desk_item, disclose
from streams.deciders.person.recipients import Staying
from streams.deciders.person.state import IN_CONFLICT, HeldNotice, Matter
from streams.deciders.places import Context
from streams.deciders.states import States


def decide_conflict(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: DeclareConflict, context: Context
) -> list[CommandOutput]:
    """The member has nothing of the case any more. A recall would tell it of what it must not know, so none goes.

    What it was to do of the case stands on the council's desk, which finds somebody else.
    """
    problem = _problem(matter, held, command)
    if problem is not None:
        return [problem]
    had = [] if command.recipient.scheme == "urn" else [n for n in matter.notices if n.recipient == command.recipient]
    outputs: list[CommandOutput] = [
        ConflictDeclared(
            event=held.event,
            case=command.case,
            person=command.person,
            section=held.section,
            notice=held.notice,
            recipient=command.recipient,
            reason=command.reason,
            user=command.user,
            role=command.role,
            taken=tuple([notice.notice for notice in had]),
        )
    ]
    taken = {notice.notice for notice in had}
    outputs += [
        DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SUPERSEDED, command.user)
        for item in matter.desk
        if item.notice in taken
    ]
    if any(notice.stands for notice in had):
        subject = Subject(matter.event, command.case, command.person, matter.section, context.at)
        due = due_of_notice(facts.reference, command.recipient, context.at)
        outputs += left_out(subject, facts, Wanted(command.recipient, False), due)
    return outputs


def decide_conflict_end(
    matter: Matter, held: HeldNotice, facts: PersonFacts, command: EndConflict, context: Context
) -> list[CommandOutput]:
    """The member is told from now on as any other is. What it was to read meanwhile it is given as it stands now: no
    notice that was taken from it comes back, for what that said may have been corrected since.
    """
    if command.recipient not in matter.conflicts:
        return [refused(command, command.notice, "not_left_out")]
    ended = ConflictEnded(
        event=held.event,
        case=command.case,
        person=command.person,
        section=held.section,
        notice=held.notice,
        recipient=command.recipient,
        reason=command.reason,
        user=command.user,
        role=command.role,
    )
    return [ended, *_told_again(matter, facts, command, context)]


def _told_again(matter: Matter, facts: PersonFacts, command: EndConflict, context: Context) -> list[CommandOutput]:
    """Its notice, where it was to have one: a desk has that, or has dealt with it in the member's place.

    Where nobody there may be told today, the desk goes on having it.
    """
    waiting = [
        item for item in matter.desk if item.recipient == command.recipient and item.kind is DeskKind.NO_SAFE_READER
    ]
    dealt_with = [one for one in matter.reached if one.recipient == command.recipient]
    has_one = any(one.recipient == command.recipient for one in matter.notices)
    if has_one or facts.unreadable or not (waiting or dealt_with):
        return []
    subject = Subject(matter.event, command.case, command.person, matter.section, context.at)
    latest = replace(facts, event=facts.latest or facts.event)
    want = Wanted(command.recipient, named_only=False, must=False)
    decided = disclose(subject, latest, want, None, matter.recall_of(command.recipient))
    if not any(isinstance(output, NoticeIssued) for output in decided):
        return [output for output in decided if isinstance(output, DisclosureRefused)]
    closed = [
        DeskItemClosed(command.case, command.person, item.item, DeskOutcome.SUPERSEDED, command.user)
        for item in waiting
    ]
    return [*decided, *closed]


def barred(states: States, facts: PersonFacts, child: ChildOutcome, matter: Matter | None) -> tuple[Recipient, ...]:
    """Who is in conflict: whoever joins a case begins with those who were left out of it before, another referral of
    the same two people with those who were left out of any of theirs, whether or not it is a repeat.
    """
    if matter is not None:
        return matter.left_out()
    cases = (child.case, *facts.others)
    joined = [held for case in cases if (held := states.find(joining_key(case), Matter)) is not None]
    return tuple(dict.fromkeys(recipient for held in joined for recipient in held.left_out()))


def carried_over(
    states: States, child: Staying, members: Collection[Recipient], outputs: Iterable[object], known_at: datetime
) -> list[DisclosureRefused]:
    """A refusal for each member who was left out of another referral of the same two people, told or not to be told:
    from it on they are left out of this case.
    """
    joining = states.find(joining_key(child.case), Matter)
    known = joining.conflicts if joining is not None else ()
    said = {one.recipient for one in outputs if isinstance(one, DisclosureRefused) and one.reason == IN_CONFLICT}
    subject = Subject(child.event, child.case, child.person, child.section, known_at)
    return [_refused(subject, member) for member in members if member not in known and member not in said]


def left_out(
    subject: Subject, facts: PersonFacts, wanted: Wanted, due: Due
) -> list[DisclosureRefused | DeskItemRaised]:
    """What follows for a recipient in conflict: a refusal, and the desk has what it was to do."""
    raised = desk_item(subject, facts, wanted, DeskKind.NO_SAFE_READER, due, IN_CONFLICT)
    return [_refused(subject, wanted.recipient), raised]


def _refused(subject: Subject, recipient: Recipient) -> DisclosureRefused:
    return DisclosureRefused(
        event=subject.event,
        case=subject.case,
        person=subject.person,
        section=subject.section,
        recipient=recipient,
        reason=IN_CONFLICT,
        instrument="",
        clause="",
        flags=(),
        version=0,
        condition="",
        why="",
    )


def _problem(matter: Matter, held: HeldNotice, command: DeclareConflict) -> CommandRefused | None:
    if command.recipient == held.recipient:
        return refused(command, command.notice, "the_coordinator_is_no_member")
    if command.recipient in matter.conflicts:
        return refused(command, command.notice, "left_out_already")
    return None
