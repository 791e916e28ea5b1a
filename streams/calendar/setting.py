"""What a school tells us about its days: bells, closures and single days with other hours.

All times are London wall times without a zone, all ranges include both ends. The records hash once and cheaply, because
they are the keys of the caches.
"""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct


class Weekday(StrEnum):
    """The days of a week, in order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class ClosureKind(StrEnum):
    """Why a school has no pupils: nobody is there (holiday), or only staff are (INSET, in-service training)."""

    HOLIDAY = "holiday"
    INSET = "inset"


def require_wall_time(value: time, name: str) -> None:
    """Refuse a time of day that carries a zone: ValueError."""
    if value.tzinfo is not None:
        raise ValueError(f"{name} `{value}` carries a time zone: give the London wall time, such as 08:45")


def require_ordered_days(first: date, last: date) -> None:
    """Refuse a range that ends before it begins: ValueError."""
    if last < first:
        raise ValueError(f"the range ends on `{last}`, before it begins on `{first}`: swap or correct the dates")


class DayHours(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """One day from the first bell up to, and not including, its end. ValueError unless the bell comes first."""

    first_bell: time
    end_of_day: time

    def __post_init__(self) -> None:
        require_wall_time(self.first_bell, "first bell")
        require_wall_time(self.end_of_day, "end of day")
        if self.end_of_day <= self.first_bell:
            raise ValueError(
                f"the day ends at `{self.end_of_day}`, not after its first bell at `{self.first_bell}`: "
                "give a later end of day"
            )


class Week(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """The hours of each weekday; None is a day without any."""

    monday: DayHours | None = None
    tuesday: DayHours | None = None
    wednesday: DayHours | None = None
    thursday: DayHours | None = None
    friday: DayHours | None = None
    saturday: DayHours | None = None
    sunday: DayHours | None = None

    def days(self) -> tuple[DayHours | None, ...]:
        """The seven days, Monday first."""
        return self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday

    @classmethod
    def monday_to_friday(cls, first_bell: time, end_of_day: time) -> "Week":
        """The same hours on the five weekdays."""
        hours = DayHours(first_bell, end_of_day)
        return cls(hours, hours, hours, hours, hours)


class DateRange(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """Days from `first` to `last`, both included. ValueError if they are in the wrong order."""

    first: date
    last: date

    def __post_init__(self) -> None:
        require_ordered_days(self.first, self.last)


class Closure(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """Days without pupils from `first` to `last`, both included. ValueError if they are in the wrong order."""

    first: date
    last: date
    kind: ClosureKind

    def __post_init__(self) -> None:
        require_ordered_days(self.first, self.last)


class OpenDay(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """A single date with pupils and its own hours: a shortened day, an open Saturday, a day within a closure."""

    day: date
    hours: DayHours


class SettingCalendar(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """The calendar of one school, college or other setting.

    `open_days` count over the week, closures and bank holidays. `term_dates` are the dates for which the closures are
    complete; outside them (or when None) the days of `week` are presumed open, stated closures still hold, and a
    deadline says that it was presumed. `day_pupils` matters only with `boarding`: some children go home in the evening.
    ValueError if one date is named twice in `open_days`.
    """

    week: Week
    boarding: bool = False
    day_pupils: bool = False
    closures: tuple[Closure, ...] = ()
    open_days: tuple[OpenDay, ...] = ()
    term_dates: DateRange | None = None

    def __post_init__(self) -> None:
        seen: set[date] = set()
        for open_day in self.open_days:
            if open_day.day in seen:
                raise ValueError(f"the open day `{open_day.day}` is given twice: keep one")
            seen.add(open_day.day)


DEFAULT_CALENDAR = SettingCalendar(week=Week.monday_to_friday(time(8, 45), time(15, 15)))
"""Stands in when a school has sent no calendar; a deadline made with it says so."""
