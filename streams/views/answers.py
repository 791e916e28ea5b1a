"""Which records are about a published outcome, beside the contact that they name as their event."""

from schemas.records.answers import ContactAnswered, OutcomeNotTaken, TriageWithdrawn
from schemas.records.decision import Output
from schemas.records.triage import ContactTriaged


def outcome_of(output: Output) -> bytes | None:
    """The event by which a council published what an output on a contact rests on; None of every other output."""
    match output:
        case ContactTriaged():
            return output.published
        case ContactAnswered() | OutcomeNotTaken() | TriageWithdrawn():
            return output.outcome
        case _:
            return None
