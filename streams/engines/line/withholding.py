"""Which notices, items and events a reader's pages must leave out: that there is one tells them they were reported.

A recipient who may be connected with the people of an event must not learn of it, neither from a line of an inbox nor
from the page that offers to open it (flows.md, recipients must be eligible, and safe: never a visible flag).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from schemas.events.front_door import OUTCOME_TYPE
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.notify import DeskKind
from streams.deciders.answers.naming import contact_of, lost_contact
from streams.deciders.match.compare import fold_people
from streams.deciders.person.connections import lost_others, named_staff
from streams.engines.contract import Withheld
from streams.engines.line.opening import Openings
from streams.matching.compare import Sought
from streams.matching.namedata import NameData
from streams.reference.facts import Reference
from streams.views.rows import DeskRow, EventRow, Listed, name_of

Revisions = Mapping[bytes, int]
"""The accepted events of one case, and which revision each is."""

HeldAgainst = Mapping[str, tuple[bytes, ...]]
"""By its name, the events against which a reader of a notice, desk item or event is held."""


class Asks(Protocol):
    """What is asked of the views."""

    def revisions(self, cases: Collection[bytes]) -> Mapping[bytes, Revisions]:
        """The accepted events of each of these cases."""

    def cases_of(self, type: str, events: Collection[bytes]) -> Mapping[bytes, bytes]:
        """The case of each of these events that is of a type."""

    def pattern(self, pattern: str) -> PatternFound | RepeatAssessed | None:
        """What was recorded of a count or pattern."""


def held_against(rows: Sequence[Listed], views: Asks, openings: Openings) -> HeldAgainst:
    """The events of each row: its own and every later revision of its case, for one that withdraws it may name nobody
    any more. Of an event every revision of its case, for a list has a line for each; of whatever is of an outcome every
    revision of the contacts that it names as well, for it says that there is one. Of a count or pattern every event of
    each case that it counts: who stands in one alone learns from the proposal that there is one.
    """
    others = {name_of(row): _counted(row, views) for row in rows}
    outcomes = _outcomes(rows, views)
    cases = dict(views.revisions({row.case for row in rows}.union(outcomes.values(), *others.values())))
    named = {case: _contacts_of(cases[case], openings) for case in outcomes.values()}
    cases |= views.revisions({case for contacts in named.values() for case in contacts})

    def events(row: Listed) -> Iterator[bytes]:
        yield from asked_of(row, cases[row.case])
        for case in others[name_of(row)]:
            yield from cases[case]
        for case, contacts in named.get(outcomes.get(name_of(row), b""), {}).items():
            yield from (*cases[case], *contacts)

    return {name_of(row): tuple(dict.fromkeys(events(row))) for row in rows}


def _outcomes(rows: Sequence[Listed], views: Asks) -> dict[str, bytes]:
    """By its name, the case of the outcome of which a row is, for those that are of one."""
    cases = views.cases_of(OUTCOME_TYPE, {row.event for row in rows})
    return {name_of(row): cases[row.event] for row in rows if row.event in cases}


def _contacts_of(outcomes: Revisions, openings: Openings) -> Mapping[bytes, Collection[bytes]]:
    """The contacts that revisions of an outcome name, by their cases. One that has not come has none."""
    openings.load(outcomes)
    found: dict[bytes, list[bytes]] = {}
    for outcome in outcomes:
        contact = contact_of(openings.get(outcome))
        header = openings.header(contact) if contact is not None else None
        if header is not None:
            found.setdefault(header.case, []).append(header.event)
    return found


def _counted(row: Listed, views: Asks) -> tuple[bytes, ...]:
    """The cases on which a count or pattern rests, and those of the one before it: an item may say that it holds no
    more. None of any other row.
    """
    if not isinstance(row, DeskRow) or row.kind != DeskKind.PATTERN or row.referral is None:
        return ()
    found = views.pattern(row.referral)
    before = views.pattern(found.replaces) if found is not None and found.replaces is not None else None
    return tuple(dict.fromkeys([case for one in (found, before) if one is not None for case in _cases_of(one)]))


def _cases_of(found: PatternFound | RepeatAssessed) -> list[bytes]:
    if isinstance(found, PatternFound):
        return [one.case for one in found.cases]
    last = [found.last_referral.case] if found.last_referral is not None else []
    return [found.case, *last, *(one.case for one in found.counted)]


def withheld_from(
    user: str,
    rows: Sequence[Listed],
    asked: HeldAgainst,
    openings: Openings,
    staff: Mapping[str, Sought],
    reference: Reference,
    data: NameData,
) -> Withheld:
    """Those of these that this user must not see listed, by what is known now. `asked` is as `held_against` gives it.

    Where another person of an event was erased, or which contact an outcome names, nobody can say any more that a
    reader is not connected.
    """
    openings.load([event for row in rows for event in asked[name_of(row)]])
    named: set[str] = set()
    erased: set[str] = set()
    for row in rows:
        events = [(openings.get(event), _own(row, event)) for event in asked[name_of(row)]]
        if any(named_staff(event, fold_people(event, reference), [user], staff, data) for event, _ in events):
            named.add(name_of(row))
        elif any(lost_others(event, own) or lost_contact(event) for event, own in events):
            erased.add(name_of(row))
    return Withheld(frozenset(named), frozenset(erased))


def asked_of(row: Listed, revisions: Revisions) -> tuple[bytes, ...]:
    """A row's own event, and every later revision of its case; of an event the earlier ones too."""
    own = 0 if isinstance(row, EventRow) else revisions.get(row.event, 0)
    return (row.event, *(event for event, number in revisions.items() if number > own and event != row.event))


def _own(row: Listed, event: bytes) -> int:
    """The child's section in its own event; another revision may number the child otherwise, and an event is about
    nobody more than the others.
    """
    return row.section if not isinstance(row, EventRow) and event == row.event else -1
