"""The reference of a home, read on as it grows."""

import threading
import time
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from streams import sqlite
from streams.reference.facts import Reference
from streams.reference.log import apply_signed

LOOK_EVERY: Final = 0.1
"""Seconds for which `current` does not look again."""


class Followed:
    """Follows the reference log over a connection of its own; any thread may call. `close` it at the end."""

    def __init__(self, database: sqlite.Connection, operator: Ed25519PublicKey) -> None:
        self._database = database
        self._operator = operator
        self._reference = Reference()
        self._looked_at = float("-inf")
        self._lock = threading.Lock()

    def current(self) -> Reference:
        """The reference, at most `LOOK_EVERY` old: for names and roles. Not to be changed."""
        return self.to_end() if time.monotonic() - self._looked_at > LOOK_EVERY else self._reference

    def to_end(self) -> Reference:
        """The reference to its end. Raises `ReferenceForged` for a record that is not the operator's."""
        with self._lock:
            rows = self._database.execute(
                "SELECT body FROM reference_log WHERE number > ? ORDER BY number", (self._reference.number,)
            )
            for (body,) in rows.fetchall():
                apply_signed(self._reference, body, self._operator)
            self._looked_at = time.monotonic()
            return self._reference

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._database.close()
