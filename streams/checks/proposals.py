"""Patterns and published outcomes as conservation sees them: each leads to something, or stands on a desk."""

from collections.abc import Sequence
from typing import Final

from schemas.records.answers import AnswerChange, ContactAnswered, NotTaken, OutcomeNotTaken
from schemas.records.decision import Output
from schemas.records.forwarded import ForwardedOutput
from schemas.records.memory import PatternChange, PatternFound
from schemas.records.notify import DeskItemRaised, DeskKind
from schemas.records.triage import ContactTriaged

_ENDS: Final = frozenset({PatternChange.LAPSED, PatternChange.MOVED})


def without_disposition(child: ForwardedOutput, outputs: Sequence[Output]) -> str | None:
    """What is wrong where a record takes a pattern, or an outcome and the contact that it names, and neither acts on it
    nor has a desk do so; None where it does. `outputs` are those of the record.
    """
    if isinstance(child, PatternFound) and not _proposed(child, outputs):
        return f"pattern of rule `{child.rule}` is on no desk"
    if isinstance(child, ContactAnswered) and child.change is not AnswerChange.WITHDRAWN and not _done(child, outputs):
        return f"an outcome for section `{child.section}` decides nothing, and no desk has it"
    return None


def _done(answered: ContactAnswered, outputs: Sequence[Output]) -> bool:
    """Whether the outcome decides the contact, says what stands already, or is on a desk."""
    place = answered.case, answered.person
    for output in outputs:
        match output:
            case ContactTriaged() if (output.case, output.person, output.published) == (*place, answered.outcome):
                return True
            case OutcomeNotTaken() if output.reason is NotTaken.UNCHANGED and (output.case, output.person) == place:
                return True
            case DeskItemRaised() if output.kind is DeskKind.OUTCOME and (output.case, output.person) == place:
                return True
            case _:
                pass
    return False


def _proposed(pattern: PatternFound, outputs: Sequence[Output]) -> bool:
    """Whether the record that takes a pattern puts it on a desk. One that ends may only close what stood there."""
    return pattern.change in _ENDS or any(
        isinstance(output, DeskItemRaised)
        and output.kind is DeskKind.PATTERN
        and (output.case, output.person, output.reason) == (pattern.case, pattern.person, pattern.kind.value)
        for output in outputs
    )
