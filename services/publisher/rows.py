"""The rows of an export, from CSV or JSON, each cell with its place in the file.

What cannot be attributed to a row refuses the whole file; a row that alone is broken is kept apart with what it says,
so that the incident which it may belong to can be held back.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from services.directory.faults import Fault, FileRefused
from services.directory.tables import allow_long_cells
from services.publisher.encodings import decode_export
from services.publisher.json_places import JsonRefused, Lines, Node, read_json
from services.publisher.mapping import Encoding, ExportMapping, JsonFormat

ROWS: Final = 100_000
DELIMITERS: Final = {",": ",", ";": ";", "\t": "\\t", "|": "|"}
"""Signs that part cells in exports, as a mapping writes them."""
NO_LINES: Final[Mapping[str, int]] = {}


class Row(Struct, frozen=True):
    """One person of one incident: the cells by column. `lines` has the cells that stand on a line of their own.

    `begins` is the column where the row begins: the place of a cell that is not there.
    """

    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]
    lines: Mapping[str, int] = NO_LINES
    begins: int = 0

    def fault(self, file: str, column: str, reason: str, remedy: str) -> Fault:
        """A fault of one cell, with its place."""
        return Fault(
            file, self.lines.get(column, self.line), self.columns.get(column, self.begins), column, reason, remedy
        )


class BrokenRow(Struct, frozen=True):
    """A row with another number of cells than the headings; `before` rows could be read before it."""

    fault: Fault
    cells: tuple[str, ...]
    before: int


class Export(Struct, frozen=True):
    """What a file holds."""

    file: str
    rows: tuple[Row, ...]
    broken: tuple[BrokenRow, ...]


def read_export(data: bytes, file: str, mapping: ExportMapping) -> Export:
    """The rows of an export: JSON where the file's name ends in `.json`, else CSV. FileRefused names the place."""
    if not file.lower().endswith(".json"):
        return _read_csv(decode_export(data, mapping.csv.encoding, file), file, mapping)
    if mapping.json_format is None:
        raise FileRefused(
            Fault(file, 0, 0, "", "the mapping says nothing of JSON exports", "add `json:` with `rows:` to it")
        )
    return _read_json(decode_export(data, Encoding.UTF_8, file), file, mapping, mapping.json_format)


def _read_csv(text: str, file: str, mapping: ExportMapping) -> Export:
    records = _records(text, file, mapping.csv.delimiter)
    first = next(records, None)
    if first is None:
        raise FileRefused(Fault(file, 0, 0, "", "the file is empty", "export it again, with its headings"))
    line, headings = first[0], [heading.strip() for heading in first[1]]
    if not headings:
        raise FileRefused(Fault(file, line, 0, "", "the first line is empty", "export it again, headings first"))
    _check_headings(file, line, headings, mapping)
    columns = {heading: place for place, heading in enumerate(headings, 1)}
    rows: list[Row] = []
    broken: list[BrokenRow] = []
    for line, cells in records:
        if len(cells) == len(headings):
            rows.append(Row(line, dict(zip(headings, cells, strict=True)), columns))
        elif cells:
            broken.append(BrokenRow(_ragged(file, line, len(cells), len(headings)), tuple(cells), len(rows)))
        _check_count(file, len(rows))
    return Export(file, tuple(rows), tuple(broken))


def _records(text: str, file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins (RFC 4180 quoting)."""
    allow_long_cells()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reason = "a quoted cell of this row does not end, or goes on after its closing quote"
            raise FileRefused(
                Fault(file, begins, 0, "", reason, "close the quotes, and double each quote inside a quoted cell")
            ) from None
        yield begins, cells
        begins = reader.line_num + 1


def _check_headings(file: str, line: int, headings: Sequence[str], mapping: ExportMapping) -> None:
    _check_delimiter(file, line, headings, mapping)
    known = {*mapping.columns(), *mapping.ignored}
    faults = []
    for place, heading in enumerate(headings, 1):
        if heading not in known:  # it is not repeated: a file without headings has a person's data in their place
            faults.append(Fault(file, line, place, "", *UNKNOWN_COLUMN))
        elif heading in headings[: place - 1]:
            faults.append(Fault(file, line, place, heading, "the heading stands twice", "keep one of the columns"))
    faults += [
        Fault(file, line, 0, column, "the column is missing", "export it with exactly this heading")
        for column in mapping.columns()
        if column not in headings
    ]
    if faults:
        raise FileRefused(*faults)


def _check_delimiter(file: str, line: int, headings: Sequence[str], mapping: ExportMapping) -> None:
    """Say which sign parts the headings, where it is not the mapping's: else every column would be missing."""
    if len(headings) > 1:
        return
    other = next((sign for sign in DELIMITERS if set(headings[0].split(sign)) & set(mapping.columns())), None)
    if other is not None:
        said, found = DELIMITERS.get(mapping.csv.delimiter, mapping.csv.delimiter), DELIMITERS[other]
        reason = f"the columns are parted by `{found}`, and the mapping says `{said}`"
        raise FileRefused(
            Fault(file, line, 0, "", reason, "export it as the mapping says, or correct `delimiter` in it")
        )


UNKNOWN_COLUMN: Final = (
    "the mapping does not know this column",
    "correct its name, or list it in the mapping under `ignored`",
)


def _ragged(file: str, line: int, cells: int, headings: int) -> Fault:
    reason = f"the row has {cells} cells where the headings are {headings}"
    return Fault(
        file, line, min(cells, headings) + 1, "", reason, "look for a comma outside quotes or a line broken in two"
    )


def _check_count(file: str, rows: int) -> None:
    if rows > ROWS:
        raise FileRefused(Fault(file, 0, 0, "", f"the file has more than {ROWS} rows", "export it in parts"))


def _read_json(text: str, file: str, mapping: ExportMapping, form: JsonFormat) -> Export:
    lines = Lines(text)
    try:
        rows = tuple(_JsonRows(lines, mapping, form).rows(read_json(text)))
    except JsonRefused as refusal:
        line, column = lines.place(refusal.at)
        raise FileRefused(Fault(file, line, column, refusal.key, refusal.reason, refusal.remedy)) from None
    _check_count(file, len(rows))
    return Export(file, rows, ())


class _JsonRows:
    """The rows of a JSON export: a list of rows, or of incidents that each hold their list of people."""

    def __init__(self, lines: Lines, mapping: ExportMapping, form: JsonFormat) -> None:
        self._lines = lines
        self._form = form
        self._known = {*mapping.columns(), *mapping.ignored}

    def rows(self, top: Node) -> Iterator[Row]:
        """Each row, its incident's cells among its own. Raises `JsonRefused`."""
        listed = _object(top, "the export").get(self._form.rows)
        if listed is None:
            raise JsonRefused(top.at, self._form.rows, "the list of rows is missing", "export it under this key")
        for node in _list(listed, self._form.rows):
            yield from self._rows_of(node)

    def _rows_of(self, node: Node) -> Iterator[Row]:
        own = dict(_object(node, "a row"))
        if self._form.people is None:
            yield self._row(node, own)
            return
        people = own.pop(self._form.people, None)
        if people is None:
            raise JsonRefused(node.at, self._form.people, "the list of people is missing", "export it under this key")
        if people.value == []:  # a withdrawn incident needs no people; of any other this row is at fault
            yield self._row(node, own)
        for person in _list(people, self._form.people):
            theirs = _object(person, "a person")
            both = own.keys() & theirs.keys()
            if both:
                key = min(both)
                raise JsonRefused(
                    theirs[key].at,
                    key if key in self._known else "",
                    "the incident has this key too",
                    "keep it in one place",
                )
            yield self._row(person, {**own, **theirs})

    def _row(self, node: Node, nodes: Mapping[str, Node]) -> Row:
        cells, columns, lines = {}, {}, {}
        for key, cell in nodes.items():
            if key not in self._known:
                raise JsonRefused(cell.at, "", *UNKNOWN_COLUMN)
            if not isinstance(cell.value, str):
                raise JsonRefused(cell.at, key, "the value is a list or an object", "export it as one text")
            cells[key] = cell.value
            lines[key], columns[key] = self._lines.place(cell.at)
        line, begins = self._lines.place(node.at)
        return Row(line, cells, columns, lines, begins)


def _object(node: Node, what: str) -> Mapping[str, Node]:
    if not isinstance(node.value, dict):
        raise JsonRefused(node.at, "", f"{what} is not an object", 'write it as {"column": "value"}')
    return node.value


def _list(node: Node, key: str) -> Sequence[Node]:
    if not isinstance(node.value, list):
        raise JsonRefused(node.at, key, "the value is not a list", "write it as a list of objects")
    return node.value
