"""Tables of hotspots as pages and CSV show them."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from schemas.records.hotspots import WEEKS
from services.web.words_events import EVENTS
from streams.calendar.wall_clock import LONDON, day
from streams.hotspots.decide import GRACE
from streams.views.rows import HotspotRow

KEPT_BACK_MARK: Final = "[c]"
"""How the Government Analysis Function marks a confidential number in a table."""


class ShownTable(Struct, frozen=True):
    """One table in words: headings of its weeks and the total, and its rows, the last of which is the total."""

    row: HotspotRow
    title: str
    weeks: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def shown_table(row: HotspotRow) -> ShownTable:
    """A published table in words."""
    names = (*row.places, "All places")
    numbers = (tuple(KEPT_BACK_MARK if one is None else str(one) for one in line) for line in row.shown)
    last = row.first_day + timedelta(weeks=WEEKS, days=-1)
    title = f"{EVENTS[row.event_type].title}, {day(row.first_day)} to {day(last)}"
    return ShownTable(row, title[0].upper() + title[1:], weeks_of(row), tuple(zip(names, numbers, strict=True)))


def weeks_of(row: HotspotRow) -> tuple[str, ...]:
    """The headings of a table's columns."""
    days = (row.first_day + timedelta(weeks=week) for week in range(WEEKS))
    return (*(f"Week of {one.day} {one:%b}" for one in days), "All four weeks")


def csv_of(row: HotspotRow) -> str:
    """A table as CSV, with one line a place and a heading."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    days = [(row.first_day + timedelta(weeks=week)).isoformat() for week in range(WEEKS)]
    writer.writerow(["place", *days, "all"])
    for name, numbers in shown_table(row).lines:
        writer.writerow([name, *numbers])
    return out.getvalue()


def next_day(rows: Sequence[HotspotRow], now: datetime) -> date:
    """The Monday that a form offers: after the latest table, else the latest four weeks that can be published."""
    if rows:
        return max(row.first_day for row in rows) + timedelta(weeks=WEEKS)
    latest = now.astimezone(LONDON).date() - GRACE - timedelta(weeks=WEEKS)
    return latest - timedelta(days=latest.weekday())
