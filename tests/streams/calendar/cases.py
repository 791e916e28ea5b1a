"""Calendars, instants and strategies that the calendar's tests share."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from streams.calendar import (
    AreaCalendar,
    BankHoliday,
    BankHolidays,
    Closure,
    ClosureKind,
    DateRange,
    DayHours,
    DutyHours,
    OpenDay,
    SettingCalendar,
    Week,
    Weekday,
)
from streams.calendar.wall_clock import LONDON

HOLIDAY, INSET = ClosureKind.HOLIDAY, ClosureKind.INSET

# as published for England at www.gov.uk/bank-holidays, and typed by hand: the library is held to these
ENGLAND_2026 = (
    (date(2026, 1, 1), "New Year's Day"),
    (date(2026, 4, 3), "Good Friday"),
    (date(2026, 4, 6), "Easter Monday"),
    (date(2026, 5, 4), "Early May bank holiday"),
    (date(2026, 5, 25), "Spring bank holiday"),
    (date(2026, 8, 31), "Summer bank holiday"),
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "Boxing Day (substitute day)"),
)
ENGLAND_2027 = (
    (date(2027, 1, 1), "New Year's Day"),
    (date(2027, 3, 26), "Good Friday"),
    (date(2027, 3, 29), "Easter Monday"),
    (date(2027, 5, 3), "Early May bank holiday"),
    (date(2027, 5, 31), "Spring bank holiday"),
    (date(2027, 8, 30), "Summer bank holiday"),
    (date(2027, 12, 27), "Christmas Day (substitute day)"),
    (date(2027, 12, 28), "Boxing Day (substitute day)"),
)

BANK_HOLIDAYS = BankHolidays(
    days=tuple(BankHoliday(day, name) for day, name in ENGLAND_2026 + ENGLAND_2027),
    first_year=2026,
    last_year=2027,
    library="typed by hand",
    library_version="1",
)
WEEKDAYS = tuple(Weekday)[:5]
AREA = AreaCalendar(
    bank_holidays=BANK_HOLIDAYS,
    office_hours=tuple(DutyHours(day, time(8, 45), time(17, 20)) for day in WEEKDAYS),
)
HOURS = DayHours(time(8, 50), time(15, 15))
SHORT_FRIDAY = Week(HOURS, HOURS, HOURS, HOURS, DayHours(time(8, 50), time(13, 0)))
SCHOOL = SettingCalendar(
    week=Week(HOURS, HOURS, HOURS, HOURS, HOURS),
    closures=(
        Closure(date(2026, 4, 1), date(2026, 4, 14), HOLIDAY),
        Closure(date(2026, 5, 25), date(2026, 5, 29), HOLIDAY),
        Closure(date(2026, 7, 22), date(2026, 9, 1), HOLIDAY),
        Closure(date(2026, 9, 2), date(2026, 9, 3), INSET),
        Closure(date(2026, 10, 26), date(2026, 10, 30), HOLIDAY),
        Closure(date(2026, 11, 2), date(2026, 11, 2), INSET),
        Closure(date(2026, 12, 21), date(2027, 1, 1), HOLIDAY),
    ),
    open_days=(OpenDay(date(2026, 7, 21), DayHours(time(8, 50), time(13, 30))),),
    term_dates=DateRange(date(2026, 1, 5), date(2027, 1, 31)),
)
BOARDING = SettingCalendar(week=SCHOOL.week, boarding=True, term_dates=SCHOOL.term_dates, closures=SCHOOL.closures)


def at(wall: str, fold: int = 0) -> datetime:
    """The instant, in UTC, of a London wall time such as `2026-11-20 23:00`."""
    return datetime.fromisoformat(wall).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def wall(instant: datetime) -> str:
    """The London wall time of an instant, in the form that `at` reads."""
    return instant.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


FIRST, LAST = date(2026, 1, 10), date(2027, 11, 30)
dates = st.dates(FIRST, LAST)
instants = st.datetimes(datetime(2026, 1, 10), datetime(2027, 11, 30), timezones=st.just(UTC))
# small hours too: bells within a clock change must keep the order of the day
wall_minutes = st.one_of(st.integers(0, 180), st.integers(0, 24 * 60 - 1))


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@st.composite
def day_hours(draw: st.DrawFn) -> DayHours:
    """Any day's hours."""
    first, last = sorted(draw(st.lists(wall_minutes, min_size=2, max_size=2, unique=True)))
    return DayHours(_clock(first), _clock(last))


@st.composite
def closures(draw: st.DrawFn) -> Closure:
    """A closure of up to seven weeks."""
    first = draw(dates)
    return Closure(first, first + timedelta(days=draw(st.integers(0, 48))), draw(st.sampled_from(ClosureKind)))


weeks = st.builds(Week, *([st.none() | day_hours()] * 7))
setting_calendars = st.builds(
    SettingCalendar,
    week=weeks,
    boarding=st.booleans(),
    day_pupils=st.booleans(),
    closures=st.lists(closures(), max_size=6).map(tuple),
    open_days=st.lists(st.builds(OpenDay, dates, day_hours()), max_size=4, unique_by=lambda open_day: open_day.day).map(
        tuple
    ),
)
area_calendars = st.builds(
    AreaCalendar,
    bank_holidays=st.just(BANK_HOLIDAYS),
    office_hours=st.just(AREA.office_hours),
    hold_weekends_until_monday=st.booleans(),
    boarding_due_minutes=st.integers(1, 600),
    no_open_day_due_minutes=st.integers(1, 600),
)
