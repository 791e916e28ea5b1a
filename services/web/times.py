"""Times in words, by the London clock, as a reader at a school gate needs them."""

from datetime import datetime, timedelta

from streams.calendar.wall_clock import day, london

__all__ = ["clock", "day", "day_and_time", "example", "full", "left", "london", "machine"]


def clock(at: datetime) -> str:
    """`08:45`."""
    return f"{london(at):%H:%M}"


def day_and_time(at: datetime, now: datetime) -> str:
    """`08:45 today`, `Monday 08:45` within the next six days, else `Monday 23 November 2026, 08:45`."""
    days = (london(at).date() - london(now).date()).days
    if days == 0:
        return f"{clock(at)} today"
    if days == 1:
        return f"{clock(at)} tomorrow, {london(at):%A}"
    if 1 < days < 7:
        return f"{london(at):%A} {clock(at)}"
    return full(at)


def full(at: datetime) -> str:
    """`Friday 20 November 2026, 23:00`."""
    local = london(at)
    return f"{local:%A} {local.day} {local:%B %Y}, {clock(at)}"


def example(now: datetime) -> str:
    """A time of yesterday as forms take it, to show how: `24/11/2026 16:30`."""
    return f"{london(now - timedelta(days=1)):%d/%m/%Y} 16:30"


def left(due_at: datetime, now: datetime) -> str:
    """How long until a time, rounded down: `40 minutes left`, `3 hours left`, `2 days left`; `Time is up` after it."""
    remaining = due_at - now
    if remaining <= timedelta():
        return "Time is up"
    minutes = int(remaining.total_seconds() // 60)
    if minutes < 1:
        return "Less than a minute left"
    if minutes < 90:
        return f"{_count(minutes, 'minute')} left"
    hours = minutes // 60
    return f"{_count(hours, 'hour')} left" if hours < 48 else f"{_count(hours // 24, 'day')} left"


def machine(at: datetime) -> str:
    """For a `time` element."""
    return at.isoformat()


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
