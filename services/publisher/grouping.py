"""Which rows are one incident: those of one reference, of its latest revision in the file."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from schemas import limits
from services.directory.faults import Fault, ValueRefused
from services.publisher.cells import CellReader
from services.publisher.mapping import ExportMapping
from services.publisher.rows import BrokenRow, Export, Row

REVISION_DIGITS: Final = 9


class Group(Struct, frozen=True):
    """The rows of one incident. `faults` concern the incident as a whole: with any, nothing of it can go."""

    reference: str
    revision: int | None
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class Grouping(Struct, frozen=True):
    """The groups in the order of the file, faults of rows without an incident, and remarks."""

    groups: tuple[Group, ...]
    strays: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def group_rows(export: Export, mapping: ExportMapping) -> Grouping:
    """The rows by reference. A row that names none may belong to its neighbours, so theirs are held back with it."""
    references: list[str | None] = []
    suspected: defaultdict[str, list[Fault]] = defaultdict(list)
    strays: list[Fault] = []
    for row in export.rows:
        cells = CellReader(export.file, row)
        references.append(cells.required(mapping.incident.reference, limits.REFERENCE) or None)
        strays += cells.faults
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for number, (row, reference) in enumerate(zip(export.rows, references, strict=True)):
        if reference is not None:
            rows[reference].append(row)
            continue
        for neighbour in _neighbours(references, number, number + 1):
            suspected[neighbour].append(next(fault for fault in strays if fault.line == _line(row, mapping)))
    for broken in export.broken:
        strays.append(broken.fault)
        for suspect in _suspects(broken, references, rows):
            suspected[suspect].append(broken.fault)
    notes: list[Fault] = []
    groups = tuple(
        _latest(export.file, reference, found, suspected[reference], mapping, notes)
        for reference, found in rows.items()
    )
    return Grouping(groups, tuple(strays), tuple(notes))


def _line(row: Row, mapping: ExportMapping) -> int:
    return row.lines.get(mapping.incident.reference, row.line)


def _neighbours(references: list[str | None], before: int, after: int) -> set[str]:
    """The nearest references on both sides of a gap."""
    above = next((one for one in reversed(references[:before]) if one is not None), None)
    below = next((one for one in references[after:] if one is not None), None)
    return {one for one in (above, below) if one is not None}


def _suspects(broken: BrokenRow, references: list[str | None], rows: Mapping[str, list[Row]]) -> set[str]:
    named = {cell.strip() for cell in broken.cells} & rows.keys()
    return named or _neighbours(references, broken.before, broken.before)


def _latest(
    file: str,
    reference: str,
    rows: list[Row],
    suspected: list[Fault],
    mapping: ExportMapping,
    notes: list[Fault],
) -> Group:
    """The rows of the latest revision; the export's earlier ones are not sent, and noted."""
    column = mapping.incident.revision
    if column is None:
        return Group(reference, None, tuple(rows), tuple(suspected))
    faults = list(suspected)
    numbers = []
    for row in rows:
        cells = CellReader(file, row)
        cells.required(column)
        numbers.append(cells.parsed(column, parse_revision, 0))
        faults += dict.fromkeys(cells.faults)
    latest = max(numbers)
    overtaken = [row for row, number in zip(rows, numbers, strict=True) if 0 < number < latest]
    if overtaken:
        remark = ("a later revision of this incident stands in the same file", "nothing: the later one counts")
        notes.append(overtaken[0].fault(file, column, *remark))
    current = tuple(row for row, number in zip(rows, numbers, strict=True) if number == latest)
    return Group(reference, latest, current, tuple(faults))


def parse_revision(text: str) -> int:
    """A revision as an export counts it. ValueRefused where it is no whole number from 1."""
    if not (text.isascii() and text.isdigit() and len(text) <= REVISION_DIGITS and int(text) > 0):
        raise ValueRefused("the revision is not a whole number from 1", "write digits only")
    return int(text)
