"""What a latest time says of itself, and all the latest times that one day at a school can lead to."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class DeadlineRule(StrEnum):
    """Which rule gave the latest time."""

    END_OF_DAY = "end_of_day"
    NEXT_FIRST_BELL = "next_first_bell"
    BOARDING = "boarding"
    NO_OPEN_DAY = "no_open_day"
    HOLIDAY_DESK = "holiday_desk"
    """Not a notice's own: the time that a council's desk has for one whose school is in its holidays."""


class Deadline(Struct, frozen=True, cache_hash=True):
    """By when a notice must have been opened, and why.

    `due_at` is in UTC and after the time it was known. `school_day` is the school's day that the rule speaks of (the
    London date for boarding), None without an open day: then the council's desk has it at once. `in_holiday`: send it
    also to the school's holiday contact and the council's desk. `default_calendar`: the school's own bell is not known.
    `term_dates_presumed` and `bank_holidays_presumed`: a day that mattered lies outside the dates that we were given.
    `held_until` is when the notice is sent, in an area that holds weekends; None, as a rule, is at once.
    """

    due_at: datetime
    rule: DeadlineRule
    school_day: date | None
    in_holiday: bool
    default_calendar: bool
    term_dates_presumed: bool
    bank_holidays_presumed: bool
    held_until: datetime | None = None


class Hours(Struct, frozen=True):
    """An open day's hours, as instants, with what is due before the bell and during the day."""

    first_bell: datetime
    end_of_day: datetime
    before_bell: Deadline
    in_day: Deadline


class DayPlan(Struct, frozen=True):
    """All that can come of one London date: `otherwise` is None when no later day is open.

    `in_holiday` speaks of the time outside the day's own hours.
    """

    hours: Hours | None
    otherwise: Deadline | None
    in_holiday: bool
