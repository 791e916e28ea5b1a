"""Hours of the day: stretches of the London clock such as `08:30-17:00`, to the minute.

The end is not included; one at or before the start lies on the next day, so `17:00-08:30` is the night.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from streams.calendar.wall_clock import london

DAY: Final = 24 * 60
"""Minutes of a day by the clock."""

PATTERN: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"


def checked(stretch: str) -> str:
    """The stretch. ValueError for one that ends where it starts: it could mean no time or all day."""
    start, _, end = stretch.partition("-")
    if start == end:
        raise ValueError(f"`{stretch}` ends where it starts: write two times that differ, as 08:30-17:00")
    return stretch


def minutes(stretches: Iterable[str]) -> frozenset[int]:
    """Every minute of the day that lies in one of these stretches, counted from midnight."""
    return frozenset().union(*(_minutes(stretch) for stretch in stretches))


def minute_of(at: datetime) -> int:
    """The minute of the day that a London clock shows."""
    local = london(at)
    return local.hour * 60 + local.minute


@lru_cache(maxsize=1024)
def _minutes(stretch: str) -> frozenset[int]:
    start, end = (_minute(time) for time in stretch.split("-"))
    if start < end:
        return frozenset(range(start, end))
    return frozenset((*range(start, DAY), *range(end)))


def _minute(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)
