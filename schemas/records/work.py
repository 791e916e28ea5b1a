"""What a recipient's own desk records of its work: a return home interview's steps, and a hospital concern's.

Source: DfE statutory guidance on children who run away or go missing from home or care (2014): an independent return
interview is offered, and held within 72 hours of the return. flows.md, Hospital concern form: picked up in office
hours. What a child said in an interview is the provider's own record and is never here: all choices are closed lists.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.records.share import Recipient
from schemas.types import CaseKey, EventId, Name, OutputId, PersonId, Time, UserId


class Step(StrEnum):
    """How far the work on a notice has got."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"
    PICKED_UP = "picked_up"
    CLOSED = "closed"


class AnsweredBy(StrEnum):
    """Who accepted or declined an interview."""

    CHILD = "child"
    PARENT_OR_CARER = "parent_or_carer"
    SOCIAL_WORKER = "social_worker"
    PROVIDER = "provider"
    """Nobody answered, or it cannot be held: the provider says so."""


class StepReason(StrEnum):
    """Why an interview was declined, or a hospital's concern closed. A closed list: free text could name somebody."""

    DOES_NOT_WANT_ONE = "does_not_want_one"
    TALKS_TO_SOMEBODY_ELSE = "talks_to_somebody_else"
    COULD_NOT_BE_REACHED = "could_not_be_reached"
    NOT_SAFE_TO_MEET = "not_safe_to_meet"
    MISSING_AGAIN = "missing_again"
    SHARED_WITH_OTHERS = "shared_with_others"
    ADVICE_GIVEN = "advice_given"
    ALREADY_WORKED_WITH = "already_worked_with"
    NO_CAUSE_FOR_CONCERN = "no_cause_for_concern"
    FILED_IN_ERROR = "filed_in_error"


class RecordStep(Struct, frozen=True, gc=False):
    """A return interview provider, or a hospital's safeguarding team, says how far its work on a notice has got.

    `previous` names the step before: who answers what somebody else recorded meanwhile is refused.
    """

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    step: Step
    by: AnsweredBy | None
    reason: StepReason | None
    happened_at: Annotated[Time, Meta(description="when it happened, which may be before it was recorded")]
    previous: OutputId | None


class StepRecorded(Struct, frozen=True, gc=False):
    """The work on one child or adult of an event has got so far, and by whom, for which reason."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    notice: OutputId
    recipient: Recipient
    step: Step
    by: AnsweredBy | None
    reason: StepReason | None
    happened_at: Time
    in_time: Annotated[bool, Meta(description="it happened by the notice's latest time")]
    user: UserId
    role: Name
    previous: OutputId | None
