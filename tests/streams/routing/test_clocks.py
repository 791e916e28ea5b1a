"""By when: minutes, working days, meetings, across weekends, bank holidays and the change of the clocks."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events import missing
from schemas.vectors.flows import EPISODE
from streams.calendar.setting import Weekday
from streams.calendar.wall_clock import LONDON
from streams.routing.clocks import latest_by, next_meeting
from streams.routing.routes import Clock, ClockRule, Meeting, Starts
from tests.support.facts import an_event
from tests.support.furnishing import area_calendar
from tests.support.people import stranger

WEEKLY = Meeting("spoc", Weekday.WEDNESDAY, "10:00")
MONTHLY = Meeting("marac", Weekday.THURSDAY, "09:30", 2)
FRIDAY_NIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
EVENT = an_event(EPISODE, stranger("Kit"), type=missing.EVENT_TYPE)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))


def test_minutes_count_from_when_the_hub_knew_or_from_the_return() -> None:
    clock = Clock(ClockRule.MINUTES, 4320, Starts.RETURNED)
    assert latest_by(clock, None, area_calendar(), EVENT, FRIDAY_NIGHT)[0] == FRIDAY_NIGHT + timedelta(hours=72)
    returned = FRIDAY_NIGHT - timedelta(hours=10)
    back = an_event(replace(EPISODE, returned_at=returned), stranger("Kit"), type=missing.EVENT_TYPE)
    assert latest_by(clock, None, area_calendar(), back, FRIDAY_NIGHT)[0] == returned + timedelta(hours=72)


def test_a_clock_that_has_run_out_leaves_an_hour() -> None:
    long_ago = an_event(
        replace(EPISODE, returned_at=FRIDAY_NIGHT - timedelta(days=9)), stranger("Kit"), type=missing.EVENT_TYPE
    )
    clock = Clock(ClockRule.MINUTES, 4320, Starts.RETURNED)
    assert latest_by(clock, None, area_calendar(), long_ago, FRIDAY_NIGHT)[0] == FRIDAY_NIGHT + timedelta(hours=1)


def test_a_working_day_after_a_friday_night_ends_on_monday() -> None:
    at, rule = latest_by(Clock(ClockRule.WORKING_DAYS, 1), None, area_calendar(), EVENT, FRIDAY_NIGHT)
    assert at.astimezone(LONDON).date() == date(2026, 11, 23)
    assert rule == "working_days_1"


def test_meetings_are_weekly_or_on_a_day_of_the_month() -> None:
    assert next_meeting(WEEKLY, FRIDAY_NIGHT) == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    assert next_meeting(MONTHLY, FRIDAY_NIGHT) == datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
    during = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    assert next_meeting(WEEKLY, during) == during + timedelta(days=7)
    summer = datetime(2026, 7, 6, 12, 0, tzinfo=UTC)
    assert next_meeting(WEEKLY, summer) == datetime(2026, 7, 8, 9, 0, tzinfo=UTC)


@given(MOMENTS)
def test_a_meeting_is_the_next_of_its_kind(after: datetime) -> None:
    weekly, monthly = next_meeting(WEEKLY, after), next_meeting(MONTHLY, after)
    assert after < weekly <= after + timedelta(days=7, hours=1)
    assert after < monthly <= after + timedelta(days=36)
    assert 8 <= monthly.astimezone(LONDON).day <= 14
    assert monthly.astimezone(LONDON).weekday() == 3
