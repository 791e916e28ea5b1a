"""The questions of `streams.engines.contract.Views`, answered from the hub's SQLite database, read-only."""

import threading
from collections.abc import Callable, Sequence
from typing import ClassVar

from streams import sqlite
from streams.engines.local.database import open_reader
from streams.engines.local.home import Home
from streams.reference.facts import Reference
from streams.views.answering import Row, SqlViews
from streams.views.rows import OutcomeRow


class LocalViews(SqlViews):
    """Reads with a connection of its own for each thread."""

    TRACED: ClassVar[str] = (
        "SELECT d.body, d.ledger_index FROM (SELECT source, number FROM trace_view WHERE event = ?"
        " UNION SELECT source, number FROM event_view WHERE event = ?) t"
        " JOIN decisions d ON d.source = t.source AND d.number = t.number"
    )

    WAITING: ClassVar[str] = (
        "SELECT i.source, d.number, d.body FROM intake i"
        " JOIN decisions d ON d.source = i.source AND d.number = i.position"
        " WHERE substr(i.digest, 1, 8) = substr(?1, 1, 8) AND i.digest = ?1"
    )  # in an intake partition every input makes one record, so that its number is the input's position

    def __init__(self, home: Home, reference: Callable[[], Reference]) -> None:
        super().__init__(reference)
        self._home = home
        self._local = threading.local()
        self._connections: list[sqlite.Connection] = []

    def close(self) -> None:
        """Let go of every thread's connection; nothing may be asked after this."""
        while self._connections:
            self._connections.pop().close()

    def record_of(self, outcome: OutcomeRow) -> tuple[bytes, int] | None:
        """The bytes of the record that decided a submission, and their place in the ledger."""
        rows = self._read(
            "SELECT body, ledger_index FROM decisions WHERE source = ? AND number = ?", (outcome.source, outcome.number)
        )
        return (bytes(rows[0][0]), int(rows[0][1])) if rows else None

    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        return self._connection().execute(statement, tuple(given)).fetchall()

    def _connection(self) -> sqlite.Connection:
        held: sqlite.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = self._local.connection = open_reader(self._home.database)
            self._connections.append(held)
        return held
