"""What meetings add to the views: actions and what became of them, and who was handed a printed copy."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from schemas.records.actions import ActionAnswered, ActionOpened, ActionWithheld
from schemas.records.conflicts import ConflictEnded
from schemas.records.decision import Decision
from schemas.records.meetings import (
    ActionOutcome,
    ActionOverdue,
    ActionReported,
    ActionSet,
    ConflictDeclared,
    CopyPrinted,
    CopyWithheld,
)
from streams.engines.line.times import micros
from streams.views.changes_access import Change

_NOT_PERMITTED: Final = "not_permitted"
"""The one reason for which a coordinator tells an owner by hand: whoever may be connected must be told nothing."""


def action_set(output: ActionSet, place: str, at: int, _: Decision) -> Iterator[Change]:
    owner = output.owner
    yield (
        "action",
        (
            place,
            at,
            output.area,
            output.meeting,
            output.case,
            output.person,
            output.event,
            output.section,
            output.notice,
            owner.recipient.role,
            owner.recipient.scheme,
            owner.recipient.value,
            owner.user,
            micros(output.due_at),
            output.user,
            output.role,
        ),
    )


def action_reported(output: ActionReported, _: str, at: int, __: Decision) -> Iterator[Change]:
    stays = output.outcome is ActionOutcome.NOT_DONE
    told = (str(output.outcome), str(output.reason), at, output.user, int(not stays), output.action)
    yield "action_reported", told
    if output.due_at is not None:
        yield "action_due", (micros(output.due_at), output.action)


def action_overdue(output: ActionOverdue, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "action_overdue", (output.action,)


def action_opened(output: ActionOpened, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "action_opened", (at, output.user, output.action)
    yield "access", (at, output.user, output.role, output.action, 1, "")


def action_withheld(output: ActionWithheld, _: str, at: int, __: Decision) -> Iterator[Change]:
    if output.reason == _NOT_PERMITTED:
        yield "action_turned_away", (at, output.action)
    yield "access", (at, output.user, output.role, output.action, 0, output.reason)


def action_answered(output: ActionAnswered, place: str, at: int, __: Decision) -> Iterator[Change]:
    yield (
        "action_answered",
        (place, str(output.answer), str(output.reason), at, output.user, output.action),
    )


def conflict_declared(output: ConflictDeclared, _: str, __: int, ___: Decision) -> Iterator[Change]:
    for notice in output.taken:
        yield "notice_state", ("left_out", notice)
    yield _kept_back(output, 1)


def conflict_ended(output: ConflictEnded, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield _kept_back(output, 0)


def _kept_back(output: ConflictDeclared | ConflictEnded, yes: int) -> Change:
    """A member in conflict does not know of what it was asked in this case."""
    owner = output.recipient
    return "actions_kept_back", (yes, output.person, output.case, owner.role, owner.scheme, owner.value)


def copy_printed(output: CopyPrinted, _: str, at: int, __: Decision) -> Iterator[Change]:
    """Two looked at it: who printed, and for whom."""
    yield "access", (at, output.user, output.role, output.notice, 1, "")
    yield "access", (at, output.reader, output.recipient.role, output.notice, 1, "printed_copy")


def copy_withheld(output: CopyWithheld, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.reader, output.recipient.role, output.notice, 0, output.reason)


OF_MEETINGS: Final[dict[type, Callable[[Any, str, int, Decision], Iterator[Change]]]] = {
    ActionSet: action_set,
    ActionOpened: action_opened,
    ActionWithheld: action_withheld,
    ActionAnswered: action_answered,
    ActionReported: action_reported,
    ActionOverdue: action_overdue,
    ConflictDeclared: conflict_declared,
    ConflictEnded: conflict_ended,
    CopyPrinted: copy_printed,
    CopyWithheld: copy_withheld,
}
