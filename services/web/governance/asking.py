"""What the pages' questions name: a day, an area, an item, a body. A value that is none gets a mistake of its own."""

from datetime import UTC, date, datetime

from msgspec import Struct

from services.web.desks import Mistake
from streams.agreements.compiled import Index
from streams.calendar.wall_clock import LONDON, london
from streams.reference.as_of import index_as_of
from streams.reference.facts import Reference


class DayAsked(Struct, frozen=True):
    """The instant that a question is about, and the day as it stands in the form; `mistake` where that is no day."""

    at: datetime
    text: str
    mistake: Mistake | None = None


def day_asked(text: str, now: datetime) -> DayAsked:
    """Noon in London of a day like 2026-11-22; now, where none is given or it is today."""
    today = london(now).date()
    if not text:
        return DayAsked(now, today.isoformat())
    day = as_day(text)
    if day is None:
        return DayAsked(now, text, Mistake("day", "Enter a day that the calendar has, such as 2026-11-22"))
    return DayAsked(now if day == today else noon(day), text)


def as_day(text: str) -> date | None:
    """A day from 1970 on, written like 2026-11-22."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def noon(day: date) -> datetime:
    """Noon of a London day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=LONDON).astimezone(UTC)


def index_at(reference: Reference, asked: DayAsked) -> Index:
    """The instruments that a question of a day is put to, as they stood on it."""
    return index_as_of(reference.instruments, asked.at)
