"""Recorded decisions read once for one question: a page of many cases asks for the same ones again and again."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from schemas.records.decision import Decision, Output
from streams.deciders.places import split_output_id
from streams.engines.line.ports import RecordedMany

_AT_ONCE: Final = 500
"""Decisions in one question, at most."""


class ReadOnce:
    """A log as one question sees it. Records never change; make a new one for the next question."""

    def __init__(self, log: RecordedMany) -> None:
        self._log = log
        self._read: dict[tuple[str, int], Decision] = {}

    def load(self, output_ids: Iterable[str]) -> None:
        """Read the decisions of these outputs in few questions. What is no id, or of no record, is left."""
        wanted: dict[str, set[int]] = {}
        for output_id in output_ids:
            with suppress(ValueError):
                source, number, _ = split_output_id(output_id)
                if (source, number) not in self._read:
                    wanted.setdefault(source, set()).add(number)
        for source, lacking in wanted.items():
            numbers = sorted(lacking)
            for start in range(0, len(numbers), _AT_ONCE):
                found = self._log.decisions(source, numbers[start : start + _AT_ONCE])
                self._read |= {(source, number): decision for number, decision in found.items()}

    def decision(self, source: str, number: int) -> Decision | None:
        """One recorded decision of a chain."""
        found = self._read.get((source, number)) or self._log.decision(source, number)
        if found is not None:
            self._read[source, number] = found
        return found

    def output(self, output_id: str) -> Output | None:
        """One recorded output by its id; None where there is none."""
        try:
            source, number, ordinal = split_output_id(output_id)
        except ValueError:
            return None
        decision = self.decision(source, number)
        outputs = decision.outputs if decision is not None else ()
        return outputs[ordinal] if 0 <= ordinal < len(outputs) else None
