"""Fold what meetings decide into the state of their matter."""

from msgspec.structs import replace

from schemas.records.actions import ActionAnswer, ActionAnswered, ActionOpened
from schemas.records.conflicts import ConflictEnded
from schemas.records.meetings import (
    ActionOutcome,
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
)
from schemas.records.share import DisclosureRefused
from streams.deciders.keys import joining_key, matter_key
from streams.deciders.person.state import IN_CONFLICT, HeldAction, Matter
from streams.deciders.states import States

OfMeeting = (
    ActionSet
    | ActionOpened
    | ActionAnswered
    | ActionReported
    | ActionOverdue
    | ConflictDeclared
    | ConflictEnded
    | CaseTransferred
)
"""What changes the actions of a matter, and who is left out of it or has it too."""


def of_meeting(matter: Matter, output: OfMeeting, output_id: str) -> Matter:
    """The matter after one output, which stands at `output_id`."""
    match output:
        case ActionSet():
            held = HeldAction(
                action=output_id,
                event=output.event,
                section=output.section,
                area=output.area,
                role=output.role,
                owner=output.owner.recipient,
                due=output.due_at,
                user=output.owner.user,
            )
            return replace(matter, actions=(*matter.actions, held))
        case ConflictDeclared():
            staying = tuple([held for held in matter.notices if held.notice not in output.taken])
            return replace(matter, conflicts=(*matter.conflicts, output.recipient), notices=staying)
        case ConflictEnded():
            return _without(matter, output)
        case CaseTransferred():
            return replace(matter, transferred=(*matter.transferred, output.area))
        case ActionOverdue() | ActionOpened() | ActionAnswered():
            marked = [_marked(held, output) if held.action == output.action else held for held in matter.actions]
            return replace(matter, actions=tuple(marked))
        case ActionReported():
            if output.outcome is ActionOutcome.NOT_DONE and output.due_at is not None:
                return replace(matter, actions=tuple([_put_off(held, output) for held in matter.actions]))
            return replace(matter, actions=tuple([held for held in matter.actions if held.action != output.action]))


def _marked(held: HeldAction, output: ActionOverdue | ActionOpened | ActionAnswered) -> HeldAction:
    match output:
        case ActionOverdue():
            return replace(held, overdue=True)
        case ActionOpened():
            return replace(held, opened=True)
        case ActionAnswered():
            return replace(held, done=output.answer is ActionAnswer.DONE)


def _put_off(held: HeldAction, output: ActionReported) -> HeldAction:
    if held.action != output.action or output.due_at is None:
        return held
    return replace(held, due=output.due_at, overdue=False, done=False)


def of_refusal(states: States, output: DisclosureRefused) -> str | None:
    """Who is refused a case for a conflict is left out of it: the conflict may have been declared of an earlier one."""
    if output.reason != IN_CONFLICT:
        return None
    hold_for_joining(states, output)
    matter = states.find(matter_key(output.case, output.person), Matter)
    if matter is None or output.recipient in matter.conflicts:
        return None
    key = matter_key(output.case, output.person)
    states.put(key, replace(matter, conflicts=(*matter.conflicts, output.recipient)))
    return key


def hold_for_joining(states: States, output: ConflictDeclared | DisclosureRefused) -> None:
    """Whoever joins the case later is left to the same member as little as those who were of it."""
    joining = states.find(joining_key(output.case), Matter) or Matter(event=b"", section=0)
    if output.recipient not in joining.conflicts:
        states.put(joining_key(output.case), replace(joining, conflicts=(*joining.conflicts, output.recipient)))


def hold_no_longer(states: States, output: ConflictEnded) -> None:
    """Whoever joins the case later begins without this conflict, and so does the next referral of its people."""
    joining = states.find(joining_key(output.case), Matter)
    if joining is not None:
        states.put(joining_key(output.case), _without(joining, output))


def _without(matter: Matter, output: ConflictEnded) -> Matter:
    return replace(matter, conflicts=tuple([one for one in matter.conflicts if one != output.recipient]))
