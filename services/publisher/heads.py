"""What is the same on all rows of an incident: standing, time, grade, place, narrative."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

from schemas import limits
from schemas.events.encompass import Grade, Incident
from schemas.events.event import Standing, Withdrawal
from schemas.events.people import Address
from services.directory.faults import Fault, ValueRefused
from services.publisher.cells import CellReader
from services.publisher.mapping import ExportMapping, Times
from services.publisher.people import read_address
from services.publisher.rows import Row

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
NOWHERE: Final = Address((), "", "")


class Head(Struct, frozen=True):
    """The incident's own cells."""

    standing: Standing
    withdrawal: Withdrawal
    grade: Grade
    occurred_at: datetime
    place: Incident
    narrative: str


def read_head(file: str, row: Row, mapping: ExportMapping, now: datetime) -> Head | list[Fault]:
    """The incident as its first row tells it, or what is wrong there."""
    columns, cells = mapping.incident, CellReader(file, row)
    standing, withdrawal = cells.coded(columns.standing), cells.coded(columns.withdrawal)
    grade = cells.coded(columns.grade)
    cells.required(columns.occurred_at)
    occurred_at = cells.parsed(columns.occurred_at, lambda text: _occurred(text, mapping.times, now), None)
    address = read_address(cells, columns.location) or NOWHERE
    place, narrative = Incident(address, cells.label(columns.place)), cells.free_text(columns.narrative)
    if standing is Standing.WITHDRAWN and withdrawal is Withdrawal.NONE:
        cells.refuse(columns.withdrawal.column, "the incident is withdrawn without a reason", "give the reason")
    if standing is Standing.CURRENT and withdrawal not in (None, Withdrawal.NONE):
        reason = "a reason for withdrawal stands beside an incident that is not withdrawn"
        cells.refuse(columns.withdrawal.column, reason, "empty it, or withdraw the incident")
    if cells.faults or standing is None or withdrawal is None or grade is None or occurred_at is None:
        return cells.faults
    return Head(standing, withdrawal, grade, occurred_at, place, narrative)


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


def _occurred(text: str, times: Times, now: datetime) -> datetime:
    at = times.read_time(text)
    if at > now + timedelta(seconds=limits.CLOCK_SKEW_SECONDS):
        raise ValueRefused("the time lies in the future", "correct the time, or set this computer's clock")
    if at < EARLIEST:
        raise ValueRefused("the time lies before 1900", "correct the year")
    return at
