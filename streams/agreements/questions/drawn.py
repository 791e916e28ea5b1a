"""The matrix as it is drawn: recipients alike share a column, and a condition is a numbered note."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from schemas.items_of import title_of
from streams.agreements.questions import words
from streams.agreements.questions.matrix import Answer, Cell, Column

MOST_COLUMNS: Final = 12
"""Columns that one printed sheet can hold."""


class DrawnCell(Struct, frozen=True):
    """One cell: always, sometimes or never; `note` is the number of its condition, 0 without one."""

    answer: Answer
    note: int


class DrawnColumn(Struct, frozen=True):
    """Recipients who get the same, and a cell for each row."""

    recipients: str
    cells: tuple[DrawnCell, ...]


class Drawn(Struct, frozen=True):
    """The matrix of one event type: a row for every item that its events have."""

    event_type: str
    rows: tuple[str, ...]
    columns: tuple[DrawnColumn, ...]
    notes: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether one sheet holds it."""
        return len(self.columns) <= MOST_COLUMNS


def drawn(columns: Iterable[Column]) -> tuple[Drawn, ...]:
    """The matrices of all event types, those who get nothing left out."""
    by_type: dict[str, list[Column]] = {}
    for column in columns:
        if any(cell.answer is not Answer.NEVER for cell in column.cells):
            by_type.setdefault(column.event_type, []).append(column)
    return tuple(_draw(event_type, found) for event_type, found in by_type.items())


def _draw(event_type: str, columns: Sequence[Column]) -> Drawn:
    notes: dict[str, int] = {}
    alike: dict[tuple[DrawnCell, ...], list[Column]] = {}
    for column in columns:
        alike.setdefault(tuple(_cell(cell, notes) for cell in column.cells), []).append(column)
    return Drawn(
        event_type,
        tuple(title_of(cell.item, event_type) for cell in columns[0].cells),
        tuple(DrawnColumn(words.capital(words.recipients(same)), cells) for cells, same in alike.items()),
        tuple(words.capital(note) for note in notes),
    )


def _cell(cell: Cell, notes: dict[str, int]) -> DrawnCell:
    if cell.answer is not Answer.SOMETIMES:
        return DrawnCell(cell.answer, 0)
    return DrawnCell(cell.answer, notes.setdefault(words.terms(cell), len(notes) + 1))
