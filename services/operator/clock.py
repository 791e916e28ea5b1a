"""The hub's clock: the machine's, a story's, one that goes on from where a story ended, or one that processes share."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""


def machine_clock() -> datetime:
    """The time now by the machine's clock."""
    return datetime.now(UTC)


def clock_from(start: datetime, monotonic: Callable[[], float] = time.monotonic) -> Clock:
    """A clock that stands at `start` when it is made, and runs as fast as any other from there."""
    return clock_since(start, monotonic(), monotonic)


def clock_since(at: datetime, began: float, monotonic: Callable[[], float] = time.monotonic) -> Clock:
    """A clock that showed `at` when `monotonic` showed `began`: the same in every process of a machine."""
    return lambda: at + timedelta(seconds=monotonic() - began)


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


class ToldTime(Struct, frozen=True):
    """What the file of a story's time says: that it stands `at` a time, or runs from there since a machine's time."""

    at: datetime
    since: datetime | None = None


class TimeFile:
    """The time of a story that several processes of one machine take part in: each reads it from one file.

    For a demo, whose story lies in another year. Whoever tells the story writes the file, with `go_to` and `run`.
    """

    def __init__(self, path: Path, clock: Clock = machine_clock) -> None:
        self._path = path
        self._clock = clock

    def __call__(self) -> datetime:
        """The story's time now. OSError or ValueError where the file cannot be read."""
        told = msgspec.json.decode(self._path.read_bytes(), type=ToldTime)
        return told.at if told.since is None else told.at + (self._clock() - told.since)

    def go_to(self, at: datetime) -> None:
        """Let it stand at a time. ValueError for one before the one that it shows."""
        if self._path.exists() and at < self():
            raise ValueError(f"the story's time is past {at:%Y-%m-%d %H:%M} and cannot go back: order the steps")
        self._write(ToldTime(at.astimezone(UTC)))

    def run(self) -> None:
        """Let it go on from where it stands, as fast as the machine's."""
        self._write(ToldTime(self(), self._clock()))

    def _write(self, told: ToldTime) -> None:
        """In one step, for others read it all the time."""
        partial = self._path.with_suffix(".partial")
        partial.write_bytes(msgspec.json.encode(told))
        os.replace(partial, self._path)
