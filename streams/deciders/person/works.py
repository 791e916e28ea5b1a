"""Work that a recipient records step by step: what a step must say, and which of them end a notice's time.

Source: DfE statutory guidance on children who run away or go missing from home or care (2014); flows.md, Hospital
concern form.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from schemas.records.work import AnsweredBy, Step, StepReason
from streams.agreements.vocabulary import RecipientRole


class Work(Enum):
    """Which work a notice asks for."""

    INTERVIEW = "interview"
    CONCERN = "concern"


OF_THE_MATTER: Final = frozenset({NoticeKind.FIRST, NoticeKind.UPDATE})
"""Kinds of notice that tell of the matter itself: the others take one back, or tell what came of it."""

STEPS: Final[Mapping[Work, tuple[Step, ...]]] = {
    Work.INTERVIEW: (Step.OFFERED, Step.ACCEPTED, Step.DECLINED, Step.HELD),
    Work.CONCERN: (Step.PICKED_UP, Step.CLOSED),
}

ENDS: Final[Mapping[Work, frozenset[Step]]] = {
    Work.INTERVIEW: frozenset({Step.DECLINED, Step.HELD}),
    Work.CONCERN: frozenset({Step.PICKED_UP, Step.CLOSED}),
}
"""Steps that end a notice's time."""

DONE: Final = frozenset({Step.DECLINED, Step.HELD, Step.CLOSED})
"""Steps with which the work is done."""

REASONS: Final[Mapping[Step, tuple[StepReason, ...]]] = {
    Step.DECLINED: (
        StepReason.DOES_NOT_WANT_ONE,
        StepReason.TALKS_TO_SOMEBODY_ELSE,
        StepReason.COULD_NOT_BE_REACHED,
        StepReason.NOT_SAFE_TO_MEET,
        StepReason.MISSING_AGAIN,
    ),
    Step.CLOSED: (
        StepReason.SHARED_WITH_OTHERS,
        StepReason.ADVICE_GIVEN,
        StepReason.ALREADY_WORKED_WITH,
        StepReason.NO_CAUSE_FOR_CONCERN,
        StepReason.FILED_IN_ERROR,
    ),
}
"""The reasons of each step that needs one."""

ANSWERED: Final = frozenset({Step.ACCEPTED, Step.DECLINED})
"""Steps that say who answered."""

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""A desk's clock may be ahead of the one by which its command was accepted: what happened then happened now."""

_WORKS: Final = {
    (RecipientRole.RETURN_INTERVIEW_PROVIDER.value, "area"): Work.INTERVIEW,
    (RecipientRole.HOSPITAL_SAFEGUARDING.value, "agency"): Work.CONCERN,
}


def work_of(recipient: Recipient) -> Work | None:
    """The work that a recipient does on what it is sent; None where it is read and acknowledged."""
    return _WORKS.get((recipient.role, recipient.scheme))


def step_problem(
    work: Work,
    step: Step,
    by: AnsweredBy | None,
    reason: StepReason | None,
    happened_at: datetime,
    *,
    not_before: datetime,
    now: datetime,
) -> str | None:
    """Why a step cannot be recorded so; None where it can. It happened neither before its time nor in the future."""
    if step not in STEPS[work]:
        return "not_a_step_here"
    if (step in ANSWERED) != (by is not None):
        return "answered_by_missing" if by is None else "answered_by_nobody"
    reasons = REASONS.get(step, ())
    if reasons and reason not in reasons:
        return "step_reason_missing"
    if not reasons and reason is not None:
        return "step_needs_no_reason"
    if happened_at > now + CLOCKS_DIFFER:
        return "step_in_the_future"
    return "step_before_its_time" if happened_at < not_before else None
