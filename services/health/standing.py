"""What a process says of itself: that its loop turns, and that everything it needs is there."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from streams.engines.observing import Condition

WHAT_IS_MISSING: Final[dict[Condition, str]] = {
    "recovered": "its state is still being read",
    "reference": "the reference is not read to its end",
    "partitions": "it has no partition to work on",
    "brokers": "no broker answers",
    "served": "brokers answer, but do not do what they are asked",
    "views": "PostgreSQL's views cannot be reached",
    "vault": "PostgreSQL's vault cannot be reached",
    "ledger": "the ledger cannot be read or written",
}
"""What it means that a condition does not hold."""


class Answer(Struct, frozen=True):
    """Yes, or no with the reasons."""

    good: bool
    text: str


class Health:
    """Conditions and turns of one process. Ready only while every condition that it needs was said to hold."""

    def __init__(
        self, needs: Iterable[Condition], stuck_after: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._lock = threading.Lock()
        self._holds: dict[Condition, bool] = dict.fromkeys(needs, False)
        self._stuck_after = stuck_after
        self._monotonic = monotonic
        self._turned = monotonic()
        self._stopping = False

    def stands(self, condition: Condition, holds: bool) -> None:
        """A condition holds from now on, or no more. One that this process does not need is passed over."""
        with self._lock:
            if condition in self._holds:
                self._holds[condition] = holds

    def turned(self) -> None:
        """The loop has made a turn."""
        self._turned = self._monotonic()

    def stopping(self) -> None:
        """It was told to stop: it takes nothing new on."""
        self._stopping = True

    @property
    def turn_age(self) -> float:
        """Seconds since the last turn."""
        return max(0.0, self._monotonic() - self._turned)

    def conditions(self) -> dict[Condition, bool]:
        """What the process needs, and whether it is there."""
        with self._lock:
            return dict(self._holds)

    def live(self) -> Answer:
        """Whether the loop turns. A process that waits for its brokers turns; one that hangs does not."""
        age = self.turn_age
        if age > self._stuck_after:
            return Answer(False, f"stuck: no turn for {age:.0f} s")
        return Answer(True, "live")

    def ready(self) -> Answer:
        """Whether it can do its work now."""
        if self._stopping:
            return Answer(False, "not ready: it stops")
        if not (live := self.live()).good:
            return live
        missing = [WHAT_IS_MISSING[name] for name, holds in self.conditions().items() if not holds]
        return Answer(False, f"not ready: {'; '.join(missing)}") if missing else Answer(True, "ready")
