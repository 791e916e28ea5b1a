"""Hop 2 as conservation sees it: every child of an accepted event has one outcome, and who is gone is said to be."""

from collections.abc import Iterator, Sequence
from typing import Final

from schemas.events.event import Standing
from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchReferred,
    PersonResolved,
)
from streams.checks.findings import Finding, FindingKind

_NO_ONE: dict[str, int] = {}


_SUBJECTS: Final = (ChildMatched, MatchReferred, ChildNotOnRoll, AdultConcerned)


class Cases:
    """The children of each case, by person, each with its section."""

    def __init__(self) -> None:
        self._children: dict[bytes, dict[str, int]] = {}

    @property
    def children(self) -> int:
        """How many children stand in all cases."""
        return sum(len(children) for children in self._children.values())

    def answer(self, place: str, outputs: Sequence[Output], event: EventAccepted) -> Iterator[Finding]:
        """Fold the outputs that answer an accepted event, in the record at `place`; what is wrong with them."""
        before = set(self._children.get(event.case, _NO_ONE))
        self.take(outputs)
        if any(isinstance(output, EventUntouched) for output in outputs):
            if before and event.standing is Standing.WITHDRAWN:
                yield _lost(place, "the event withdraws children, and none was withdrawn")
            return
        left = {output.person for output in outputs if isinstance(output, ChildLeft)}
        if event.standing is Standing.WITHDRAWN:
            if left != before:
                yield _lost(place, "the event withdraws other children than those that were withdrawn")
            return
        sections = [o.section for o in outputs if isinstance(o, _SUBJECTS)]
        staying = {o.person for o in outputs if isinstance(o, _SUBJECTS)}
        same = {o.section for o in outputs if isinstance(o, PersonResolved) and o.person in staying}
        for section in (*event.children, *(section for section in event.adults if section not in same)):
            if section not in sections:
                yield _lost(place, f"the child of section `{section}` has no outcome")
        for section in set(sections):
            if section not in (*event.children, *event.adults) or sections.count(section) > 1:
                detail = f"section `{section}` has `{sections.count(section)}` outcomes"
                yield Finding(FindingKind.CHILD_DOUBLE, place, detail)
        yield from _one_person_each(place, outputs)
        if before - staying - left:
            yield _lost(place, "a child of the case before is neither in this event nor said to have left")

    def take(self, outputs: Sequence[Output]) -> None:
        """Fold outputs of hop 2."""
        for output in outputs:
            if isinstance(output, _SUBJECTS):
                self._children.setdefault(output.case, {})[output.person] = output.section
            elif isinstance(output, ChildLeft):
                children = self._children.get(output.case, {})
                children.pop(output.person, None)
                if not children:
                    self._children.pop(output.case, None)


def _one_person_each(place: str, outputs: Sequence[Output]) -> Iterator[Finding]:
    """Hop 3 keeps what it told by person: of two sections that are one person, the second would be held for told."""
    sections: dict[str, int] = {}
    for output in outputs:
        if isinstance(output, _SUBJECTS):
            first = sections.setdefault(output.person, output.section)
            if first != output.section:
                yield _lost(place, f"sections `{first}` and `{output.section}` are one person, and no human said so")


def _lost(place: str, detail: str) -> Finding:
    return Finding(FindingKind.CHILD_LOST, place, detail)
