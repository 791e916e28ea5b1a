"""The matrix: for every recipient and data item, whether it is given always, sometimes or never, and by what.

It is read off the compiled instruments (`streams.agreements.compiled`), so it says what the evaluator would do. A cell
speaks of recipients who are parties, and of an incident that the agreements cover.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from schemas.items import ADDRESSES, Item
from schemas.items_of import never_to_a_school
from streams.agreements.compiled import AgreementPart, DutyPart, Entry, Index, Rule
from streams.agreements.masks import items_of, items_of_event
from streams.agreements.terms import Term
from streams.agreements.verdict import Instrument, NotInForce, Reason
from streams.agreements.vocabulary import NO_KINDS, SETTING_ROLES, SETTINGS, PartyKind, RecipientRole

RECIPIENT_IN: Final = "recipient_in"
"""Said of bodies that an agreement names by their ids, where a column speaks of all of their kind."""


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


class _Asked(msgspec.Struct, frozen=True):
    """What is asked about: a time, a publisher, and of what kind each agency is, as far as that is known."""

    at: datetime | None
    publisher: Publisher | None
    kinds: Mapping[str, PartyKind]

    def publishers(self, part: AgreementPart) -> frozenset[str]:
        """Who of those that are asked about provides under an agreement, or may."""
        return part.publishers(self.kinds) if self.publisher is None else self._this_one(part, self.publisher)

    def known_publishers(self, part: AgreementPart) -> frozenset[str]:
        """Who of them does for certain: of an agency whose kind is not known a forbid may not speak."""
        return part.known_publishers(self.kinds) if self.publisher is None else self._this_one(part, self.publisher)

    def _this_one(self, part: AgreementPart, publisher: Publisher) -> frozenset[str]:
        return frozenset({publisher.agency} if part.provides(publisher.agency, publisher.kind) else ())

    def state(self, term: Term) -> NotInForce | None:
        """Why an instrument does not count, if it does not."""
        return None if self.at is None else term.state(self.at, self.at)

    def counting(self, duty: DutyPart) -> bool:
        """Whether a duty holds for those that are asked about."""
        held = self.publisher is None or self.publisher.kind == duty.holder_kind
        return held and self.state(duty.term) is None


class _Said(msgspec.Struct, frozen=True):
    """A clause, who publishes under it or may (None: whoever holds a duty), what it asks of readers.

    Of a forbid: who does so for certain, and what it asks of recipients.
    """

    rule: Rule
    publishers: frozenset[str] | None
    demands: tuple[tuple[str, int], ...] = ()
    known: frozenset[str] = frozenset()
    recipients: tuple[str, ...] = ()


class _Counting(msgspec.Struct):
    """What one recipient's instruments say, while it is gathered."""

    gives: list[_Said]
    forbids: list[_Said]


def matrix(
    index: Index,
    at: datetime | None,
    *,
    publisher: Publisher | None = None,
    areas: Iterable[str] = (),
    kinds: Mapping[str, PartyKind] = NO_KINDS,
) -> tuple[Column, ...]:
    """Every recipient that an instrument in force at `at` names, by event type, area, kind and role.

    Without `at` dates and suspensions are left aside: what the instruments say once they count. Without `publisher` it
    is whoever provides under them; `kinds` says which agency is of which kind, for providers that are named by it.
    `areas` are codes to show besides those of the agreements: a duty holds everywhere.
    """
    asked = _Asked(at, publisher, kinds)
    keys = {(event_type, role, area) for event_type, role, area in index.entries}
    wanted = {area for _, _, area in keys} | set(areas)
    keys |= {(event_type, role, area) for event_type, role in index.duties for area in wanted}
    columns = []
    for event_type, role, area in keys:
        entry = index.entries.get((event_type, role, area)) or index.duties.get((event_type, role), Entry())
        for kind, agency in _recipients(entry, asked):
            counting = _count(entry, kind, agency, asked)
            columns.append(Column(event_type, area, role, kind, agency, _cells(counting, event_type, role, kind)))
    return tuple(sorted(columns, key=_place))


def _place(column: Column) -> tuple[str, str, int, str, int]:
    kind = list(PartyKind).index(column.kind) if column.kind is not None else len(PartyKind)
    return column.event_type, column.area, kind, column.agency or "", list(RecipientRole).index(column.role)


def _recipients(entry: Entry, asked: _Asked) -> Iterator[tuple[PartyKind | None, str | None]]:
    kinds: set[PartyKind] = set()
    agencies: set[str] = set()
    for part in entry.agreements:
        if asked.state(part.term) is None and asked.publishers(part):
            kinds |= part.recipient_kinds
            agencies |= part.recipient_agencies
    for duty in entry.duties:
        if asked.counting(duty):
            kinds |= duty.recipient_kinds
    yield from ((kind, None) for kind in kinds)
    yield from ((None, agency) for agency in agencies)


def _count(entry: Entry, kind: PartyKind | None, agency: str | None, asked: _Asked) -> _Counting:
    counting = _Counting([], [])
    for part in entry.agreements:
        publishers, state = asked.publishers(part), asked.state(part.term)
        if not publishers:
            continue
        named = kind in part.recipient_kinds if agency is None else agency in part.recipient_agencies
        if named and state is None:
            counting.gives += [_Said(rule, publishers, part.demands) for rule in part.permits]
        if state in (None, NotInForce.INCIDENT_OUTSIDE_DATES):  # a forbid holds whenever the incident happened
            among = () if named else _among(part, kind)
            if among is not None:
                known = asked.known_publishers(part)
                counting.forbids += [_Said(rule, publishers, (), known, among) for rule in part.forbids]
    for duty in entry.duties:
        if kind in duty.recipient_kinds and asked.counting(duty):
            holder = None if asked.publisher is None else frozenset({asked.publisher.agency})
            counting.gives.append(_Said(duty.minimum, holder))
    return counting


def _among(part: AgreementPart, kind: PartyKind | None) -> tuple[str, ...] | None:
    """Which of a column's recipients an agreement names that does not name all of them: some of a kind by their ids,
    or one that is named by its id, if it is of a kind.
    """
    if kind is None:
        return (f"recipient_kind_in {', '.join(sorted(part.recipient_kinds))}",) if part.recipient_kinds else None
    return (f"{RECIPIENT_IN} {', '.join(sorted(part.recipient_agencies))}",) if part.recipient_agencies else None


def _cells(counting: _Counting, event_type: str, role: RecipientRole, kind: PartyKind | None) -> tuple[Cell, ...]:
    ways: dict[Item, list[Way]] = {item: [] for item in Item}
    bars: dict[Item, list[Bar]] = {item: [] for item in Item}
    giving: dict[Item, list[frozenset[str] | None]] = {item: [] for item in Item}
    for said in counting.gives:
        rule = said.rule
        for item in items_of(rule.items):
            demands = tuple(name for name, items in said.demands if item in items_of(items))
            ways[item].append(Way(rule.instrument, rule.clause, _texts(rule), demands))
            giving[item].append(said.publishers)
    for said in counting.forbids:
        for item in items_of(said.rule.items):
            bars[item] += _bar(said, giving[item])
    school = kind in SETTINGS or role in SETTING_ROLES
    for item in ADDRESSES:
        bars[item].append(Bar(Reason.RESTRICTED, ()))
    for item in never_to_a_school(event_type) if school else ():
        bars[item].append(Bar(Reason.NEVER_TO_A_SCHOOL, ()))
    return tuple(
        Cell(item, tuple(ways[item]), tuple(bars[item]) if ways[item] else ())
        for item in items_of(items_of_event(event_type))
    )


def _bar(said: _Said, giving: list[frozenset[str] | None]) -> Iterator[Bar]:
    """What a forbid withholds of what these publishers give: nothing of what others publish."""
    publishers = said.publishers or frozenset()
    if all(each is not None and each.isdisjoint(publishers) for each in giving):
        return
    whoever = all(each is not None and each <= said.known for each in giving)
    conditions = (*_texts(said.rule), *said.recipients)
    if not whoever:
        conditions = (*conditions, f"publisher_in {', '.join(sorted(publishers))}")
    yield Bar(Reason.FORBIDDEN_BY_CLAUSE, conditions, said.rule.instrument, said.rule.clause)


def _texts(rule: Rule) -> tuple[str, ...]:
    return tuple(condition.text for condition in rule.when)
