"""Hours of the day by the London clock, to the minute, also over midnight and over the change of clocks."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.agreements import hours

TIMES = st.integers(0, hours.DAY - 1)


def written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(TIMES, TIMES.filter(bool))
def test_a_stretch_and_the_rest_of_the_day_are_the_day(start: int, length: int) -> None:
    end = (start + length) % hours.DAY
    one, rest = f"{written(start)}-{written(end)}", f"{written(end)}-{written(start)}"
    held = hours.minutes([hours.checked(one)])
    assert len(held) == length
    assert start in held
    assert end not in held
    assert held.isdisjoint(hours.minutes([rest]))
    assert len(hours.minutes([one, rest])) == hours.DAY


def test_a_stretch_that_ends_where_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="`09:00-09:00` ends where it starts"):
        hours.checked("09:00-09:00")


@pytest.mark.parametrize(
    ("at", "clock"),
    [
        (datetime(2026, 1, 5, 8, 30, 59, tzinfo=UTC), "08:30"),
        (datetime(2026, 7, 6, 7, 30, tzinfo=UTC), "08:30"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "00:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "02:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "01:30"),
    ],
)
def test_the_clock_is_londons(at: datetime, clock: str) -> None:
    assert written(hours.minute_of(at)) == clock
