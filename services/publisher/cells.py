"""Reading the cells of one row: formulas, control characters, lengths, codes, dates. Faults are collected."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

from schemas import limits
from services.directory.faults import Fault, ValueRefused
from services.directory.tables import dangerous
from services.publisher.codes import Code, Coded
from services.publisher.rows import Row

T = TypeVar("T")

ADVICE: Final = 1000  # characters of SafeContact.advice
NO_FORMULA: Final = re.compile(r"- |\+[0-9][0-9 ]{7,}(?![^ .,;])")
"""What a free text may begin with although a formula could: a dash as for a list, a telephone number."""


class CellReader:
    """Reads one row, so that a sender sees all of its faults at once."""

    def __init__(self, file: str, row: Row) -> None:
        self.file = file
        self.row = row
        self.faults: list[Fault] = []

    def refuse(self, column: str, reason: str, remedy: str) -> None:
        """Add a fault at a cell."""
        self.faults.append(self.row.fault(self.file, column, reason, remedy))

    def raw(self, column: str | None) -> str:
        """The cell without spaces around it; empty where there is no such column."""
        return self.row.cells.get(column, "").strip() if column is not None else ""

    def label(self, column: str | None, longest: int = limits.LABEL) -> str:
        """A text of one line."""
        text = " ".join(self.raw(column).split())
        return self._checked(column, text, longest, dangerous(self._whole(column)) or dangerous(text))

    def free_text(self, column: str | None, longest: int = limits.TEXT) -> str:
        """A text of several lines, which may begin with a dash or a telephone number."""
        text = self.raw(column)
        bare = text[1:] if NO_FORMULA.match(text) else text
        return self._checked(column, text, longest, dangerous(self._whole(column).lstrip(" +-")) or dangerous(bare))

    def required(self, column: str, longest: int = limits.LABEL) -> str:
        """As `label`, but an empty cell is a fault."""
        before = len(self.faults)
        text = self.label(column, longest)
        if not text and len(self.faults) == before:
            self.refuse(column, "the cell is empty", "fill it in")
        return text

    def parsed(self, column: str | None, parse: Callable[[str], T], empty: T) -> T:
        """The cell through `parse` (which raises ValueRefused); `empty` where it is empty or at fault."""
        text = self.label(column, limits.TEXT)
        return self._parse(column, text, parse, empty) if text and column is not None else empty

    def coded(self, coded: Coded[Code]) -> Code | None:
        """What a cell of codes means; None where it is at fault. The mapping says what an empty one means."""
        before = len(self.faults)
        text = self.label(coded.column)
        return self._parse(coded.column, text, coded.read, None) if len(self.faults) == before else None

    def _whole(self, column: str | None) -> str:
        return self.row.cells.get(column, "") if column is not None else ""

    def _checked(self, column: str | None, text: str, longest: int, refusal: ValueRefused | None) -> str:
        if column is None:
            return ""
        if refusal is not None:
            self.refuse(column, refusal.reason, refusal.remedy)
            return ""
        if len(text) > longest:
            self.refuse(column, f"the cell has {len(text)} characters", f"shorten it to {longest}")
            return ""
        return text

    def _parse(self, column: str, text: str, parse: Callable[[str], T], empty: T) -> T:
        try:
            return parse(text)
        except ValueRefused as refusal:
            self.refuse(column, refusal.reason, refusal.remedy)
            return empty
