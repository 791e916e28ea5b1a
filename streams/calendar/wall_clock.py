"""London wall time and the instants (UTC) that it names, across both clock changes."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day(value: date) -> str:
    """A date as people read it: `4 May 2027`."""
    return f"{value.day} {value:%B %Y}"


def london(at: datetime) -> datetime:
    """The London wall time of an instant. ValueError for a time without a zone."""
    _require_zone(at)
    return at.astimezone(LONDON)


def utc(at: datetime) -> datetime:
    """The same instant in UTC. ValueError for a time without a zone, which would be read as this machine's own."""
    _require_zone(at)
    return at.astimezone(UTC)


def _require_zone(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("the time carries no zone: give an aware time in UTC")


def instant_of(day: date, wall: time) -> datetime:
    """The first instant, in UTC, at which a London clock on that day shows this time or a later one.

    An ambiguous time in October is its first occurrence (fold 0), so the clock change never makes a notice due later.
    A time that March skips is the instant of the change: fold 0 would place it after later times of the same day and
    fold 1 before earlier ones, whereas this keeps the order of the day.
    """
    local = datetime.combine(day, wall, LONDON)
    instant = local.replace(fold=0).astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _end_of_gap(local, instant)


def _end_of_gap(skipped: datetime, after: datetime) -> datetime:
    before = skipped.replace(fold=1).astimezone(UTC)
    wanted = skipped.replace(tzinfo=None)

    def has_passed(second: int) -> bool:
        shown = (before + timedelta(seconds=second)).astimezone(LONDON)
        return shown.replace(tzinfo=None) >= wanted

    seconds = range(int((after - before).total_seconds()) + 1)
    return before.replace(microsecond=0) + timedelta(seconds=bisect_left(seconds, True, key=has_passed))
