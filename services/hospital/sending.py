"""Sends what was sealed, in a thread of its own, so that a hub that is away never keeps a hospital waiting."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from services.publisher.publisher import Publisher
from services.publisher.transport import HubBusy, HubRefused

EVERY: Final = 15.0
"""Seconds after which it is tried again, and outcomes are asked for."""


class Sender:
    """Opens a publisher of its own on the same store.

    `tell` hears of trouble, and of rejections; `ended` of what cannot be got over, after which nothing is sent.
    """

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Publisher]],
        tell: Callable[[str], None],
        ended: Callable[[Exception], None],
        every: float = EVERY,
    ) -> None:
        self._opened = opened
        self._tell = tell
        self._ended = ended
        self._every = every
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hospital-sender")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something was sealed."""
        self._wake.set()

    def stop(self) -> None:
        """Send once more what waits, and end. What the hub does not take stays in the store for the next start."""
        self._stopped.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._opened() as publisher:
                while True:
                    last = self._stopped.is_set()
                    self._wake.clear()
                    self._once(publisher)
                    if last:
                        return
                    self._wake.wait(self._every)
        except Exception as error:  # whatever it is: the process must not go on taking what it cannot send
            self._ended(error)

    def _once(self, publisher: Publisher) -> None:
        try:
            delivered = publisher.deliver()
            if delivered.waiting:
                self._tell(f"{delivered.waiting} events wait to be sent: {delivered.trouble}")
            for outcome in publisher.fetch_outcomes():
                if outcome.outcome == "rejected":
                    self._tell(f"rejected: {outcome.reason} at {outcome.place}: {outcome.advice}")
        except (HubBusy, HubRefused) as error:
            self._tell(str(error))
