"""On which days a meeting is held: the next one, or that of a day, with those before and after it."""

from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from streams.calendar.wall_clock import instant_of, london
from streams.routing.clocks import next_meeting
from streams.routing.routes import Meeting

_LOOK_BACK: Final = timedelta(days=63)
"""Within so long before any time at least one meeting was held: each is weekly or monthly."""


class Sitting(Struct, frozen=True):
    """One meeting on one day. What fell due after `before` and up to `at` is discussed at it."""

    meeting: Meeting
    before: datetime
    at: datetime
    after: datetime

    @property
    def day(self) -> str:
        """The London day, as 2026-11-25."""
        return _day(self.at)

    @property
    def day_before(self) -> str:
        """The day of the meeting before."""
        return _day(self.before)

    @property
    def day_after(self) -> str:
        """The day of the meeting after."""
        return _day(self.after)


def next_sitting(meeting: Meeting, now: datetime) -> Sitting:
    """The first meeting after a time."""
    return _sitting(meeting, next_meeting(meeting, now))


def sitting_on(meeting: Meeting, day: str) -> Sitting | None:
    """The meeting of a London day, as 2026-11-25; None where none is held then, or it is no day."""
    try:
        begins = instant_of(date.fromisoformat(day), time(0, 0))
    except ValueError:
        return None
    found = _sitting(meeting, next_meeting(meeting, begins - timedelta(microseconds=1)))
    return found if found.day == day else None


def _sitting(meeting: Meeting, at: datetime) -> Sitting:
    before = at - _LOOK_BACK
    while (following := next_meeting(meeting, before)) < at:
        before = following
    return Sitting(meeting, before, at, next_meeting(meeting, at))


def _day(at: datetime) -> str:
    return f"{london(at):%Y-%m-%d}"
