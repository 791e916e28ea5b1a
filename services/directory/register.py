"""The national register of schools: Get Information about Schools (GIAS), `edubasealldata` and its links file.

Settings become `SettingRegistered` records, straight from the file. What the file leaves empty stays empty and is
counted in the report; nothing is guessed. Codes follow the DfE's own lists.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from schemas.records.reference import SettingRegistered, SettingStatus
from services.directory.faults import Fault, ValueRefused
from services.directory.links import Links, read_links
from services.directory.names import fold_name
from services.directory.tables import Cells, Row, Table, read_table
from services.directory.values import parse_postcode, parse_urn, parse_whole

URN: Final = "URN"
NAME: Final = "EstablishmentName"
AREA: Final = "LA (code)"
NUMBER: Final = "EstablishmentNumber"
STATUS: Final = "EstablishmentStatus (code)"
PHASE_CODE: Final = "PhaseOfEducation (code)"
PHASE: Final = "PhaseOfEducation (name)"
KIND: Final = "TypeOfEstablishment (name)"
BOARDERS: Final = "Boarders (name)"
LOW_AGE: Final = "StatutoryLowAge"
HIGH_AGE: Final = "StatutoryHighAge"
TOWN: Final = "Town"
POSTCODE: Final = "Postcode"
OPENED: Final = "OpenDate"
CLOSED: Final = "CloseDate"
HEADINGS: Final = (
    URN, NAME, AREA, NUMBER, STATUS, PHASE_CODE, PHASE, KIND, BOARDERS, LOW_AGE, HIGH_AGE, TOWN, POSTCODE, OPENED,
    CLOSED,
)  # fmt: skip
STATUSES: Final = {
    "1": SettingStatus.OPEN,
    "2": SettingStatus.CLOSED,
    "3": SettingStatus.PROPOSED_TO_CLOSE,
    "4": SettingStatus.PROPOSED_TO_OPEN,
}
OPEN: Final = frozenset({SettingStatus.OPEN, SettingStatus.PROPOSED_TO_CLOSE})
"""A school that is proposed to close is open until it does."""
PHASES: Final = {
    "0": "Not applicable",
    "1": "Nursery",
    "2": "Primary",
    "3": "Middle deemed primary",
    "4": "Secondary",
    "5": "Middle deemed secondary",
    "6": "16 plus",
    "7": "All-through",
}
BOARDING: Final = {
    "boarding school": True,
    "children's home (boarding school)": True,
    "no boarders": False,
    "not applicable": False,
}

T = TypeVar("T")


class Gap(Struct, frozen=True, order=True):
    """How many rows leave a column empty, and how many of them are open schools."""

    column: str
    rows: int
    open_rows: int


class ImportReport(Struct, frozen=True):
    """What an import found: `faults` kept rows out, `notes` did not, `gaps` were left empty in the file."""

    file: str
    encoding: str
    rows: int
    taken: int
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


class Register:
    """The schools of a register by URN, with their links followed."""

    def __init__(self, settings: Mapping[str, SettingRegistered]) -> None:
        self.settings = dict(settings)
        self._open_by_name: dict[str, list[SettingRegistered]] = {}
        for setting in self.settings.values():
            if setting.status in OPEN:
                self._open_by_name.setdefault(fold_name(setting.name), []).append(setting)

    def resolve_successors(self, urn: str) -> tuple[SettingRegistered, ...]:
        """The open schools that this one lives on in, by URN: itself while it is open, several after a split.

        Empty where the chain ends closed, outside the register, or in a loop without an open school. KeyError
        for a URN that the register does not have.
        """
        found, seen, ahead = [], {urn}, [self.settings[urn]]
        while ahead:
            setting = ahead.pop()
            if setting.status in OPEN:
                found.append(setting)
                continue
            for successor in setting.successors:
                if successor in self.settings and successor not in seen:
                    seen.add(successor)
                    ahead.append(self.settings[successor])
        return tuple(sorted(found, key=lambda setting: setting.urn))

    def open_named(self, name: str) -> tuple[SettingRegistered, ...]:
        """All open schools with this name, by URN, whatever its case, accents, punctuation and bracketed ending."""
        return tuple(sorted(self._open_by_name.get(fold_name(name), ()), key=lambda setting: setting.urn))


def read_register(
    schools: bytes, links: bytes | None = None, *, file: str = "edubasealldata.csv", links_file: str = "links.csv"
) -> tuple[Register, ImportReport]:
    """Both files of the register. FileRefused where one cannot be read at all or lacks a column."""
    table = read_table(schools, file, HEADINGS)
    reader = _RegisterReader(table)
    settings = {setting.urn: setting for setting in reader.read()}
    notes = list(reader.notes)
    faults = [*table.faults, *reader.faults]
    if links is not None:
        read = read_links(links, links_file, settings.keys())
        settings = _linked(settings, read)
        faults.extend(read.faults)
        notes.extend([*read.notes, *_stranded(settings, links_file)])
    report = ImportReport(
        file,
        table.encoding,
        len(table.rows) + len(table.faults),
        len(settings),
        reader.gaps(),
        tuple(faults),
        tuple(notes),
    )
    return Register(settings), report


class _RegisterReader:
    """Reads the rows of one table and counts what is empty."""

    def __init__(self, table: Table) -> None:
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        self._table = table
        self._empty: Counter[str] = Counter()
        self._empty_open: Counter[str] = Counter()

    def read(self) -> list[SettingRegistered]:
        """The rows that can be taken; a URN that stands twice takes both rows out."""
        places: dict[str, list[tuple[Row, SettingRegistered]]] = {}
        for row in self._table.rows:
            setting = self._setting(row)
            if setting is not None:
                places.setdefault(setting.urn, []).append((row, setting))
        taken = []
        for found in places.values():
            if len(found) == 1:
                taken.append(found[0][1])
                continue
            lines = ", ".join(str(row.line) for row, _ in found)
            self.faults.extend(
                self._table.fault(
                    row, URN, ValueRefused(f"the URN stands on lines {lines}", "keep the row that is right")
                )
                for row, _ in found
            )
        return taken

    def gaps(self) -> tuple[Gap, ...]:
        """The columns that some rows leave empty, most often first."""
        return tuple(Gap(column, rows, self._empty_open[column]) for column, rows in self._empty.most_common())

    def _setting(self, row: Row) -> SettingRegistered | None:
        cells = Cells(self._table, row)
        urn = cells.parsed(URN, parse_urn, required=True)
        area = cells.parsed(AREA, _parse_area, required=True)
        name = cells.required(NAME)
        status = cells.parsed(STATUS, _parse_status, required=True)
        if urn is None or area is None or status is None or not name or cells.faults:
            self.faults.extend(cells.faults)
            return None
        optional = _Optional(cells, row)
        setting = SettingRegistered(
            urn=urn,
            name=name,
            area=area,
            establishment_number=optional.text(NUMBER),
            status=status,
            phase=self._phase(optional),
            kind=optional.text(KIND),
            boarding=optional.value(BOARDERS, _parse_boarding) or False,
            low_age=optional.value(LOW_AGE, parse_whole),
            high_age=optional.value(HIGH_AGE, parse_whole),
            town=optional.text(TOWN),
            postcode=optional.value(POSTCODE, parse_postcode) or "",
            opened=optional.value(OPENED, _parse_gias_date),
            closed=optional.value(CLOSED, _parse_gias_date, counts=status is SettingStatus.CLOSED),
            successors=(),
            predecessors=(),
        )
        self.notes.extend(cells.faults)
        self._count(optional.empty, status)
        return setting

    def _phase(self, optional: "_Optional") -> str:
        code = optional.value(PHASE_CODE, _parse_phase)
        return optional.text(PHASE) or code or ""

    def _count(self, empty: Iterable[str], status: SettingStatus) -> None:
        for column in empty:
            self._empty[column] += 1
            self._empty_open[column] += status in OPEN


class _Optional:
    """Cells that may be empty: the headings of those that are, are kept."""

    def __init__(self, cells: Cells, row: Row) -> None:
        self.empty: list[str] = []
        self._cells = cells
        self._row = row

    def text(self, heading: str) -> str:
        self._note_empty(heading, counts=True)
        return self._cells.text(heading)

    def value(self, heading: str, parse: Callable[[str], T], *, counts: bool = True) -> T | None:
        self._note_empty(heading, counts=counts)
        return self._cells.parsed(heading, parse)

    def _note_empty(self, heading: str, *, counts: bool) -> None:
        if counts and not self._row.cells[heading].strip():
            self.empty.append(heading)


def _linked(settings: Mapping[str, SettingRegistered], links: Links) -> dict[str, SettingRegistered]:
    return {
        urn: msgspec.structs.replace(
            setting, successors=links.successors.get(urn, ()), predecessors=links.predecessors.get(urn, ())
        )
        for urn, setting in settings.items()
    }


def _stranded(settings: Mapping[str, SettingRegistered], file: str) -> list[Fault]:
    """A note for each closed school whose links end nowhere: in a loop, or in schools that are closed too."""
    register = Register(settings)
    return [
        Fault(file, 0, 0, urn, "its successors lead to no open school of the register",
              "a notice that names it goes to the council's desk; import the areas that it links to")
        for urn, setting in settings.items()
        if setting.status is SettingStatus.CLOSED and setting.successors and not register.resolve_successors(urn)
    ]  # fmt: skip


def _parse_area(value: str) -> str:
    if len(value) != 3 or not value.isdigit():
        raise ValueRefused("this is not a local authority code of three digits", "take it from the register anew")
    return value


def _parse_status(value: str) -> SettingStatus:
    if value not in STATUSES:
        raise ValueRefused(f"the status code `{value[:8]}` is not known", "it must be 1, 2, 3 or 4")
    return STATUSES[value]


def _parse_phase(value: str) -> str:
    if value not in PHASES:
        raise ValueRefused(f"the phase code `{value[:8]}` is not known", "it must be 0 to 7; the name is kept as it is")
    return PHASES[value]


def _parse_boarding(value: str) -> bool:
    known = BOARDING.get(value.lower())
    if known is None:
        raise ValueRefused(f"the boarding entry `{value[:40]}` is not known", "taken as no boarders until it is mapped")
    return known


def _parse_gias_date(value: str) -> date:
    """GIAS writes day-month-year."""
    parts = value.split("-")
    if len(parts) != 3 or [len(part) for part in parts] != [2, 2, 4] or not all(part.isdigit() for part in parts):
        raise ValueRefused("this is not a date as GIAS writes it", "it must be like 31-08-2018; left empty")
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError as error:
        raise ValueRefused("there is no such day", "it must be like 31-08-2018; left empty") from error
