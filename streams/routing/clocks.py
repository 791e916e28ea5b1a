"""By when a routed recipient must have opened a notice: minutes, working days, the next meeting."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from schemas.events.missing import Episode
from streams.calendar import AreaCalendar, add_working_days
from streams.calendar.setting import Weekday
from streams.calendar.wall_clock import LONDON, instant_of
from streams.deciders.opened import OpenedEvent
from streams.routing.routes import Clock, ClockRule, Meeting, Starts

_WEEKDAYS: Final = tuple(Weekday)
_LEFT: Final = timedelta(hours=1)
_MIDDAY: Final = time(12, 0)


def latest_by(
    clock: Clock, meeting: Meeting | None, area: AreaCalendar, event: OpenedEvent, known_at: datetime
) -> tuple[datetime, str]:
    """The latest time by a clock other than the school day's, and the name of the rule that gave it.

    A clock that had run out before the hub knew leaves an hour. ValueError for a meeting that the area does not have.
    """
    start = _start(clock, event, known_at)
    match clock.rule:
        case ClockRule.MINUTES:
            return not_over(known_at, start + timedelta(minutes=clock.amount)), f"minutes_{clock.amount}"
        case ClockRule.WORKING_DAYS:
            at, rule = working_days_after(area, start, clock.amount)
            return not_over(known_at, at), rule
        case ClockRule.MEETING if meeting is not None:
            return next_meeting(meeting, known_at), f"meeting_{clock.meeting}"
        case _:
            raise ValueError(f"no time follows from a clock of `{clock.rule}` and meeting `{clock.meeting}`")


def working_days_after(area: AreaCalendar, start: datetime, amount: int) -> tuple[datetime, str]:
    """The end of the area's office hours so many working days after an instant, and the name of the rule."""
    return _close_of(area, add_working_days(area, start.astimezone(LONDON).date(), amount)), f"working_days_{amount}"


def next_meeting(meeting: Meeting, after: datetime) -> datetime:
    """When the first meeting after an instant begins."""
    today = after.astimezone(LONDON).date()
    starts = _starts_from(meeting, today)
    return starts if starts > after else _starts_from(meeting, today + timedelta(days=1))


@lru_cache(maxsize=1024)
def _starts_from(meeting: Meeting, day: date) -> datetime:
    """When the first meeting on a day or after it begins."""
    while not _is_day_of(meeting, day):
        day += timedelta(days=1)
    return instant_of(day, time.fromisoformat(meeting.starts))


def _is_day_of(meeting: Meeting, day: date) -> bool:
    if _WEEKDAYS[day.weekday()] is not meeting.weekday:
        return False
    return meeting.in_month == 0 or (day.day - 1) // 7 + 1 == meeting.in_month


def not_over(known_at: datetime, at: datetime) -> datetime:
    """A latest time; an hour, where it had run out before the hub knew."""
    return at if at > known_at else known_at + _LEFT


def _start(clock: Clock, event: OpenedEvent, known_at: datetime) -> datetime:
    episode = event.fact(Episode) if clock.starts is Starts.RETURNED else None
    return episode.returned_at if episode is not None and episode.returned_at is not None else known_at


def _close_of(area: AreaCalendar, day: date) -> datetime:
    """The end of office hours on a working day; midday where the area has none on that weekday."""
    ends = [hours.ends for hours in area.office_hours if hours.weekday is _WEEKDAYS[day.weekday()]]
    return instant_of(day, max(ends)) if ends else instant_of(day, _MIDDAY)
