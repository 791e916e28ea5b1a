"""Fold what meetings decide into the state of their matter."""

from msgspec.structs import replace

from schemas.records.meetings import (
    ActionOutcome,
    ActionOverdue,
    ActionReported,
    ActionSet,
    CaseTransferred,
    ConflictDeclared,
)
from streams.deciders.person.state import HeldAction, Matter


def of_meeting(
    matter: Matter,
    output: ActionSet | ActionReported | ActionOverdue | ConflictDeclared | CaseTransferred,
    output_id: str,
) -> Matter:
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
            )
            return replace(matter, actions=(*matter.actions, held))
        case ConflictDeclared():
            staying = tuple([held for held in matter.notices if held.notice not in output.taken])
            return replace(matter, conflicts=(*matter.conflicts, output.recipient), notices=staying)
        case CaseTransferred():
            return replace(matter, transferred=(*matter.transferred, output.area))
        case ActionOverdue():
            return replace(matter, actions=tuple([_overdue(held, output) for held in matter.actions]))
        case ActionReported():
            if output.outcome is ActionOutcome.NOT_DONE and output.due_at is not None:
                return replace(matter, actions=tuple([_put_off(held, output) for held in matter.actions]))
            return replace(matter, actions=tuple([held for held in matter.actions if held.action != output.action]))


def _overdue(held: HeldAction, output: ActionOverdue) -> HeldAction:
    return replace(held, overdue=True) if held.action == output.action else held


def _put_off(held: HeldAction, output: ActionReported) -> HeldAction:
    if held.action != output.action or output.due_at is None:
        return held
    return replace(held, due=output.due_at, overdue=False)
