"""Which notices and desk items a reader's pages must leave out: that there is one tells them they were reported.

A recipient who may be connected with the people of an event must not learn of it, neither from a line of an inbox nor
from the page that offers to open it (flows.md, recipients must be eligible, and safe: never a visible flag).
"""

from collections.abc import Mapping, Sequence

from streams.deciders.match.compare import fold_people
from streams.deciders.person.connections import lost_others, named_staff
from streams.engines.contract import Withheld
from streams.engines.line.opening import Openings
from streams.matching.compare import Sought
from streams.matching.namedata import NameData
from streams.reference.facts import Reference
from streams.views.rows import Listed, name_of

Revisions = Mapping[bytes, int]
"""The accepted events of one case, and which revision each is."""


def withheld_from(
    user: str,
    rows: Sequence[Listed],
    cases: Mapping[bytes, Revisions],
    openings: Openings,
    staff: Mapping[str, Sought],
    reference: Reference,
    data: NameData,
) -> Withheld:
    """Those of these that this user must not see listed, by what is known now; `cases` are those of the rows.

    Each is held against its own event and every later revision of its case: one that withdraws it may name nobody any
    more. Where another person of them was erased, nobody can say any more that a reader is not connected.
    """
    held_against = {name_of(row): asked_of(row, cases[row.case]) for row in rows}
    openings.load([event for events in held_against.values() for event in events])
    named: set[str] = set()
    erased: set[str] = set()
    for row in rows:
        asked = [(openings.get(event), _own(row, event)) for event in held_against[name_of(row)]]
        if any(named_staff(event, fold_people(event, reference), [user], staff, data) for event, _ in asked):
            named.add(name_of(row))
        elif any(lost_others(event, own) for event, own in asked):
            erased.add(name_of(row))
    return Withheld(frozenset(named), frozenset(erased))


def asked_of(row: Listed, revisions: Revisions) -> tuple[bytes, ...]:
    """The events against which a reader of it is held: its own, and every later revision."""
    own = revisions.get(row.event, 0)
    return (row.event, *(event for event, number in revisions.items() if number > own and event != row.event))


def _own(row: Listed, event: bytes) -> int:
    """The child's section in its own event; another revision may number the child otherwise."""
    return row.section if event == row.event else -1
