"""A long history, made of a short one: rows of views and of state copied under other ids, further and further back.

A million events are not decided for this (that takes most of an hour): what was decided is repeated in the tables that
pages and deciders ask, each copy under ids of its own, two days before the last, and finished; the first weeks ago.
Logs and sealed bodies, which are found by their own keys alone, are not repeated.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from streams import sqlite
from tests.bench.scale.city import CHILDREN

_APART: Final = int(timedelta(days=2).total_seconds() * 1_000_000)
_BEFORE: Final = int(timedelta(days=40).total_seconds() * 1_000_000)
"""No copy falls due at a meeting that is still to come: a pack opens each of its events, and copies have none."""
_DIGESTS: Final = frozenset({"event", "cased", "digest"})
_IDS: Final = frozenset(
    {"notice", "item", "triage", "replaces", "replaced_by", "referral", "previous", "action", "about"}
)
_TIMES: Final = frozenset(
    {
        "occurred_at",
        "accepted_at",
        "issued_at",
        "due_at",
        "opened_at",
        "acknowledged_at",
        "raised_at",
        "closed_at",
        "at",
    }
    | {"decided_at", "reported_at"}
)
_TABLES: Final = (
    "event_view",
    "outcome_view",
    "notice_view",
    "triage_view",
    "desk_view",
    "disclosure_view",
    "trace_view",
    "action_view",
)


def finish(database: sqlite.Connection) -> None:
    """What was decided so far has been read and dealt with, as all but the last days of a history is."""
    database.execute("BEGIN")
    database.execute(
        "UPDATE notice_view SET state = 'acknowledged', opened_at = issued_at, acknowledged_at = issued_at,"
        " in_time = 1 WHERE state IN ('waiting', 'opened')"
    )
    database.execute("UPDATE desk_view SET closed_at = raised_at, outcome = 'settled' WHERE closed_at IS NULL")
    database.execute("COMMIT")


class History:
    """The copies of what stood finished when this was made."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database
        self.events = self._count("event_view")
        self._seed = self.events
        self._copies = 0
        people = self._database.execute("SELECT count(DISTINCT person) FROM notice_view").fetchone()[0]
        self._cycle = max(1, round(CHILDREN / people))
        for table in _TABLES:
            database.execute(f"CREATE TEMP TABLE seed_{table} AS SELECT * FROM {table}")
        database.execute("CREATE TEMP TABLE seed_state AS SELECT * FROM state")
        database.execute("CREATE TEMP TABLE seed_subjects AS SELECT * FROM subjects")
        self._statements = [self._copying(table) for table in _TABLES]

    def grow(self, events: int) -> None:
        """Add copies until so many events stand in the history."""
        while self.events < events:
            self._database.execute("BEGIN")
            for _ in range(min(20, -(-(events - self.events) // self._seed))):
                self._copy()
            self._database.execute("COMMIT")
        self._database.execute("ANALYZE")

    def _copy(self) -> None:
        self._copies += 1
        prefix = self._copies.to_bytes(4, "big")
        given = {"prefix": prefix, "copy": f"c{self._copies}.", "back": _BEFORE + self._copies * _APART}
        given |= {"person": f"~{self._copies % self._cycle}", "number": self._copies * 1_000_000}
        for statement in self._statements:
            self._database.execute(statement, given)
        given = {"prefix": prefix, "shift": self._copies * 1_000_000}
        self._database.execute(
            "INSERT INTO subjects SELECT number - :shift, CAST(:prefix || name AS BLOB) FROM seed_subjects", given
        )
        self._database.execute(
            "INSERT INTO state SELECT subject - :shift, source, part, NULL, body FROM seed_state",
            {"shift": given["shift"]},
        )
        self.events += self._seed

    def _copying(self, table: str) -> str:
        columns = [name for _, name, *_ in self._database.execute(f"PRAGMA table_info({table})")]
        return f"INSERT INTO {table} SELECT {', '.join(_copied(table, name) for name in columns)} FROM seed_{table}"

    def _count(self, table: str) -> int:
        return int(self._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _copied(table: str, column: str) -> str:
    if column in _DIGESTS and table != "desk_view":  # the newest page of done items would reach into the copies
        return f"CAST(:prefix || substr({column}, 5) AS BLOB)"
    if column in _IDS:
        return f":copy || {column}"
    if column == "person":
        return "person || :person"
    if column in _TIMES:
        return f"{column} - :back"
    if column == "number" or (table == "event_view" and column == "position"):
        return f"{column} + :number"
    return f"'c' || :copy || {column}" if column == "reference" else column


def tables_of(database: sqlite.Connection) -> Iterator[tuple[str, int]]:
    """How many rows stand in each table."""
    for table in (*_TABLES, "state"):
        yield table, int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all lies at or under."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
