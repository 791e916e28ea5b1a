"""Who covers at a given time, and the council's working days."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from streams.calendar.area import AreaCalendar, DutyHours
from streams.calendar.school_days import bank_holiday_ordinals
from streams.calendar.setting import Weekday
from streams.calendar.wall_clock import london

_WEEKDAYS = tuple(Weekday)


class Desk(StrEnum):
    """Who answers for the council."""

    COUNCIL_DESK = "council_desk"
    EMERGENCY_DUTY_TEAM = "emergency_duty_team"


class Cover(Struct, frozen=True):
    """The desk that covers. `in_hours` False is a gap in the area's stated hours, which the duty team has to close."""

    desk: Desk
    in_hours: bool


@lru_cache(maxsize=4096)
def staffed(area: AreaCalendar, at: datetime) -> Cover:
    """Who covers at an instant: the council's desk in its office hours, the emergency duty team otherwise.

    Hours include their start and not their end. ValueError for a time without a zone.
    """
    local = london(at)
    day = local.date()
    if _in_office_hours(area, local):
        return Cover(Desk.COUNCIL_DESK, in_hours=True)
    all_hours = not area.emergency_duty_team or _is_bank_holiday(area, day)
    on_duty = all_hours or any(_on_duty(hours, local) for hours in area.emergency_duty_team)
    return Cover(Desk.EMERGENCY_DUTY_TEAM, in_hours=on_duty)


def add_working_days(area: AreaCalendar, start: date, n: int) -> date:
    """The n-th working day after `start`, which is itself not counted; 0 is `start`, or the next working day after it.

    Bank holidays outside the years of the area's list are not known and count as working days. ValueError if n < 0.
    """
    if n < 0:
        raise ValueError(f"`{n}` working days cannot be added: give 0 or more")
    day = start
    remaining = n
    while remaining > 0 or not _is_working_day(area, day):
        day += timedelta(days=1)
        if remaining > 0 and _is_working_day(area, day):
            remaining -= 1
    return day


def _in_office_hours(area: AreaCalendar, local: datetime) -> bool:
    return _is_working_day(area, local.date()) and any(_on_duty(hours, local) for hours in area.office_hours)


def _on_duty(hours: DutyHours, local: datetime) -> bool:
    weekday = _WEEKDAYS[local.weekday()]
    if hours.starts < hours.ends:
        return hours.weekday is weekday and hours.starts <= local.time() < hours.ends
    yesterday = _WEEKDAYS[local.weekday() - 1]
    began_today = hours.weekday is weekday and local.time() >= hours.starts
    began_yesterday = hours.weekday is yesterday and local.time() < hours.ends
    return began_today or began_yesterday


def _is_working_day(area: AreaCalendar, day: date) -> bool:
    return day.weekday() in _working_weekdays(area) and not _is_bank_holiday(area, day)


def _is_bank_holiday(area: AreaCalendar, day: date) -> bool:
    return day.toordinal() in bank_holiday_ordinals(area.bank_holidays)


@lru_cache(maxsize=64)
def _working_weekdays(area: AreaCalendar) -> frozenset[int]:
    return frozenset(_WEEKDAYS.index(weekday) for weekday in area.working_days)
