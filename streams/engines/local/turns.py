"""A lock that is given in the order in which it was asked for.

SQLite has one writer at a time, and lets whoever polls at the right moment be the next one: a busy door could keep the
engine from ever writing, or a busy engine the door. Within one process their writers take turns instead.
"""

import threading
from collections import deque


class Turns:
    """Use as a context manager; not re-entrant. A thread that is interrupted while it waits gives its turn on."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        """Wait for one's turn."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            turn.acquire()
        except BaseException:
            self._give_up(turn)
            raise

    def __exit__(self, *_: object) -> None:
        """Let the next one go on."""
        with self._guard:
            self._next()

    def _give_up(self, turn: threading.Lock) -> None:
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:
                self._next()

    def _next(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._taken = False


class TurnsAgain(Turns):
    """Turns that whoever has one may take again, within it."""

    def __init__(self) -> None:
        super().__init__()
        self._whose: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        """Wait for one's turn, unless it is one's own already."""
        if self._whose != threading.get_ident():
            super().__enter__()
            self._whose = threading.get_ident()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        """Let the next one go on, once the outermost use ends."""
        self._depth -= 1
        if self._depth == 0:
            self._whose = None
            super().__exit__()
