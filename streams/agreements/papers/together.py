"""What people may be told under an agreement together with all that holds beside it: duties, and other agreements.

A privacy notice of the agreement alone would be untrue: a duty gives its minimum whatever an agreement says, and a
council's desk may see what a school does not.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from schemas.items import Item
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement, Duty, Instrument
from streams.agreements.questions import words
from streams.agreements.questions.matrix import Answer, Cell, Column, matrix
from streams.agreements.verdict import Reason
from streams.agreements.vocabulary import PartyKind, RecipientRole

Given = tuple[tuple[str, tuple[Item, ...]], ...]
"""Items by the terms under which they are given; terms are empty where there are none."""


class Together(msgspec.Struct, frozen=True):
    """An agreement, and the duties and other agreements that touch the same events in the same areas."""

    agreement: Agreement
    beside: tuple[Agreement, ...]
    duties: tuple[Duty, ...]

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The agreement itself first."""
        return (self.agreement, *self.beside)


class Audience(msgspec.Struct, frozen=True):
    """Recipients who are told alike. `areas` are named only where the agreement's areas differ, `event_type` only where
    it speaks of events of several types.
    """

    roles: tuple[RecipientRole, ...]
    kinds: tuple[PartyKind, ...]
    agencies: tuple[str, ...]
    areas: tuple[str, ...]
    event_type: str
    given: Given

    @property
    def items(self) -> frozenset[Item]:
        """All that they may be told."""
        return frozenset(item for _, items in self.given for item in items)


def together(agreement: Agreement, others: Iterable[Instrument]) -> Together:
    """Of `others` (those that count) what touches the agreement's events and areas; of several versions the highest.

    Other versions of the agreement itself, and what it supersedes, are left out.
    """
    replaced = {(each.id, each.version) for each in agreement.supersedes}
    highest: dict[str, Instrument] = {}
    for other in others:
        known = highest.get(other.id)
        newer = known is None or known.version < other.version
        if other.id != agreement.id and (other.id, other.version) not in replaced and newer:
            highest[other.id] = other
    types = event_types(agreement)
    beside = [other for _, other in sorted(highest.items())]
    return Together(
        agreement,
        tuple(
            each
            for each in beside
            if isinstance(each, Agreement) and set(each.areas) & set(agreement.areas) and event_types(each) & types
        ),
        tuple(each for each in beside if isinstance(each, Duty) and types & set(each.event_types)),
    )


def event_types(agreement: Agreement) -> frozenset[str]:
    """Event types that its clauses touch."""
    return frozenset(event_type for clause in agreement.clauses for event_type in clause.event_types)


def audiences(held: Together) -> tuple[Audience, ...]:
    """Who may be told what, in the agreement's areas, its dates and those of the others left aside."""
    areas = held.agreement.areas
    types = event_types(held.agreement)
    index = compile_index([*held.agreements, *held.duties])
    several = len(types) > 1
    alike: dict[tuple[Given, tuple[str, ...], str], list[Column]] = {}
    for same in _by_recipient(column for column in matrix(index, None) if column.area in areas):
        by_given: dict[tuple[Given, str], list[Column]] = {}
        for column in same:
            if column.event_type in types and (given := _given(column)):
                by_given.setdefault((given, column.event_type if several else ""), []).append(column)
        for (given, event_type), columns in by_given.items():
            named = tuple(area for area in areas if any(column.area == area for column in columns))
            where = () if len(named) == len(areas) else named
            alike.setdefault((given, where, event_type), []).extend(columns)
    found = [_audience(*key, same) for key, all_ in alike.items() for same in _by_bodies(all_)]
    order = list(RecipientRole)
    return tuple(sorted(found, key=lambda each: (order.index(each.roles[0]), each.areas, each.event_type)))


def _by_bodies(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """Columns whose roles are found at the same bodies, together."""
    roles: dict[RecipientRole, list[Column]] = {}
    for column in columns:
        roles.setdefault(column.role, []).append(column)
    found: dict[frozenset[tuple[PartyKind | None, str | None]], list[Column]] = {}
    for same in roles.values():
        found.setdefault(frozenset((each.kind, each.agency) for each in same), []).extend(same)
    yield from found.values()


def _by_recipient(columns: Iterable[Column]) -> Iterator[list[Column]]:
    found: dict[tuple[RecipientRole, PartyKind | None, str | None], list[Column]] = {}
    for column in columns:
        found.setdefault((column.role, column.kind, column.agency), []).append(column)
    yield from found.values()


def _audience(given: Given, areas: tuple[str, ...], event_type: str, columns: Sequence[Column]) -> Audience:
    return Audience(
        tuple(role for role in RecipientRole if any(column.role is role for column in columns)),
        tuple(kind for kind in PartyKind if any(column.kind is kind for column in columns)),
        tuple(dict.fromkeys(column.agency for column in columns if column.agency is not None)),
        areas,
        event_type,
        given,
    )


def _given(column: Column) -> Given:
    found: dict[str, list[Item]] = {}
    for cell in column.cells:
        if cell.answer is not Answer.NEVER:
            found.setdefault(words.terms(_unprotected(cell)), []).append(cell.item)
    return tuple((terms, tuple(items)) for terms, items in found.items())


def _unprotected(cell: Cell) -> Cell:
    """The cell without protected addresses, which the words for an item speak of themselves."""
    return Cell(cell.item, cell.ways, tuple(bar for bar in cell.bars if bar.reason is not Reason.RESTRICTED))
