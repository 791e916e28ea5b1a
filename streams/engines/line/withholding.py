"""Which notices a reader's pages must leave out: that there is one tells them already that they were reported.

A recipient who may be connected with the people of an event must not learn of it, neither from a line of an inbox nor
from the page that offers to open it (flows.md, recipients must be eligible, and safe: never a visible flag).
"""

from collections.abc import Callable, Mapping, Sequence

from streams.deciders.match.compare import fold_people
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.connections import lost_others, named_staff
from streams.engines.contract import Views, Withheld
from streams.engines.line.opening import Openings
from streams.matching.compare import Sought
from streams.matching.namedata import NameData
from streams.reference.facts import Reference
from streams.views.rows import NoticeRow

NewestOf = Callable[[bytes], bytes | None]
"""Gives the newest accepted event of a case."""


def newest_of(views: Views) -> NewestOf:
    """Asks the views."""
    return lambda case: next((row.event for row in views.events(case=case, limit=1)), None)


def withheld_from(
    user: str,
    rows: Sequence[NoticeRow],
    newest: NewestOf,
    openings: Openings,
    staff: Mapping[str, Sought],
    reference: Reference,
    data: NameData,
) -> Withheld:
    """Those of these notices that this user must not see listed, by what is known now.

    Each is held against its own event and against the newest of its case, which alone may name the reader. Where
    somebody who may have been an adult was erased, nobody can say any more that a reader is not connected.
    """
    latest = {case: newest(case) for case in {row.case for row in rows}}
    openings.load([row.event for row in rows] + [event for event in latest.values() if event is not None])
    named: set[str] = set()
    erased: set[str] = set()
    for row in rows:
        asked = _asked(row, latest[row.case], openings)
        if any(named_staff(event, fold_people(event, reference), [user], staff, data) for event, _ in asked):
            named.add(row.notice)
        elif any(lost_others(event, own) for event, own in asked):
            erased.add(row.notice)
    return Withheld(frozenset(named), frozenset(erased))


def _asked(row: NoticeRow, latest: bytes | None, openings: Openings) -> list[tuple[OpenedEvent, int]]:
    """(event, the child's section) against which a reader is held; another revision may number the child otherwise."""
    asked = [(openings.get(row.event), row.section)]
    if latest is not None and latest != row.event:
        asked.append((openings.get(latest), -1))
    return asked
