"""The matrix: for every recipient and data item, whether it is given always, sometimes or never, and by what.

It is read off the compiled instruments (`streams.agreements.compiled`), so it says what the evaluator would do. A cell
speaks of recipients who are parties, and of an incident that the agreements cover.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

import msgspec

from schemas.items import ADDRESSES, NEVER_TO_A_SCHOOL, Item
from streams.agreements.compiled import AgreementPart, DutyPart, Entry, Index, Rule
from streams.agreements.masks import items_of, items_of_event
from streams.agreements.verdict import Instrument, NotInForce, Reason
from streams.agreements.vocabulary import SETTING_ROLES, SETTINGS, PartyKind, RecipientRole


class Answer(StrEnum):
    """Whether a recipient gets an item."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    """Under conditions, to readers of whom something is asked, or unless something withholds it."""
    NEVER = "never"


class Publisher(msgspec.Struct, frozen=True):
    """Who publishes, as the reference has them."""

    agency: str
    kind: PartyKind


class Way(msgspec.Struct, frozen=True):
    """A clause, or a duty's minimum, that gives an item: under all conditions, to readers who meet all demands."""

    instrument: Instrument
    clause: str
    conditions: tuple[str, ...]
    demands: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether it gives whatever the event and the reader."""
        return not self.conditions and not self.demands


class Bar(msgspec.Struct, frozen=True):
    """What withholds an item where all these conditions hold, whoever gives it."""

    reason: Reason
    conditions: tuple[str, ...]
    instrument: Instrument | None = None
    clause: str | None = None

    @property
    def closed(self) -> bool:
        """Whether it withholds whatever the event."""
        return not self.conditions and self.reason is not Reason.RESTRICTED


class Cell(msgspec.Struct, frozen=True):
    """One item for one recipient. Bars are named only where something gives the item."""

    item: Item
    ways: tuple[Way, ...]
    bars: tuple[Bar, ...]

    @property
    def answer(self) -> Answer:
        """Always, sometimes or never."""
        if not self.ways or any(bar.closed for bar in self.bars):
            return Answer.NEVER
        return Answer.ALWAYS if not self.bars and any(way.open for way in self.ways) else Answer.SOMETIMES


class Column(msgspec.Struct, frozen=True):
    """One recipient of one event type in one area: a role at bodies of a kind, or at one body by its id."""

    event_type: str
    area: str
    role: RecipientRole
    kind: PartyKind | None
    agency: str | None
    cells: tuple[Cell, ...]

    def cell(self, item: Item) -> Cell:
        """The cell of an item; one that nothing gives where events of this type have no such item."""
        return next((cell for cell in self.cells if cell.item is item), Cell(item, (), ()))


class _Counting(msgspec.Struct):
    """What one recipient's instruments say, while it is gathered."""

    permits: list[tuple[Rule, tuple[tuple[str, int], ...]]]
    forbids: list[Rule]
    minimums: list[Rule]


def matrix(
    index: Index, at: datetime | None, *, publisher: Publisher | None = None, areas: Iterable[str] = ()
) -> tuple[Column, ...]:
    """Every recipient that an instrument in force at `at` names, by event type, area, kind and role.

    Without `at` dates and suspensions are left aside: what the instruments say once they count. Without `publisher`
    the providers are left aside. `areas` are codes to show besides those of the agreements: a duty holds everywhere.
    """
    keys = {(event_type, role, area) for event_type, role, area in index.entries}
    wanted = {area for _, _, area in keys} | set(areas)
    keys |= {(event_type, role, area) for event_type, role in index.duties for area in wanted}
    columns = []
    for event_type, role, area in keys:
        entry = index.entries.get((event_type, role, area)) or index.duties.get((event_type, role), Entry())
        for kind, agency in _recipients(entry, at, publisher):
            counting = _count(entry, kind, agency, at, publisher)
            columns.append(Column(event_type, area, role, kind, agency, _cells(counting, event_type, role, kind)))
    return tuple(sorted(columns, key=_place))


def _place(column: Column) -> tuple[str, str, int, str, int]:
    kind = list(PartyKind).index(column.kind) if column.kind is not None else len(PartyKind)
    return column.event_type, column.area, kind, column.agency or "", list(RecipientRole).index(column.role)


def _recipients(
    entry: Entry, at: datetime | None, publisher: Publisher | None
) -> Iterator[tuple[PartyKind | None, str | None]]:
    kinds: set[PartyKind] = set()
    agencies: set[str] = set()
    for part in entry.agreements:
        if _counts(part, at) and _from(part, publisher):
            kinds |= part.recipient_kinds
            agencies |= part.recipient_agencies
    for duty in entry.duties:
        if _duty_counts(duty, at, publisher):
            kinds |= duty.recipient_kinds
    yield from ((kind, None) for kind in kinds)
    yield from ((None, agency) for agency in agencies)


def _count(
    entry: Entry, kind: PartyKind | None, agency: str | None, at: datetime | None, publisher: Publisher | None
) -> _Counting:
    counting = _Counting([], [], [])
    for part in entry.agreements:
        named = kind in part.recipient_kinds if agency is None else agency in part.recipient_agencies
        if named and _from(part, publisher):
            if _counts(part, at):
                counting.permits += [(rule, part.demands) for rule in part.permits]
            if _forbids_count(part, at):
                counting.forbids += part.forbids
    for duty in entry.duties:
        if kind in duty.recipient_kinds and _duty_counts(duty, at, publisher):
            counting.minimums.append(duty.minimum)
    return counting


def _cells(counting: _Counting, event_type: str, role: RecipientRole, kind: PartyKind | None) -> tuple[Cell, ...]:
    ways: dict[Item, list[Way]] = {item: [] for item in Item}
    bars: dict[Item, list[Bar]] = {item: [] for item in Item}
    for rule in counting.minimums:
        for item in items_of(rule.items):
            ways[item].append(Way(rule.instrument, rule.clause, _texts(rule), ()))
    for rule, needed in counting.permits:
        for item in items_of(rule.items):
            demands = tuple(name for name, items in needed if item in items_of(items))
            ways[item].append(Way(rule.instrument, rule.clause, _texts(rule), demands))
    for rule in counting.forbids:
        for item in items_of(rule.items):
            bars[item].append(Bar(Reason.FORBIDDEN_BY_CLAUSE, _texts(rule), rule.instrument, rule.clause))
    school = kind in SETTINGS or role in SETTING_ROLES
    for item in ADDRESSES:
        bars[item].append(Bar(Reason.RESTRICTED, ()))
    for item in NEVER_TO_A_SCHOOL if school else ():
        bars[item].append(Bar(Reason.NEVER_TO_A_SCHOOL, ()))
    return tuple(
        Cell(item, tuple(ways[item]), tuple(bars[item]) if ways[item] else ())
        for item in items_of(items_of_event(event_type))
    )


def _texts(rule: Rule) -> tuple[str, ...]:
    return tuple(condition.text for condition in rule.when)


def _from(part: AgreementPart, publisher: Publisher | None) -> bool:
    return publisher is None or part.provides(publisher.agency, publisher.kind)


def _counts(part: AgreementPart, at: datetime | None) -> bool:
    return at is None or part.term.state(at, at) is None


def _forbids_count(part: AgreementPart, at: datetime | None) -> bool:
    """A forbid of an agreement in force holds whenever the incident happened."""
    return at is None or part.term.state(at, at) in (None, NotInForce.INCIDENT_OUTSIDE_DATES)


def _duty_counts(duty: DutyPart, at: datetime | None, publisher: Publisher | None) -> bool:
    held = publisher is None or publisher.kind == duty.holder_kind
    return held and (at is None or duty.term.state(at, at) is None)
