"""CSV files as schools, councils, police and the DfE really send them: encodings, headings, places, formulas.

A table is read whole; each row keeps the line on which it starts, each cell its column, so that every
fault can be found again in the file. RFC 4180 quoting, LF or CRLF.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from services.directory.faults import Fault, FileRefused, ValueRefused

FILE_BYTES: Final = 256 * 1024 * 1024  # the national register has about 60 MB
ROWS: Final = 200_000
CELL_CHARACTERS: Final = 32_000  # a free text of schemas.limits.TEXT with room for its quotes
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

T = TypeVar("T")


class Decoded(Struct, frozen=True):
    """A file's text and the encoding that it was read as."""

    text: str
    encoding: str


class Row(Struct, frozen=True):
    """One row: the line on which it starts, and its cells by heading."""

    line: int
    cells: dict[str, str]


class Table(Struct, frozen=True):
    """A file's headings with their columns (from 1), its rows, and the rows that could not be read."""

    file: str
    encoding: str
    columns: dict[str, int]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def fault(self, row: Row, heading: str, refusal: ValueRefused) -> Fault:
        """The refusal of one cell, with its place."""
        return Fault(self.file, row.line, self.columns.get(heading, 0), heading, refusal.reason, refusal.remedy)


class Cells:
    """Reads one row cell by cell and collects what is wrong, so that a sender sees all faults at once."""

    def __init__(self, table: Table, row: Row) -> None:
        self._table = table
        self._row = row
        self.faults: list[Fault] = []

    def text(self, heading: str) -> str:
        """The trimmed cell, empty where the column is missing; a formula or control character is a fault."""
        value = self._row.cells.get(heading, "")
        refusal = dangerous(value)
        if refusal is not None:
            self.faults.append(self._table.fault(self._row, heading, refusal))
            return ""
        return value.strip()

    def required(self, heading: str) -> str:
        """As `text`, but an empty cell is a fault."""
        before = len(self.faults)
        value = self.text(heading)
        if not value and len(self.faults) == before:
            self.refuse(heading, ValueRefused("the cell is empty", "fill it in"))
        return value

    def parsed(self, heading: str, parse: Callable[[str], T], *, required: bool = False) -> T | None:
        """The cell through `parse` (which raises ValueRefused); None where it is empty or at fault."""
        value = self.required(heading) if required else self.text(heading)
        if not value:
            return None
        try:
            return parse(value)
        except ValueRefused as refusal:
            self.refuse(heading, refusal)
            return None

    def refuse(self, heading: str, refusal: ValueRefused) -> None:
        """Add a fault at this cell."""
        self.faults.append(self._table.fault(self._row, heading, refusal))


def decode(data: bytes, file: str) -> Decoded:
    """The text of a file in UTF-8 or UTF-16 with a byte order mark, plain UTF-8, or else cp1252 (Windows).

    FileRefused where it is none of these; nothing is replaced or dropped.
    """
    if len(data) > FILE_BYTES:
        raise FileRefused(_whole(file, f"the file is larger than {FILE_BYTES} bytes", "send it in parts"))
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data, encoding, file)
    if b"\x00" in data:
        raise FileRefused(
            _whole(file, "the file has zero bytes, as UTF-16 without its mark has", "save it as CSV in UTF-8")
        )
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, "cp1252", file)


def dangerous(value: str) -> ValueRefused | None:
    """Why a cell must not be taken: a spreadsheet would run it as a formula, or it holds control characters."""
    if value.startswith(FORMULA_STARTS):
        return ValueRefused(
            "the cell begins like a spreadsheet formula (=, +, -, @ or a tab)", "replace it by the plain value"
        )
    if any((character < " " and character not in "\n\r\t") or "\x7f" <= character <= "\x9f" for character in value):
        return ValueRefused("the cell holds control characters", "type the value anew or export in UTF-8")
    return None


def allow_long_cells() -> None:
    """Let Python's reader give cells of any length: its own limit (131,072 characters) would refuse the whole file.

    What is too long is refused at its place; a file's size is limited before.
    """
    csv.field_size_limit(FILE_BYTES)


def read_table(
    data: bytes, file: str, required: Sequence[str], optional: Sequence[str] | None = None, delimiter: str = ","
) -> Table:
    """The rows of a CSV file with these headings.

    `optional` None lets any other heading pass; else an unknown heading refuses the file, so that a renamed
    column is noticed. FileRefused for an unreadable file, missing or repeated headings; a row with another
    number of cells than the headings becomes a fault of its own.
    """
    decoded = decode(data, file)
    lines = _lines(decoded.text, file, delimiter)
    first = next(lines, None)
    if first is None:
        raise FileRefused(_whole(file, "the file is empty", "send it with its headings"))
    line, headings = first[0], [heading.strip() for heading in first[1]]
    _check_headings(file, line, headings, required, optional)
    rows, faults = [], []
    for line, cells in lines:
        too_long = next((place for place, cell in enumerate(cells) if len(cell) > CELL_CHARACTERS), None)
        if too_long is not None:
            heading = headings[too_long] if too_long < len(headings) else ""
            reason = f"the cell has more than {CELL_CHARACTERS} characters"
            faults.append(Fault(file, line, too_long + 1, heading, reason, "shorten it"))
        elif len(cells) == len(headings):
            rows.append(Row(line, dict(zip(headings, cells, strict=True))))
        elif cells:
            faults.append(_ragged(file, line, len(cells), len(headings)))
        if len(rows) > ROWS:
            raise FileRefused(_whole(file, f"the file has more than {ROWS} rows", "send it in parts"))
    columns = {heading: place for place, heading in enumerate(headings, 1)}
    return Table(file, decoded.encoding, columns, tuple(rows), tuple(faults))


def _decode_as(data: bytes, encoding: str, file: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused(
            Fault(file, line, 0, "", f"the bytes are not {encoding} text", "save the file as CSV in UTF-8")
        ) from None


def _lines(text: str, file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    allow_long_cells()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    starts = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileRefused(
                Fault(
                    file,
                    starts,
                    0,
                    "",
                    "a quoted cell of this row does not end, or goes on after its closing quote",
                    "double each quote inside a quoted cell",
                )
            ) from None
        yield starts, cells
        starts = reader.line_num + 1


def _check_headings(
    file: str, line: int, headings: Sequence[str], required: Sequence[str], optional: Sequence[str] | None
) -> None:
    faults = []
    known = {*required, *(optional or ())}
    for place, heading in enumerate(headings, 1):
        shown = heading if heading in known else ""  # a file without headings begins with a person's data
        if heading in headings[: place - 1]:
            faults.append(Fault(file, line, place, shown, "the heading stands twice", "keep one of the columns"))
        elif optional is not None and heading not in known:
            faults.append(Fault(file, line, place, "", "the heading is not known", "correct it or remove the column"))
    faults.extend(
        Fault(file, line, 0, heading, "the column is missing", "add it with exactly this heading")
        for heading in required
        if heading not in headings
    )
    if faults:
        raise FileRefused(*faults)


def _ragged(file: str, line: int, cells: int, headings: int) -> Fault:
    return Fault(
        file,
        line,
        min(cells, headings) + 1,
        "",
        f"the row has {cells} cells where the headings are {headings}",
        "look for a comma outside quotes or a broken line",
    )


def _whole(file: str, reason: str, remedy: str) -> Fault:
    return Fault(file, 0, 0, "", reason, remedy)
