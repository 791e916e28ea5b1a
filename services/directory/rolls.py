"""A school's roll as its management information system exports it: one pupil per row.

The roll is used for matching only. A row at fault is left out and reported; whoever imports decides whether a roll
with faults may stand. Headings and enrolment status follow the DfE's Common Basic Data Set.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from services.directory.faults import Fault, FileRefused, ValueRefused
from services.directory.tables import Cells, Row, Table, read_table
from services.directory.values import is_month_first, parse_date, parse_postcode, parse_upn, parse_uprn

UPN: Final = "UPN"
FAMILY_NAME: Final = "Legal surname"
GIVEN_NAMES: Final = "Legal forename(s)"
KNOWN_AS: Final = "Known as"
BIRTH: Final = "Date of birth"
ADDRESS_1: Final = "Address line 1"
ADDRESS_2: Final = "Address line 2"
TOWN: Final = "Town"
POSTCODE: Final = "Postcode"
UPRN: Final = "UPRN"
ENTRY: Final = "Entry date"
LEAVING: Final = "Leaving date"
ENROLMENT: Final = "Enrolment status"
REQUIRED: Final = (
    UPN, FAMILY_NAME, GIVEN_NAMES, KNOWN_AS, BIRTH, ADDRESS_1, TOWN, POSTCODE, UPRN, ENTRY, LEAVING,
)  # fmt: skip
OPTIONAL: Final = (ADDRESS_2, ENROLMENT)
OLDEST: Final = 26
"""Years: a college roll has learners with a plan up to 25."""


class Enrolment(StrEnum):
    """How a pupil is registered; codes of the Common Basic Data Set."""

    CURRENT = "C"
    CURRENT_MAIN = "M"
    CURRENT_SUBSIDIARY = "S"
    GUEST = "G"
    FURTHER_EDUCATION = "F"
    OTHER = "O"


class Pupil(Struct, frozen=True):
    """One pupil of one roll. `leaving` is the last day on roll; empty texts and None are not known."""

    line: int
    upn: str | None
    family_name: str
    given_names: str
    known_as: str
    date_of_birth: date
    address_lines: tuple[str, ...]
    postcode: str
    uprn: str
    entry: date
    leaving: date | None
    enrolment: Enrolment


class RollImport(Struct, frozen=True):
    """The pupils whose rows are right, and what is wrong with the others; `complete` only without faults."""

    file: str
    encoding: str
    rows: int
    pupils: tuple[Pupil, ...]
    faults: tuple[Fault, ...]
    without_upn: int
    without_postcode: int

    def on_roll(self, day: date) -> tuple[Pupil, ...]:
        """The pupils registered on a day: entered by then, and not past their last day."""
        return tuple(
            pupil for pupil in self.pupils if pupil.entry <= day and (pupil.leaving is None or day <= pupil.leaving)
        )

    @property
    def complete(self) -> bool:
        """Whether every row was taken."""
        return not self.faults


def read_roll(data: bytes, file: str, *, as_of: date) -> RollImport:
    """The roll of one school as of a day, which no date of birth may be after.

    FileRefused where the file cannot be read, lacks a column, or has a date that is month first: then every
    other date in it may be wrong without showing.
    """
    table = read_table(data, file, REQUIRED, OPTIONAL)
    _refuse_month_first(table, (BIRTH, ENTRY, LEAVING))
    faults = list(table.faults)
    read: list[tuple[Row, Pupil]] = []
    for row in table.rows:
        pupil = _pupil(table, row, as_of, faults)
        if pupil is not None:
            read.append((row, pupil))
    pupils = _without_doubles(table, read, faults)
    return RollImport(
        file=file,
        encoding=table.encoding,
        rows=len(table.rows) + len(table.faults),
        pupils=tuple(pupils),
        faults=tuple(sorted(faults)),
        without_upn=sum(pupil.upn is None for pupil in pupils),
        without_postcode=sum(not pupil.postcode for pupil in pupils),
    )


def _refuse_month_first(table: Table, headings: Sequence[str]) -> None:
    faults = [
        table.fault(
            row, heading,
            ValueRefused("the date has the month before the day, so the whole file may", "export it as day/month/year"),
        )
        for row in table.rows
        for heading in headings
        if is_month_first(row.cells[heading])
    ]  # fmt: skip
    if faults:
        raise FileRefused(*faults)


def _pupil(table: Table, row: Row, as_of: date, faults: list[Fault]) -> Pupil | None:
    cells = Cells(table, row)
    upn = cells.parsed(UPN, parse_upn)
    family, given, known = cells.required(FAMILY_NAME), cells.required(GIVEN_NAMES), cells.text(KNOWN_AS)
    birth = cells.parsed(BIRTH, parse_date, required=True)
    lines = tuple(line for line in (cells.text(ADDRESS_1), cells.text(ADDRESS_2), cells.text(TOWN)) if line)
    postcode, uprn = cells.parsed(POSTCODE, parse_postcode), cells.parsed(UPRN, parse_uprn)
    entry = cells.parsed(ENTRY, parse_date, required=True)
    leaving = cells.parsed(LEAVING, parse_date)
    enrolment = cells.parsed(ENROLMENT, _parse_enrolment) or Enrolment.CURRENT
    if birth is not None:
        _check_order(cells, birth, entry, leaving, as_of)
    if cells.faults or birth is None or entry is None:
        faults.extend(cells.faults)
        return None
    return Pupil(
        row.line, upn, family, given, known, birth, lines, postcode or "", uprn or "", entry, leaving, enrolment
    )


def _check_order(cells: Cells, birth: date, entry: date | None, leaving: date | None, as_of: date) -> None:
    if birth > as_of:
        cells.refuse(BIRTH, ValueRefused("the date of birth is in the future", "correct the date"))
        return
    if birth.year < as_of.year - OLDEST:
        cells.refuse(BIRTH, ValueRefused(f"nobody on a roll is older than {OLDEST}", "correct the year"))
    if entry is not None and entry < birth:
        cells.refuse(ENTRY, ValueRefused("the entry is before the date of birth", "correct one of the dates"))
    if entry is not None and leaving is not None and leaving < entry:
        cells.refuse(LEAVING, ValueRefused("the leaving date is before the entry date", "correct one of the dates"))


def _parse_enrolment(value: str) -> Enrolment:
    try:
        return Enrolment(value.upper())
    except ValueError:
        codes = ", ".join(Enrolment)
        raise ValueRefused("this is no enrolment status", f"use one of {codes}") from None


def _without_doubles(table: Table, read: Sequence[tuple[Row, Pupil]], faults: list[Fault]) -> list[Pupil]:
    """The first of equal rows; rows that share a UPN and differ are all refused, for nobody knows which is right."""
    groups: dict[object, list[tuple[Row, Pupil]]] = {}
    for row, pupil in read:
        key: object = pupil.upn or (
            pupil.family_name.casefold(), pupil.given_names.casefold(), pupil.date_of_birth, pupil.postcode
        )  # fmt: skip
        groups.setdefault(key, []).append((row, pupil))
    kept = []
    for found in groups.values():
        if len({tuple(row.cells.values()) for row, _ in found}) == 1:
            kept.append(found[0][1])
            doubles = found[1:]
            reason, remedy = "the row stands twice", "remove one"
        else:
            doubles = found
            lines = ", ".join(str(row.line) for row, _ in found)
            reason, remedy = f"lines {lines} are the same pupil with different details", "keep the one that is right"
        faults.extend(table.fault(row, UPN, ValueRefused(reason, remedy)) for row, _ in doubles)
    return kept
