"""The latest time by which a notice must have been opened, and the reminders before it.

The rules are those of the Operation Encompass flow: a notice is issued at once, and the calendar sets only the latest
time. See the package's own text for the rules in plain words.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from streams.calendar.area import AreaCalendar, ReminderSettings
from streams.calendar.plans import DayPlan, Deadline, DeadlineRule, Hours
from streams.calendar.school_days import Opening, beyond_bank_holidays, beyond_term_dates, school_days
from streams.calendar.setting import DEFAULT_CALENDAR, DayHours, SettingCalendar
from streams.calendar.wall_clock import instant_of, london, utc


def latest_time(known_at: datetime, setting: SettingCalendar | None, area: AreaCalendar) -> Deadline:
    """The latest time by which a notice that the hub knew of at `known_at` must have been opened.

    `known_at` is an aware time, in UTC; `setting` None takes the default calendar and says so. The first bell itself
    belongs to the school's day, its end does not. ValueError for a time without a zone.
    """
    calendar = DEFAULT_CALENDAR if setting is None else setting
    ordinal = _london_ordinal(known_at)
    if calendar.boarding:
        return _boarding(known_at, calendar, area, ordinal)
    plan = _day_plan(calendar, area, ordinal)
    deadline = _by_school_day(known_at, plan)
    if deadline is None:
        deadline = _no_open_day(known_at, calendar, area, ordinal, plan.in_holiday)
    return replace(deadline, default_calendar=True) if setting is None else deadline


def in_holiday(at: datetime, setting: SettingCalendar | None, area: AreaCalendar) -> bool:
    """Whether the school is in its holidays at a time: then its holiday contact reads its notices too."""
    return latest_time(at, setting, area).in_holiday


def weekend_release(at: datetime, area: AreaCalendar) -> datetime | None:
    """When an area that holds weekends lets go of what became known at `at`; None where it holds nothing then."""
    return _release(area, london(at).date())


def holiday_desk_time(known_at: datetime, due_at: datetime, area: AreaCalendar) -> datetime:
    """By when a council's desk must have dealt with a notice of a school in its holidays: never after the notice."""
    return min(utc(known_at) + timedelta(minutes=area.holiday_desk_due_minutes), due_at)


@lru_cache(maxsize=1024)
def _london_ordinal(at: datetime) -> int:
    return london(at).toordinal()


def reminders(deadline: Deadline, known_at: datetime, settings: ReminderSettings) -> tuple[datetime, ...]:
    """When to remind the school, in UTC and in order: always after the notice is sent and before it is due.

    A reminder that would fall before the sending is left out, and two at one time are one.
    """
    sent_at = utc(deadline.held_until or known_at)
    allowed = deadline.due_at - sent_at
    times = {sent_at + allowed * percent // 100 for percent in settings.percent_elapsed}
    times.update(deadline.due_at - timedelta(minutes=minutes) for minutes in settings.minutes_before)
    return tuple(sorted(at for at in times if at > sent_at))


def _by_school_day(known_at: datetime, plan: DayPlan) -> Deadline | None:
    hours = plan.hours
    if hours is None or known_at >= hours.end_of_day:
        return plan.otherwise
    return hours.before_bell if known_at < hours.first_bell else hours.in_day


def _boarding(known_at: datetime, setting: SettingCalendar, area: AreaCalendar, ordinal: int) -> Deadline:
    day = date.fromordinal(ordinal)
    days = school_days(setting, area)
    boarding = Deadline(
        due_at=utc(known_at) + timedelta(minutes=area.boarding_due_minutes),
        rule=DeadlineRule.BOARDING,
        school_day=day,
        in_holiday=ordinal in days.holidays and ordinal not in days.inset and ordinal not in days.open_days,
        default_calendar=False,
        term_dates_presumed=beyond_term_dates(setting, day, day),
        bank_holidays_presumed=False,
    )
    if not setting.day_pupils:
        return boarding
    by_day = _by_school_day(known_at, _day_plan(setting, area, ordinal))
    if by_day is None or by_day.due_at >= boarding.due_at:
        return boarding
    return replace(by_day, in_holiday=boarding.in_holiday, held_until=None)


def _no_open_day(
    known_at: datetime, setting: SettingCalendar, area: AreaCalendar, ordinal: int, in_holiday: bool
) -> Deadline:
    day = date.fromordinal(ordinal)
    return Deadline(
        due_at=utc(known_at) + timedelta(minutes=area.no_open_day_due_minutes),
        rule=DeadlineRule.NO_OPEN_DAY,
        school_day=None,
        in_holiday=in_holiday,
        default_calendar=False,
        term_dates_presumed=beyond_term_dates(setting, day, day),
        bank_holidays_presumed=beyond_bank_holidays(area, day, day),
    )


@lru_cache(maxsize=8192)
def _day_plan(setting: SettingCalendar, area: AreaCalendar, ordinal: int) -> DayPlan:
    days = school_days(setting, area)
    today = days.hours(ordinal)
    hours = None if today is None else _open_hours(setting, area, ordinal, today)
    next_open = days.next_open(ordinal)
    in_holiday = days.in_holiday(ordinal, next_open)
    otherwise = None if next_open is None else _next_first_bell(setting, area, ordinal, next_open, in_holiday)
    return DayPlan(hours, otherwise, in_holiday)


def _open_hours(setting: SettingCalendar, area: AreaCalendar, ordinal: int, hours: DayHours) -> Hours:
    day = date.fromordinal(ordinal)
    bell = instant_of(day, hours.first_bell)
    end = instant_of(day, hours.end_of_day)
    at_bell = Deadline(
        due_at=bell,
        rule=DeadlineRule.NEXT_FIRST_BELL,
        school_day=day,
        in_holiday=False,
        default_calendar=False,
        term_dates_presumed=beyond_term_dates(setting, day, day),
        bank_holidays_presumed=beyond_bank_holidays(area, day, day),
    )
    return Hours(bell, end, at_bell, replace(at_bell, due_at=end, rule=DeadlineRule.END_OF_DAY))


def _next_first_bell(
    setting: SettingCalendar, area: AreaCalendar, ordinal: int, opening: Opening, in_holiday: bool
) -> Deadline:
    day, school_day = date.fromordinal(ordinal), date.fromordinal(opening.ordinal)
    due_at = instant_of(school_day, opening.hours.first_bell)
    return Deadline(
        due_at=due_at,
        rule=DeadlineRule.NEXT_FIRST_BELL,
        school_day=school_day,
        in_holiday=in_holiday,
        default_calendar=False,
        term_dates_presumed=beyond_term_dates(setting, day, school_day),
        bank_holidays_presumed=beyond_bank_holidays(area, day, school_day),
        held_until=None if in_holiday else _held_until(area, day, due_at),
    )


def _held_until(area: AreaCalendar, day: date, due_at: datetime) -> datetime | None:
    release = _release(area, day)
    return release if release is not None and release < due_at else None


def _release(area: AreaCalendar, day: date) -> datetime | None:
    if not area.hold_weekends_until_monday or day.weekday() < 5:
        return None
    return instant_of(day + timedelta(days=7 - day.weekday()), area.weekend_release)
