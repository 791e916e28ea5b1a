"""London wall times across both clock changes of 2026: 29 March, 25 October."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.calendar.wall_clock import LONDON, instant_of, london, utc

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        (SPRING, time(0, 59), "2026-03-29T00:59:00+00:00"),
        (SPRING, time(1, 0), "2026-03-29T01:00:00+00:00"),
        (SPRING, time(1, 30), "2026-03-29T01:00:00+00:00"),
        (SPRING, time(1, 59, 59, 999999), "2026-03-29T01:00:00+00:00"),
        (SPRING, time(2, 0), "2026-03-29T01:00:00+00:00"),
        (SPRING, time(8, 45), "2026-03-29T07:45:00+00:00"),
        (AUTUMN, time(0, 59), "2026-10-24T23:59:00+00:00"),
        (AUTUMN, time(1, 30), "2026-10-25T00:30:00+00:00"),
        (AUTUMN, time(1, 30, fold=1), "2026-10-25T00:30:00+00:00"),
        (AUTUMN, time(2, 0), "2026-10-25T02:00:00+00:00"),
        (AUTUMN, time(8, 45), "2026-10-25T08:45:00+00:00"),
    ],
)
def test_instant_of_a_wall_time(day: date, wall: time, instant: str) -> None:
    assert instant_of(day, wall).isoformat() == instant


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([SPRING, AUTUMN]) | st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.times(), st.times())
def test_the_order_of_the_day_is_kept(day: date, one: time, other: time) -> None:
    first, last = sorted((one, other))
    assert instant_of(day, first) <= instant_of(day, last)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_an_instant_is_never_before_the_first_showing_of_its_wall_time(at: datetime) -> None:
    local = at.astimezone(LONDON)
    first = instant_of(local.date(), local.time())
    assert first <= at
    assert (first == at) is (local.fold == 0)


@pytest.mark.parametrize("read", [london, utc])
def test_a_time_without_a_zone_is_refused(read: Callable[[datetime], datetime]) -> None:
    with pytest.raises(ValueError, match="carries no zone"):
        read(datetime(2026, 11, 20, 23))
