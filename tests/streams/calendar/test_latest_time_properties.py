"""What holds for every calendar and every instant."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.calendar import AreaCalendar, Closure, DeadlineRule, OpenDay, SettingCalendar, latest_time
from streams.calendar.deadlines import _day_plan
from streams.calendar.school_days import bank_holiday_ordinals, school_days
from streams.calendar.wall_clock import LONDON, instant_of
from tests.streams.calendar.cases import (
    AREA,
    HOURS,
    SCHOOL,
    area_calendars,
    closures,
    dates,
    instants,
    setting_calendars,
    wall,
)

EXAMPLES = settings(max_examples=150, deadline=None)
CLOCK_CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
near_clock_changes = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-26 * 60, 26 * 60),
)
known_times = instants | near_clock_changes


def naive_next(known: datetime, setting: SettingCalendar) -> tuple[DeadlineRule, datetime] | None:
    """The school-day rule, told again by looking at each day in turn with no tables and no cache."""
    bank_holidays = {holiday.day for holiday in AREA.bank_holidays.days}
    own = {entry.day: entry.hours for entry in setting.open_days}
    today = known.astimezone(LONDON).date()
    for ahead in range(401):
        day = today + timedelta(days=ahead)
        shut = day in bank_holidays or any(closure.first <= day <= closure.last for closure in setting.closures)
        hours = own.get(day, None if shut else setting.week.days()[day.weekday()])
        if hours is None:
            continue
        bell, end = instant_of(day, hours.first_bell), instant_of(day, hours.end_of_day)
        if known < bell:
            return DeadlineRule.NEXT_FIRST_BELL, bell
        if known < end:
            return DeadlineRule.END_OF_DAY, end
    return None


@EXAMPLES
@given(known_times, setting_calendars, area_calendars)
def test_deadline_is_after_known_and_a_hold_between(
    known: datetime, setting: SettingCalendar, area: AreaCalendar
) -> None:
    deadline = latest_time(known, setting, area)
    assert deadline.due_at > known
    assert deadline.due_at.tzinfo is UTC
    if deadline.held_until is not None:
        assert area.hold_weekends_until_monday
        assert known < deadline.held_until < deadline.due_at


@EXAMPLES
@given(known_times, setting_calendars, area_calendars)
def test_deadline_is_what_the_plain_reading_of_the_rules_gives(
    known: datetime, setting: SettingCalendar, area: AreaCalendar
) -> None:
    deadline = latest_time(known, setting, area)
    by_day = naive_next(known, setting)
    boarding = (DeadlineRule.BOARDING, known + timedelta(minutes=area.boarding_due_minutes))
    if setting.boarding:
        sooner = by_day is not None and setting.day_pupils and by_day[1] < boarding[1]
        expected = by_day if sooner else boarding
    else:
        no_day = (DeadlineRule.NO_OPEN_DAY, known + timedelta(minutes=area.no_open_day_due_minutes))
        expected = by_day or no_day
    assert (deadline.rule, deadline.due_at) == expected


@EXAMPLES
@given(known_times, st.timedeltas(timedelta(0), timedelta(days=60)), setting_calendars, area_calendars)
def test_later_known_is_never_due_earlier(
    known: datetime, later: timedelta, setting: SettingCalendar, area: AreaCalendar
) -> None:
    assert latest_time(known, setting, area).due_at <= latest_time(known + later, setting, area).due_at


@EXAMPLES
@given(known_times, setting_calendars, closures())
def test_another_closure_is_never_due_earlier_while_a_day_is_open(
    known: datetime, setting: SettingCalendar, closure: Closure
) -> None:
    before = latest_time(known, setting, AREA)
    after = latest_time(known, replace(setting, closures=(*setting.closures, closure)), AREA)
    assert after.due_at >= before.due_at or after.rule is DeadlineRule.NO_OPEN_DAY


@EXAMPLES
@given(known_times, setting_calendars, st.integers(1, 30))
def test_opening_a_closed_day_ahead_is_never_due_later(
    known: datetime, setting: SettingCalendar, days_ahead: int
) -> None:
    day = known.astimezone(LONDON).date() + timedelta(days=days_ahead)
    assume(school_days(setting, AREA).hours(day.toordinal()) is None)
    without = latest_time(known, setting, AREA)
    opened = latest_time(known, replace(setting, open_days=(*setting.open_days, OpenDay(day, HOURS))), AREA)
    assert opened.due_at <= without.due_at or without.rule is DeadlineRule.NO_OPEN_DAY


@EXAMPLES
@given(dates, st.integers(0, 23))
def test_the_bell_shows_the_same_wall_time_all_year(day: date, hour: int) -> None:
    known = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    deadline = latest_time(known, SCHOOL, AREA)
    expected = "08:50" if deadline.rule is DeadlineRule.NEXT_FIRST_BELL else "15:15"
    assert wall(deadline.due_at)[-5:] == expected or wall(deadline.due_at) == "2026-07-21 13:30"


@EXAMPLES
@given(known_times, setting_calendars, area_calendars)
def test_cached_equals_uncached(known: datetime, setting: SettingCalendar, area: AreaCalendar) -> None:
    cached = [latest_time(known, setting, area) for _ in range(2)]
    for cache in (_day_plan, school_days, bank_holiday_ordinals):
        cache.cache_clear()
    assert cached == [latest_time(known, setting, area)] * 2


def test_equal_calendars_in_different_records_share_the_answer() -> None:
    known = datetime(2026, 11, 20, 23, tzinfo=UTC)
    first = latest_time(known, SCHOOL, AREA)
    hits = _day_plan.cache_info().hits
    assert latest_time(known, replace(SCHOOL), replace(AREA)) == first
    assert _day_plan.cache_info().hits == hits + 1
