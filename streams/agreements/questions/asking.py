"""Questions over all agreements and duties in force at a time: who sees an item, what an agency may send and get."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from schemas.items import Item
from streams.agreements.compiled import Index
from streams.agreements.questions.matrix import Answer, Cell, Column, Publisher, matrix
from streams.agreements.vocabulary import AGENCY_ROLES, NO_KINDS, PartyKind


class Seeing(msgspec.Struct, frozen=True):
    """A recipient who gets an item, always or sometimes."""

    column: Column
    cell: Cell


class Passing(msgspec.Struct, frozen=True):
    """Items that pass to a recipient: what is given always, and what sometimes."""

    column: Column
    always: tuple[Item, ...]
    sometimes: tuple[Item, ...]


def who_sees(
    index: Index, item: Item, at: datetime, areas: Iterable[str] = (), kinds: Mapping[str, PartyKind] = NO_KINDS
) -> tuple[Seeing, ...]:
    """Every recipient who may get an item of any event at `at`; `kinds` as for `matrix`."""
    columns = matrix(index, at, areas=areas, kinds=kinds)
    seen = (Seeing(column, column.cell(item)) for column in columns)
    return tuple(each for each in seen if each.cell.answer is not Answer.NEVER)


def may_send(index: Index, publisher: Publisher, at: datetime, areas: Iterable[str] = ()) -> tuple[Passing, ...]:
    """To whom what of an agency's events goes at `at`."""
    return _passing(matrix(index, at, publisher=publisher, areas=areas))


def may_get(
    index: Index,
    receiver: Publisher,
    areas: Sequence[str],
    at: datetime,
    kinds: Mapping[str, PartyKind] = NO_KINDS,
) -> tuple[Passing, ...]:
    """What a body gets at `at`, whoever publishes: by its kind in these areas, and by its own id in any.

    In the first of the areas stand the teams of an agency itself, such as a hospital's. `kinds` as for `matrix`.
    """
    columns = matrix(index, at, areas=areas, kinds=kinds)
    mine = (
        column
        for column in columns
        if column.agency == receiver.agency or (column.kind is receiver.kind and column.area in _where(column, areas))
    )
    return _passing(mine)


def _where(column: Column, areas: Sequence[str]) -> Sequence[str]:
    return areas[:1] if column.role in AGENCY_ROLES else areas


def _passing(columns: Iterable[Column]) -> tuple[Passing, ...]:
    found = (Passing(column, _with(column, Answer.ALWAYS), _with(column, Answer.SOMETIMES)) for column in columns)
    return tuple(each for each in found if each.always or each.sometimes)


def _with(column: Column, answer: Answer) -> tuple[Item, ...]:
    return tuple(cell.item for cell in column.cells if cell.answer is answer)
