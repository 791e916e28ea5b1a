"""The outbox of a hub on a cluster, in the hub's database: one process at a time sends what it holds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy import Engine

from streams.engines.postgres.database import connect
from streams.engines.postgres.log_copies import PostgresLog
from streams.engines.postgres.queries import in_psycopg
from streams.outbox.store import OutboxStore, Row

_LOCK: Final = 0x66_62_6F_75_74  # an advisory lock of the hub's database: whoever has it sends

SILENT_AFTER: Final = 120
"""Seconds for which whoever sends may ask nothing of the database: far longer than an attempt at a receiver takes. One
that was stopped, or its machine frozen, would keep the others from sending for as long as it stands: its kernel answers
for it."""


class PostgresOutbox(OutboxStore):
    """Keeps one connection. Raises `psycopg.OperationalError` where nothing answers: make it anew then.

    `silent_after`, in seconds, is when the server ends it for having asked nothing.
    """

    def __init__(self, address: str, *, silent_after: int = SILENT_AFTER) -> None:
        self._connection = connect(address, autocommit=True, silent_after=silent_after)

    def close(self) -> None:
        """Disconnect; whoever stood by may send from now on."""
        self._connection.close()

    def is_ours(self) -> bool:
        """Whether this process is the one that sends: it is from now on, if none was. A lock ends with its connection,
        so that what was paused and comes back late cannot write what another one has taken over.
        """
        held = self._run("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return bool(held) or bool(self._run("SELECT pg_try_advisory_lock(?)", (_LOCK,))[0][0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._connection.transaction():
            yield

    def _run(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        cursor: psycopg.Cursor[Row] = self._connection.execute(in_psycopg(statement).encode(), given)
        return cursor.fetchall() if cursor.description is not None else []


class PostgresChains(PostgresLog):
    """Decision records of a hub's chains, from their copies in its database."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._copies = engine

    def after(self, source: str, number: int, limit: int) -> list[tuple[int, bytes]]:
        """Number and body of a chain's records after one, in order."""
        with self._copies.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT number, body FROM decisions WHERE source = %s AND number > %s ORDER BY number LIMIT %s",
                (source, number, limit),
            ).fetchall()
        return [(int(number), bytes(body)) for number, body in rows]
