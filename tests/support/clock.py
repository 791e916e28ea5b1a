"""The clock of a test's hub."""

from datetime import datetime, timedelta


class Clock:
    """Tells the time that it was set to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> datetime:
        """Let time pass; the new time."""
        self.now += by
        return self.now
