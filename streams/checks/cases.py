"""Hop 2 as conservation sees it: every child of an accepted event has one outcome, and who is gone is said to be."""

from collections.abc import Iterator

from schemas.events.encompass import Standing
from schemas.records.accept import EventAccepted
from schemas.records.match import ChildLeft, ChildMatched, ChildNotOnRoll, EventUntouched, MatchReferred
from streams.checks.findings import Finding, FindingKind
from streams.checks.records import Recorded

_NO_ONE: dict[str, int] = {}


class Cases:
    """The children of each case, by person, each with its section."""

    def __init__(self) -> None:
        self._children: dict[bytes, dict[str, int]] = {}

    @property
    def children(self) -> int:
        """How many children stand in all cases."""
        return sum(len(children) for children in self._children.values())

    def answer(self, record: Recorded, event: EventAccepted) -> Iterator[Finding]:
        """Fold the record that answers an accepted event; what is wrong with it."""
        before = set(self._children.get(event.case, _NO_ONE))
        outputs = record.decision.outputs
        self._fold(record)
        if any(isinstance(output, EventUntouched) for output in outputs):
            if before and event.standing is Standing.WITHDRAWN:
                yield _lost(record, "the event withdraws children, and none was withdrawn")
            return
        left = {output.person for output in outputs if isinstance(output, ChildLeft)}
        if event.standing is Standing.WITHDRAWN:
            if left != before:
                yield _lost(record, "the event withdraws other children than those that were withdrawn")
            return
        sections = [o.section for o in outputs if isinstance(o, ChildMatched | MatchReferred | ChildNotOnRoll)]
        for section in event.children:
            if section not in sections:
                yield _lost(record, f"the child of section `{section}` has no outcome")
        for section in set(sections):
            if section not in event.children or sections.count(section) > 1:
                detail = f"section `{section}` has `{sections.count(section)}` outcomes"
                yield Finding(FindingKind.CHILD_DOUBLE, record.id, detail)
        staying = {o.person for o in outputs if isinstance(o, ChildMatched | MatchReferred | ChildNotOnRoll)}
        if before - staying - left:
            yield _lost(record, "a child of the case before is neither in this event nor said to have left")

    def take(self, record: Recorded) -> None:
        """Fold a record of hop 2 that answers something else."""
        self._fold(record)

    def _fold(self, record: Recorded) -> None:
        for output in record.decision.outputs:
            if isinstance(output, ChildMatched | MatchReferred | ChildNotOnRoll):
                self._children.setdefault(output.case, {})[output.person] = output.section
            elif isinstance(output, ChildLeft):
                children = self._children.get(output.case, {})
                children.pop(output.person, None)
                if not children:
                    self._children.pop(output.case, None)


def _lost(record: Recorded, detail: str) -> Finding:
    return Finding(FindingKind.CHILD_LOST, record.id, detail)
