"""A local home as one side of a comparison."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from streams import sqlite
from streams.checks.home import reading


class HomeLog:
    """The log of a home as of one moment, straight from its tables."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database

    def sources(self) -> Sequence[str]:
        """The source partitions that have inputs or records."""
        rows = self._database.execute(
            "SELECT source FROM decisions UNION SELECT source FROM intake UNION SELECT source FROM inputs"
        )
        return [source for (source,) in rows]

    def records(self, source: str) -> Iterator[bytes]:
        """The records of a source partition; every one that a home holds counts."""
        for (body,) in self._database.execute("SELECT body FROM decisions WHERE source = ? ORDER BY number", (source,)):
            yield body

    def inputs(self, source: str) -> int:
        """How many inputs stand in a source partition."""
        table = "intake" if source.startswith("intake.") else "inputs"
        row = self._database.execute(f"SELECT max(position) FROM {table} WHERE source = ?", (source,)).fetchone()
        return row[0] or 0

    def total(self) -> int:
        """How many records there are."""
        (count,) = self._database.execute("SELECT count(*) FROM decisions").fetchone()
        return int(count)


@contextmanager
def log_of_home(path: Path) -> Iterator[HomeLog]:
    """The log of a hub's folder, read-only. Raises `HomeUnreadable`."""
    with reading(path) as database:
        yield HomeLog(database)
