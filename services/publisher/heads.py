"""What is the same on all rows of an incident: standing, time, grade, the facts of its type, narrative."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.events.encompass import Grade, Incident
from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import Address
from schemas.sealed_event import PlainSection
from services.directory.faults import Fault
from services.publisher.cells import CellReader
from services.publisher.facts.reading import read_facts
from services.publisher.mapping import ExportMapping
from services.publisher.people import read_address
from services.publisher.rows import Row

NOWHERE: Final = Address((), "", "")


class Head(Struct, frozen=True):
    """The incident's own cells. `facts` are the sections of its event type, before those of people and texts."""

    standing: Standing
    withdrawal: Withdrawal
    grade: Grade
    occurred_at: datetime
    facts: tuple[PlainSection, ...]
    narrative: str


def read_head(file: str, row: Row, mapping: ExportMapping, now: datetime) -> Head | list[Fault]:
    """The incident as its first row tells it, or what is wrong there. Of a withdrawn one the facts are not read."""
    columns, cells = mapping.incident, CellReader(file, row)
    standing, withdrawal = cells.coded(columns.standing), cells.coded(columns.withdrawal)
    grade = cells.coded(columns.grade) if columns.grade is not None else Grade.NOT_ASSESSED
    cells.required(columns.occurred_at)
    occurred_at = cells.parsed(columns.occurred_at, lambda text: mapping.times.read_past(text, now), None)
    if standing is Standing.WITHDRAWN and withdrawal is Withdrawal.NONE:
        cells.refuse(columns.withdrawal.column, "the incident is withdrawn without a reason", "give the reason")
    if standing is Standing.CURRENT and withdrawal not in (None, Withdrawal.NONE):
        reason = "a reason for withdrawal stands beside an incident that is not withdrawn"
        cells.refuse(columns.withdrawal.column, reason, "empty it, or withdraw the incident")
    facts: tuple[PlainSection, ...] = ()
    if standing is not Standing.WITHDRAWN:
        facts = (*_place(cells, mapping), *read_facts(cells, mapping, occurred_at or now, now))
    narrative = cells.free_text(columns.narrative)
    if cells.faults or standing is None or withdrawal is None or grade is None or occurred_at is None:
        return cells.faults
    return Head(standing, withdrawal, grade, occurred_at, facts, narrative)


def differences(file: str, rows: Sequence[Row], columns: Iterable[str]) -> list[Fault]:
    """Cells in which a row of an incident says something else than its first row."""
    first = rows[0]
    return [
        row.fault(
            file, column, f"this differs from line {first.line}, a row of the same incident", "make them the same"
        )
        for row in rows[1:]
        for column in columns
        if row.cells.get(column, "").strip() != first.cells.get(column, "").strip()
    ]


def _place(cells: CellReader, mapping: ExportMapping) -> tuple[PlainSection, ...]:
    """Where it was, in an event type that says so."""
    location, place = mapping.incident.location, mapping.incident.place
    if location is None and place is None:
        return ()
    address = read_address(cells, location) if location is not None else None
    return (PlainSection(SectionKind.INCIDENT, Incident(address or NOWHERE, cells.label(place))),)
