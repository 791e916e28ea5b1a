"""Counts and patterns as conservation sees them: each that is found stands on a desk, for none acts by itself."""

from collections.abc import Sequence
from typing import Final

from schemas.records.decision import Output
from schemas.records.memory import PatternChange, PatternFound
from schemas.records.notify import DeskItemRaised, DeskKind

_ENDS: Final = frozenset({PatternChange.LAPSED, PatternChange.MOVED})


def proposed(pattern: PatternFound, outputs: Sequence[Output]) -> bool:
    """Whether the record that takes a pattern puts it on a desk. One that ends may only close what stood there."""
    return pattern.change in _ENDS or any(
        isinstance(output, DeskItemRaised)
        and output.kind is DeskKind.PATTERN
        and (output.case, output.person, output.reason) == (pattern.case, pattern.person, pattern.kind.value)
        for output in outputs
    )
