"""Cells that the facts of several event types have: times that have come, consent, lists of codes, authorities."""

from datetime import datetime
from typing import Final

from schemas import limits
from schemas.events.consent import NEEDS_A_REASON, Consent
from services.directory.faults import ValueRefused
from services.publisher.cells import CellReader
from services.publisher.codes import Code, ManyCoded
from services.publisher.fact_columns import ConsentColumns
from services.publisher.wall_times import Times

REASON: Final = 1000  # characters of a reason beside consent
_AUTHORITY: Final = 3  # digits


class FactReader:
    """Reads the facts of one incident from its first row. Faults are collected in `cells`."""

    def __init__(self, cells: CellReader, times: Times, now: datetime) -> None:
        self.cells = cells
        self.times = times
        self.now = now

    def past(self, column: str | None) -> datetime | None:
        """A time that has come; None where the cell is empty or at fault."""
        return self.cells.parsed(column, lambda text: self.times.read_past(text, self.now), None)

    def required_past(self, column: str) -> datetime | None:
        """As `past`, but an empty cell is a fault."""
        return self.past(column) if self.cells.required(column, limits.TEXT) else None

    def several(self, coded: ManyCoded[Code]) -> tuple[Code, ...]:
        """The meanings of a cell with several codes; none where it is empty and the mapping gives it no meaning."""
        empty = (coded.empty,) if coded.empty is not None else ()
        return self.cells.parsed(coded.column, coded.read_all, empty)

    def at_least_one(self, coded: ManyCoded[Code]) -> tuple[Code, ...]:
        """As `several`, but a cell that says nothing is a fault."""
        before = len(self.cells.faults)
        found = self.several(coded)
        if not found and len(self.cells.faults) == before:
            self.cells.refuse(coded.column, "the cell is empty", "use at least one of " + ", ".join(coded.codes))
        return found

    def consent(self, columns: ConsentColumns) -> tuple[Consent, str]:
        """What was answered, and the reason where it stands only with one (DfE, information sharing, 2024)."""
        answer = self.cells.coded(columns.answer) or Consent.NOT_STATED
        reason = self.cells.free_text(columns.reason, REASON)
        if answer in NEEDS_A_REASON and not reason:
            self.cells.refuse(columns.reason, "this answer on consent stands only with its reason", "write it")
        return answer, reason

    def authority(self, column: str | None) -> str:
        """A local authority's code, empty where the cell is."""
        return self.cells.parsed(column, _authority, "")

    def whole(self, column: str, most: int) -> int | None:
        """A whole number from 0 to `most`; None where the cell is empty or at fault."""
        return self.cells.parsed(column, lambda text: _whole(text, most), None)


def _authority(text: str) -> str:
    """A code that no authority is known to have goes all the same: the hub records the doubt."""
    if not (text.isascii() and text.isdigit() and len(text) == _AUTHORITY):
        raise ValueRefused("this is no local authority's code of three digits", "write it like 822, or leave it empty")
    return text


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise ValueRefused(f"this is not a whole number from 0 to {most}", "write digits only")
    return int(text)
