"""Which notices a reader's pages must leave out: that there is one tells them already that they were reported.

A recipient who may be connected with the people of an event must not learn of it, neither from a line of an inbox nor
from the page that offers to open it (flows.md, recipients must be eligible, and safe: never a visible flag).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from streams.deciders.match.compare import fold_people
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.connections import lost_others, named_staff
from streams.engines.contract import Views, Withheld
from streams.engines.line.opening import Openings
from streams.matching.compare import Sought
from streams.matching.namedata import NameData
from streams.reference.facts import Reference
from streams.views.rows import EventRow, NoticeRow

REVISIONS: Final = 1000
"""Revisions of one case that are asked, the newest first."""

RevisionsOf = Callable[[bytes], Sequence[EventRow]]
"""Gives the accepted events of a case."""


def revisions_of(views: Views) -> RevisionsOf:
    """Asks the views."""
    return lambda case: views.events(case=case, limit=REVISIONS)


def withheld_from(
    user: str,
    rows: Sequence[NoticeRow],
    revisions: RevisionsOf,
    openings: Openings,
    staff: Mapping[str, Sought],
    reference: Reference,
    data: NameData,
) -> Withheld:
    """Those of these notices that this user must not see listed, by what is known now.

    Each is held against its own event and every later revision of its case: one that withdraws it may name nobody any
    more. Where another person of them was erased, nobody can say any more that a reader is not connected.
    """
    cases = {case: revisions(case) for case in {row.case for row in rows}}
    openings.load([row.event for row in rows] + [revision.event for of in cases.values() for revision in of])
    named: set[str] = set()
    erased: set[str] = set()
    for row in rows:
        asked = _asked(row, cases[row.case], openings)
        if any(named_staff(event, fold_people(event, reference), [user], staff, data) for event, _ in asked):
            named.add(row.notice)
        elif any(lost_others(event, own) for event, own in asked):
            erased.add(row.notice)
    return Withheld(frozenset(named), frozenset(erased))


def _asked(row: NoticeRow, revisions: Sequence[EventRow], openings: Openings) -> list[tuple[OpenedEvent, int]]:
    """(event, the child's section) against which a reader is held; another revision may number the child otherwise."""
    own = next((revision.revision for revision in revisions if revision.event == row.event), 0)
    later = [revision.event for revision in revisions if revision.revision > own and revision.event != row.event]
    return [(openings.get(row.event), row.section), *((openings.get(event), -1) for event in later)]
