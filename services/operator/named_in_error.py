"""People whom a later revision names no more: which sections of the revisions before are theirs, and since when.

Source: flows.md, recipients must be eligible: what a correction takes out of an event is taken back from whoever had
it; here is what nobody but an auditor finds any more, and what goes at its set date.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from schemas.records.match import (
    AdultConcerned,
    Change,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    MatchReferred,
    PersonResolved,
)
from streams.views.answering import SqlViews
from streams.views.rows import EventRow

_NAMES = ChildMatched | MatchReferred | ChildNotOnRoll | AdultConcerned | PersonResolved


class NamedInError(Struct, frozen=True):
    """The person sections of one revision whose people no later revision has."""

    row: EventRow
    sections: tuple[int, ...]


class _Revision(Struct, frozen=True):
    """One revision: whom hop 2 found each of its sections to be, and whose leaving it brought.

    `described` are the sections of the revision before that it has again, under the sender's own references.
    """

    row: EventRow
    people: Mapping[int, frozenset[str]]
    left: frozenset[str]
    described: frozenset[int]

    def has(self, people: frozenset[str]) -> bool:
        """Whether any of these is in it."""
        return bool(self.sections_of(people))

    def sections_of(self, people: frozenset[str]) -> frozenset[int]:
        """The sections that any of these was found to be."""
        return frozenset(section for section, held in self.people.items() if people & held)


def named_in_error(views: SqlViews, rows: Sequence[EventRow], until: datetime) -> Iterator[NamedInError]:
    """Of the revisions of one case, oldest first, the sections of people who left it up to a time and did not return.

    A child, a victim or a patient leaves by hop 2's own word. Any other adult leaves with the sender's own reference of
    them: another reference is another person, whatever is the same beside it, unless they were found to be one.
    Under the same reference they are the same adult, better described.
    """
    revisions = [_revision(views, row) for row in rows]
    latest = revisions[-1]
    if not latest.people:  # it waits to be decided: nobody has left yet
        return
    gone = frozenset[str]().union(*(one.left for one in revisions))
    for revision in revisions[:-1]:
        sections = []
        for section, people in revision.people.items():
            if latest.has(people):
                continue
            last = max(number for number, one in enumerate(revisions) if one.has(people))
            after = revisions[last + 1]
            if not people & gone and after.described & revisions[last].sections_of(people):
                continue
            if after.row.accepted_at <= until:
                sections.append(section)
        if sections:
            yield NamedInError(revision.row, tuple(sorted(sections)))


def _revision(views: SqlViews, row: EventRow) -> _Revision:
    people: dict[int, frozenset[str]] = {}
    left: set[str] = set()
    described: set[int] = set()
    for step in views.trace(row.event):
        for _, output in step.outputs:
            if isinstance(output, _NAMES) and output.event == row.event:
                people[output.section] = people.get(output.section, frozenset()) | {output.person}
                if isinstance(output, PersonResolved) and output.was is not None:
                    described.add(output.was)
            elif isinstance(output, ChildLeft) and output.change is Change.REMOVED and output.event == row.event:
                left.add(output.person)
    return _Revision(row, people, frozenset(left), frozenset(described))
