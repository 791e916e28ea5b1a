"""What a notice of an outcome says, from the record that it was issued with: its event itself says none."""

from datetime import datetime

from schemas.records.answers import TriageWithdrawn
from schemas.records.decision import Output
from schemas.records.notify import NoticeIssued
from schemas.records.triage import ContactTriaged
from schemas.records.work import StepRecorded
from streams.disclosing.facts import interview_lines, outcome_lines
from streams.disclosing.people import moment


def is_of(output: Output, issued: NoticeIssued) -> bool:
    """Whether an output is of the matter of a notice: one record may decide of several children."""
    if not isinstance(output, ContactTriaged | TriageWithdrawn | StepRecorded):
        return False
    return (output.case, output.person) == (issued.case, issued.person)


def told_by(output: Output, at: datetime) -> tuple[str, ...] | None:
    """What an output recorded `at` a time tells as an outcome; None where it tells none."""
    match output:
        case ContactTriaged():
            return outcome_lines(output.outcome, output.decided_at)
        case TriageWithdrawn():
            taken_back = f"The council took back {moment(at)} what you were told before"
            if output.decided is None or output.decided_at is None:
                return "Nothing is decided", taken_back
            return *outcome_lines(output.decided, output.decided_at), taken_back
        case StepRecorded():
            return interview_lines(output.step, output.by, output.reason, output.happened_at)
        case _:
            return None
