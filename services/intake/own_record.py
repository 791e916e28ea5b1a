"""Whether a decision record may be given to an agency: of hop 1, over its own submissions, and of nobody else."""

from schemas import codec
from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, EventRepeated, SequenceBroken
from schemas.records.decision import Decision, Output, Parked, Unparked
from schemas.records.watch import CommandRefused


def is_own(record: bytes, agency: str) -> bool:
    """Whether the record answers inputs of this agency's intake, and each of its outputs is about this agency.

    A record that retries what was parked may hold the id of the hub's operator who asked for it, and no name.
    """
    try:
        decision = codec.decode(record, Decision)
    except codec.CodecError:
        return False
    source, _, partition = decision.source.rpartition(".")
    if source != f"intake.{agency}" or not partition.isdigit():
        return False
    return all(_is_about(output, agency) for output in decision.outputs)


def _is_about(output: Output, agency: str) -> bool:
    match output:
        case EventAccepted() | EventRejected() | EventConflicted() | SequenceBroken():
            return output.publisher == agency
        case EventRepeated() | Parked() | Unparked():
            return True
        case CommandRefused():
            return output.command == "parked_retried"
        case _:
            return False
