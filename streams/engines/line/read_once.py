"""Recorded decisions read once for one question: a page of many cases asks for the same ones again and again."""

from schemas.records.decision import Decision, Output
from streams.deciders.places import split_output_id
from streams.engines.line.ports import Recorded


class ReadOnce:
    """A log as one question sees it. Records never change; make a new one for the next question."""

    def __init__(self, log: Recorded) -> None:
        self._log = log
        self._read: dict[tuple[str, int], Decision] = {}

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
