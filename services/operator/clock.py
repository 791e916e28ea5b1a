"""The hub's clock: the machine's, a story's, or one that goes on from where a story ended."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""


def machine_clock() -> datetime:
    """The time now by the machine's clock."""
    return datetime.now(UTC)


def clock_from(start: datetime, monotonic: Callable[[], float] = time.monotonic) -> Clock:
    """A clock that stands at `start` when it is made, and runs as fast as any other from there."""
    began = monotonic()

    def now() -> datetime:
        return start + timedelta(seconds=monotonic() - began)

    return now


class StoryClock:
    """A clock that stands still until it is set; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        """The time that was last set."""
        return self._now

    def go_to(self, at: datetime) -> None:
        """Set the clock. ValueError for a time before the one that it shows."""
        if at < self._now:
            raise ValueError(
                f"the story's clock stands at {self._now:%Y-%m-%d %H:%M} and cannot go back: order the steps"
            )
        self._now = at.astimezone(UTC)
