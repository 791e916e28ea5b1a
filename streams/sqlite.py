"""SQLite as the hub has it: one build for every machine, brought by `apsw` (ops/decisions/0160).

Python's own `sqlite3` takes whichever SQLite the machine has, and more time for each row than SQLite does. What is used
of `apsw` stands here, typed as narrowly as it is used. Nothing else may open these files in the same process: two
copies of SQLite let go of each other's locks (sqlite.org, "How To Corrupt An SQLite Database File", 2.2.1).

A connection commits only when told. It is for one thread at a time: a second one fails instead of waiting.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias, cast

import apsw

Error = apsw.Error
"""All that SQLite fails with."""

CANNOT_WRITE: Final = (
    apsw.BusyError,
    apsw.LockedError,
    apsw.CantOpenError,
    apsw.FullError,
    apsw.IOError,
    apsw.ReadOnlyError,
    apsw.NoMemError,
    apsw.PermissionsError,
    apsw.ProtocolError,
)
"""What the machine or another process is the cause of: the same may well succeed later."""

_STATEMENTS: Final = 64
"""Statements that a connection keeps compiled: `apsw` looks through all of them for each row of `executemany`."""
_WAITS: Final = 10_000
"""Milliseconds for which a connection waits for another to end its transaction."""

# How much memory SQLite has in use, which nobody asks, it counts under a lock with everything that it takes: for each
# row several times. What is set stands for the whole process, and only before anything is opened.
apsw.shutdown()
apsw.config(apsw.SQLITE_CONFIG_MEMSTATUS, False)
apsw.initialize()


Row: TypeAlias = Any
"""A tuple of what a statement selects; its reader knows the types."""


class Cursor(Protocol):
    """What a statement found: rows as tuples, each read from the file when it is asked for."""

    def fetchone(self) -> Row: ...
    def fetchall(self) -> list[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...
    def __next__(self) -> Row: ...


class Connection(Protocol):
    """An open file. Everything fails with `Error`."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended."""

    def execute(self, statements: str, bindings: Sequence[Any] | Mapping[str, Any] = ()) -> Cursor:
        """Run one statement, or several without values to their end or to the first row."""

    def executemany(self, statements: str, sequenceofbindings: Iterable[Sequence[Any]]) -> Cursor:
        """Run one statement for each of several rows of values."""

    def changes(self) -> int:
        """Rows that the last INSERT, UPDATE or DELETE changed."""

    def close(self) -> None:
        """Let go of the file. What was not committed is dropped."""


def connect(path: Path | str, *, may_write: bool = True) -> Connection:
    """Open a file, which is made where there is none and may be written. `:memory:` is no file."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE if may_write else apsw.SQLITE_OPEN_READONLY
    made = apsw.Connection(str(path), flags=flags, statementcachesize=_STATEMENTS)
    made.set_busy_timeout(_WAITS)
    return cast(Connection, made)


def emptied(database: Connection) -> bool:
    """Write everything into the file proper and empty the write-ahead log: it still holds what was overwritten.

    False where it could not be, for somebody began to read before and has not ended while a connection waits.
    """
    busy, _, _ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def columns_of(database: Connection, query: str) -> list[str]:
    """The names of what a query selects, which is not run."""
    names: list[str] = []

    def prepared(cursor: apsw.Cursor, _query: str, _values: object) -> bool:
        names.extend(name for name, _ in cursor.get_description())
        return False

    cursor = cast(apsw.Connection, database).cursor()
    cursor.exec_trace = prepared
    with suppress(apsw.ExecTraceAbort):
        cursor.execute(query)
    return names
