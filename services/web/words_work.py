"""Return interviews and hospitals' concerns in words."""

from enum import StrEnum
from typing import Final

from schemas.records.work import AnsweredBy, Step, StepReason

STEPS: Final = {
    Step.OFFERED: ("Offered", "govuk-tag--yellow"),
    Step.ACCEPTED: ("Accepted", "govuk-tag--yellow"),
    Step.DECLINED: ("Declined", "govuk-tag--grey"),
    Step.HELD: ("Held", "govuk-tag--green"),
    Step.PICKED_UP: ("Picked up", "govuk-tag--yellow"),
    Step.CLOSED: ("Closed", "govuk-tag--green"),
}
"""What a tag says of a step, and its colour."""

STEP_CHOICES: Final = {
    Step.OFFERED: "It was offered",
    Step.ACCEPTED: "It was accepted",
    Step.DECLINED: "It was declined, or cannot be held",
    Step.HELD: "It was held",
    Step.PICKED_UP: "We have picked this up",
    Step.CLOSED: "We have dealt with this",
}

ANSWERS: Final = {
    AnsweredBy.CHILD: "The child",
    AnsweredBy.PARENT_OR_CARER: "A parent or carer",
    AnsweredBy.SOCIAL_WORKER: "The child’s social worker",
    AnsweredBy.PROVIDER: "Nobody answered: we say so ourselves",
}

REASONS: Final = {
    StepReason.DOES_NOT_WANT_ONE: "The child does not want one",
    StepReason.TALKS_TO_SOMEBODY_ELSE: "The child talks to somebody else whom they trust",
    StepReason.COULD_NOT_BE_REACHED: "The child could not be reached",
    StepReason.NOT_SAFE_TO_MEET: "It is not safe to meet",
    StepReason.MISSING_AGAIN: "The child is missing again",
    StepReason.SHARED_WITH_OTHERS: "Those who work with the family have it",
    StepReason.ADVICE_GIVEN: "Advice was given",
    StepReason.ALREADY_WORKED_WITH: "The family is worked with already",
    StepReason.NO_CAUSE_FOR_CONCERN: "Looked into, and no cause for concern",
    StepReason.FILED_IN_ERROR: "It was filed in error",
}


class NoChoice(StrEnum):
    """The choice of none."""

    NONE = ""


NOBODY: Final = {NoChoice.NONE: "Nobody has answered yet, or it was held"}
NO_REASON: Final = {NoChoice.NONE: "No reason is needed"}

PROBLEMS: Final = {
    "not_a_step_here": "Select what was done",
    "answered_by_missing": "Select who accepted or declined",
    "answered_by_nobody": "Nobody answers this step: select “Nobody has answered yet, or it was held”",
    "step_reason_missing": "Select why",
    "step_needs_no_reason": "This step has no reason: select “No reason is needed”",
    "step_in_the_future": "When it happened cannot be later than now",
    "step_before_its_time": "When it happened cannot be before the child’s return, or the attendance",
}
"""Why a step cannot be recorded so, by the reason of the hub."""

FIELDS: Final = {
    "not_a_step_here": "step",
    "answered_by_missing": "by",
    "answered_by_nobody": "by",
    "step_reason_missing": "reason",
    "step_needs_no_reason": "reason",
    "step_in_the_future": "at",
    "step_before_its_time": "at",
}
"""The field at which each stands."""
