"""Who covers, working days and reminders."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.calendar import (
    AreaCalendar,
    Cover,
    Desk,
    DutyHours,
    ReminderSettings,
    Weekday,
    add_working_days,
    latest_time,
    reminders,
    staffed,
)
from tests.streams.calendar.cases import AREA, SCHOOL, WEEKDAYS, area_calendars, at, dates, instants, wall

COUNCIL = Cover(Desk.COUNCIL_DESK, in_hours=True)
TEAM = Cover(Desk.EMERGENCY_DUTY_TEAM, in_hours=True)
GAP = Cover(Desk.EMERGENCY_DUTY_TEAM, in_hours=False)


@pytest.mark.parametrize(
    ("when", "cover"),
    [
        ("2026-11-24 08:44", TEAM),
        ("2026-11-24 08:45", COUNCIL),
        ("2026-11-24 17:19", COUNCIL),
        ("2026-11-24 17:20", TEAM),
        ("2026-06-10 08:45", COUNCIL),
        ("2026-06-10 08:44", TEAM),
        ("2026-11-21 12:00", TEAM),
        ("2026-05-04 12:00", TEAM),
        ("2026-12-28 12:00", TEAM),
    ],
)
def test_the_team_covers_whenever_the_desk_is_shut(when: str, cover: Cover) -> None:
    assert staffed(AREA, at(when)) == cover


@pytest.mark.parametrize(
    ("when", "cover"),
    [
        ("2026-11-24 17:20", GAP),
        ("2026-11-24 17:30", TEAM),
        ("2026-11-25 03:00", TEAM),
        ("2026-11-25 08:44", TEAM),
        ("2026-11-22 12:00", TEAM),
        ("2026-11-23 03:00", TEAM),
        ("2026-05-04 12:00", TEAM),
    ],
)
def test_stated_hours_of_the_team_show_their_gaps(when: str, cover: Cover) -> None:
    nights = tuple(DutyHours(day, time(17, 30), time(8, 45)) for day in WEEKDAYS)
    weekend = tuple(DutyHours(day, time(8, 45), time(8, 45)) for day in (Weekday.SATURDAY, Weekday.SUNDAY))
    area = replace(AREA, emergency_duty_team=nights + weekend)
    assert staffed(area, at(when)) == cover


def test_a_night_of_duty_ends_in_the_morning() -> None:
    area = replace(AREA, emergency_duty_team=(DutyHours(Weekday.MONDAY, time(17, 30), time(8, 30)),))
    assert staffed(area, at("2026-11-24 08:29")) == TEAM
    assert staffed(area, at("2026-11-24 08:30")) == GAP


def test_the_desk_is_shut_on_a_day_that_is_not_worked() -> None:
    area = replace(AREA, working_days=(Weekday.MONDAY,))
    assert staffed(area, at("2026-11-23 12:00")) == COUNCIL
    assert staffed(area, at("2026-11-24 12:00")) == TEAM


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-05-01", 1, "2026-05-05"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-24", 4, "2027-01-04"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-11-02", 15, "2026-11-23"),
    ],
)
def test_add_working_days(start: str, n: int, expected: str) -> None:
    assert add_working_days(AREA, date.fromisoformat(start), n) == date.fromisoformat(expected)


@settings(max_examples=100, deadline=None)
@given(dates, st.integers(0, 30), st.integers(1, 30))
def test_working_days_add_up(start: date, one: int, other: int) -> None:
    assert add_working_days(AREA, add_working_days(AREA, start, other), one) == add_working_days(
        AREA, start, one + other
    )


def test_working_days_are_not_taken_away() -> None:
    with pytest.raises(ValueError, match="`-1` working days cannot be added"):
        add_working_days(AREA, date(2026, 11, 20), -1)


def test_reminders_half_way_and_an_hour_before() -> None:
    known = at("2026-11-24 22:50")
    deadline = latest_time(known, SCHOOL, AREA)
    sent = reminders(deadline, known, ReminderSettings(percent_elapsed=(50,)))
    assert [wall(each) for each in sent] == ["2026-11-25 03:50", "2026-11-25 07:50"]


def test_reminders_that_no_longer_fit_are_left_out() -> None:
    known = at("2026-11-24 15:05")
    sent = reminders(latest_time(known, SCHOOL, AREA), known, ReminderSettings((50,), (60, 10, 2)))
    assert [wall(each) for each in sent] == ["2026-11-24 15:10", "2026-11-24 15:13"]


def test_reminders_at_one_time_are_one() -> None:
    known = at("2026-11-24 13:15")
    sent = reminders(latest_time(known, SCHOOL, AREA), known, ReminderSettings(minutes_before=(60,)))
    assert [wall(each) for each in sent] == ["2026-11-24 14:15"]


def test_reminders_of_a_held_notice_follow_its_sending() -> None:
    known = at("2026-11-21 12:00")
    deadline = latest_time(known, SCHOOL, replace(AREA, hold_weekends_until_monday=True))
    sent = reminders(deadline, known, ReminderSettings(percent_elapsed=(50,), minutes_before=(600, 30)))
    assert [wall(each) for each in sent] == ["2026-11-23 07:55", "2026-11-23 08:20"]


@settings(max_examples=100, deadline=None)
@given(
    instants,
    area_calendars,
    st.lists(st.integers(1, 99), max_size=4).map(tuple),
    st.lists(st.integers(1, 5000), max_size=4).map(tuple),
)
def test_reminders_lie_in_order_between_sending_and_the_deadline(
    known: datetime, area: AreaCalendar, percent: tuple[int, ...], minutes: tuple[int, ...]
) -> None:
    deadline = latest_time(known, SCHOOL, area)
    sent = reminders(deadline, known, ReminderSettings(percent, minutes))
    assert list(sent) == sorted(set(sent))
    assert all((deadline.held_until or known) < each < deadline.due_at for each in sent)
    assert len(sent) >= len(set(percent)) or deadline.due_at - known < timedelta(milliseconds=1)


def test_times_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 11, 20, 23)
    with pytest.raises(ValueError, match="carries no zone"):
        staffed(AREA, naive)
    with pytest.raises(ValueError, match="carries no zone"):
        reminders(latest_time(naive.replace(tzinfo=UTC), SCHOOL, AREA), naive, ReminderSettings())
