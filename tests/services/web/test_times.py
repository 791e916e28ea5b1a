"""Times in words, by the London clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.web import times

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(minutes=75), "08:45 today"),
        (timedelta(days=1), "07:30 tomorrow, Tuesday"),
        (timedelta(days=6), "Sunday 07:30"),
        (timedelta(days=7), "Monday 30 November 2026, 07:30"),
        (timedelta(days=-1), "Sunday 22 November 2026, 07:30"),
    ],
)
def test_a_day_is_named_as_a_reader_would(after: timedelta, said: str) -> None:
    assert times.day_and_time(NOW + after, NOW) == said


@pytest.mark.parametrize(("day", "said"), [(NOW, "22/11/2026 16:30"), (NOW.replace(2027, 5, 10), "09/05/2027 16:30")])
def test_an_example_is_of_yesterday_on_the_hubs_clock(day: datetime, said: str) -> None:
    assert times.example(day) == said


def test_summer_time_is_london_time() -> None:
    assert times.full(datetime(2026, 7, 1, 7, 45, tzinfo=UTC)) == "Wednesday 1 July 2026, 08:45"


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(seconds=-1), "Time is up"),
        (timedelta(), "Time is up"),
        (timedelta(seconds=59), "Less than a minute left"),
        (timedelta(minutes=1), "1 minute left"),
        (timedelta(minutes=89), "89 minutes left"),
        (timedelta(minutes=90), "1 hour left"),
        (timedelta(hours=47), "47 hours left"),
        (timedelta(hours=48), "2 days left"),
    ],
)
def test_time_left_is_rounded_down(after: timedelta, said: str) -> None:
    assert times.left(NOW + after, NOW) == said


@given(st.integers(min_value=60, max_value=10_000_000))
def test_time_left_never_promises_more_than_there_is(seconds: int) -> None:
    number, unit = times.left(NOW + timedelta(seconds=seconds), NOW).split()[:2]
    length = {"minute": 60, "hour": 3600, "day": 86400}[unit.rstrip("s")]
    assert int(number) * length <= seconds
