"""Calendars as records: what is refused, and that they travel unchanged."""

from datetime import UTC, date, time

import msgspec
import pytest

from streams.calendar import (
    AreaCalendar,
    BankHoliday,
    BankHolidays,
    Closure,
    DateRange,
    DayHours,
    DutyHours,
    OpenDay,
    ReminderSettings,
    SettingCalendar,
    Week,
    Weekday,
)
from tests.streams.calendar.cases import AREA, HOLIDAY, HOURS, SCHOOL


@pytest.mark.parametrize("record", [SCHOOL, AREA])
def test_a_calendar_travels_unchanged(record: SettingCalendar | AreaCalendar) -> None:
    again = msgspec.json.decode(msgspec.json.encode(record), type=type(record))
    assert again == record
    assert hash(again) == hash(record)


def test_a_school_day_must_end_after_its_bell() -> None:
    with pytest.raises(ValueError, match="not after its first bell"):
        DayHours(time(15), time(15))


def test_wall_times_carry_no_zone() -> None:
    with pytest.raises(ValueError, match="carries a time zone"):
        DayHours(time(8, 45, tzinfo=UTC), time(15))


@pytest.mark.parametrize("kind", ["closure", "term dates"])
def test_ranges_run_forward(kind: str) -> None:
    first, last = date(2026, 5, 2), date(2026, 5, 1)
    with pytest.raises(ValueError, match="swap or correct"):
        Closure(first, last, HOLIDAY) if kind == "closure" else DateRange(first, last)


def test_an_open_day_is_given_once() -> None:
    with pytest.raises(ValueError, match="given twice"):
        SettingCalendar(week=Week(), open_days=(OpenDay(date(2026, 5, 4), HOURS),) * 2)


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="hold_weekend"):
        msgspec.convert({**msgspec.to_builtins(AREA), "hold_weekend": True}, AreaCalendar)


def test_a_record_with_wrong_hours_is_refused_on_reading() -> None:
    text = b'{"week":{"monday":{"first_bell":"15:00:00","end_of_day":"09:00:00"}}}'
    with pytest.raises(msgspec.ValidationError, match="give a later end of day"):
        msgspec.json.decode(text, type=SettingCalendar)


def test_bank_holidays_lie_in_their_years() -> None:
    with pytest.raises(ValueError, match="outside the years"):
        BankHolidays((BankHoliday(date(2028, 1, 3), "New Year's Day"),), 2026, 2027, "typed by hand", "1")


@pytest.mark.parametrize("setting", ["boarding_due_minutes", "no_open_day_due_minutes"])
def test_allowed_minutes_are_positive(setting: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="must be at least 1"):
        msgspec.convert({**msgspec.to_builtins(AREA), setting: 0}, AreaCalendar)


def test_an_area_works_on_some_day() -> None:
    with pytest.raises(ValueError, match="no working day"):
        AreaCalendar(bank_holidays=AREA.bank_holidays, office_hours=(), working_days=())


def test_office_hours_end_on_their_day() -> None:
    overnight = (DutyHours(Weekday.MONDAY, time(17), time(9)),)
    with pytest.raises(ValueError, match="give a later end"):
        AreaCalendar(bank_holidays=AREA.bank_holidays, office_hours=overnight)


@pytest.mark.parametrize("percent", [0, 100])
def test_reminders_fall_within_the_time_allowed(percent: int) -> None:
    with pytest.raises(ValueError, match="give 1 to 99"):
        ReminderSettings(percent_elapsed=(percent,))


def test_reminder_minutes_are_positive() -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        ReminderSettings(minutes_before=(0,))
