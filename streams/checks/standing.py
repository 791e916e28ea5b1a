"""Whether a hub's views and state are what its records make, table by table.

Views decide too: who is left out of an inbox, what a desk still has to do. A row that was moved, changed or taken out
behind the hub's back would otherwise be believed, while every record stays as it was.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from schemas.records.decision import Decision
from streams import sqlite
from streams.checks.findings import FindingKind
from streams.checks.tally import Tally
from streams.engines.line.chains import State
from streams.engines.local.folded import Folding
from streams.heads import Head

Row = tuple[object, ...]

_HEADS: Final = msgspec.msgpack.Decoder(Head)
_STATES: Final = msgspec.msgpack.Decoder(State)


class Stands(Protocol):
    """Where the tables stand that are held against the records."""

    @property
    def tables(self) -> Collection[str]:
        """The names of those that stand there."""

    def upto(self, source: str) -> int | None:
        """The last record of a chain that they know; None where it is the log's last."""

    def rows(self, name: str, query: str, columns: Sequence[str], key: int) -> Iterator[Row]:
        """The rows of a table, by a query for a home's, or by its columns, ordered by the first `key` of them."""


class OfHome(Struct, frozen=True):
    """The tables of a home, which holds everything that its records make."""

    database: sqlite.Connection

    @property
    def tables(self) -> Collection[str]:
        """All."""
        return TABLES.keys()

    def upto(self, source: str) -> int | None:
        """Records and tables are written together."""
        return None

    def rows(self, name: str, query: str, columns: Sequence[str], key: int) -> Iterator[Row]:
        """By the query."""
        return self.database.execute(query)


class Table(Struct, frozen=True):
    """How one table is compared: its rows begin with what tells them apart, in `key` columns, in that order.

    `name` says of a row which record's, output's or event's it is. `read` makes values of what stands in a row, where
    equal things may have other bytes.
    """

    query: str
    key: int
    name: Callable[[Row], str]
    kind: FindingKind = FindingKind.VIEW_DIFFERS
    read: Callable[[Row], Row] = lambda row: row


def _first(row: Row) -> str:
    return str(row[0])


def _event(row: Row) -> str:
    return f"event {bytes(row[0]).hex()}"  # type: ignore[call-overload]  # the fold's own row: a digest


def record_at(place: int) -> Callable[[Row], str]:
    """Names a row by the record whose source and number stand in it from a place on."""
    return lambda row: f"{row[place]}-{row[place + 1]}"


def _head(row: Row) -> Row:
    return row[0], _HEADS.decode(row[1])  # type: ignore[arg-type]  # what is no bytes is caught as undecodable


def _state(row: Row) -> Row:
    return *row[:4], _STATES.decode(row[4])  # type: ignore[arg-type]  # as above


def _subject(row: Row) -> str:
    """Of a case its key, of anything else only the partition."""
    name = bytes(row[1])  # type: ignore[call-overload]  # the fold's own row
    return f"{row[0]}, case {name[1:].hex()}" if name[:1] == b"\0" else str(row[0])


TABLES: Final[Mapping[str, Table]] = {
    "event_view": Table("SELECT * FROM event_view ORDER BY event", 1, _event),
    "outcome_view": Table("SELECT * FROM outcome_view ORDER BY digest, publisher", 2, record_at(6)),
    "notice_view": Table("SELECT * FROM notice_view ORDER BY notice", 1, _first),
    "triage_view": Table("SELECT * FROM triage_view ORDER BY triage", 1, _first),
    "action_view": Table("SELECT * FROM action_view ORDER BY action", 1, _first),
    "step_view": Table("SELECT * FROM step_view ORDER BY step_id", 1, _first),
    "priority_view": Table("SELECT * FROM priority_view ORDER BY id", 1, _first),
    "hotspot_view": Table("SELECT * FROM hotspot_view ORDER BY publication", 1, _first),
    "identity_view": Table("SELECT * FROM identity_view ORDER BY id", 1, _first),
    "restriction_view": Table("SELECT * FROM restriction_view ORDER BY id", 1, _first),
    "desk_view": Table("SELECT * FROM desk_view ORDER BY item", 1, _first),
    "access_view": Table(
        "SELECT subject, at, user, role, granted, reason FROM access_view ORDER BY 1, 2, 3, 4, 5, 6", 6, _first
    ),
    "disclosure_view": Table(
        "SELECT event, at, role, scheme, value, under FROM disclosure_view ORDER BY 1, 2, 3, 4, 5, 6",
        6,
        _event,
    ),
    "delivery_view": Table(
        "SELECT about, at, asked, channel, addressee, outcome, reason, attempts FROM delivery_view"
        " ORDER BY 1, 2, 3, 4, 5, 6, 7, 8",
        8,
        _first,
    ),
    "trace_view": Table("SELECT * FROM trace_view ORDER BY event, source, number", 3, record_at(1)),
    "alarm_view": Table("SELECT * FROM alarm_view ORDER BY place, instrument, flag", 3, _first),
    "chains": Table("SELECT source, head FROM chains ORDER BY source", 1, _first, FindingKind.STATE_DIFFERS, _head),
    "state": Table(
        "SELECT s.source, n.name, s.part, s.due, s.body FROM state s LEFT JOIN subjects n ON n.number = s.subject"
        " ORDER BY 1, 2, 3",
        3,
        _subject,
        FindingKind.STATE_DIFFERS,
        _state,
    ),
    "parked": Table(
        "SELECT source, position, key, reason FROM parked ORDER BY source, position, key",
        3,
        record_at(0),
        FindingKind.STATE_DIFFERS,
    ),
}


class Standing:
    """Folds records beside a check, into a scratch database with a home's tables, and compares with what stands."""

    def __init__(self, stands: Stands, scratch: sqlite.Connection, person_partitions: int) -> None:
        self._stands = stands
        self._scratch = scratch
        self._folding = Folding(scratch, person_partitions)
        self._whole = True
        scratch.execute("BEGIN")

    def take(self, decision: Decision, digest: bytes) -> None:
        """The next record of its chain; `digest` is that of its bytes."""
        upto = self._stands.upto(decision.source)
        if self._whole and (upto is None or decision.number <= upto):
            self._folding.take(decision, digest)

    def broken(self) -> None:
        """A record does not count or cannot be read: nothing can be folded past it."""
        self._whole = False

    def finish(self, tally: Tally) -> None:
        """The log is at its end: report each table that holds something else than the records make."""
        if not self._whole:
            tally.counts["tables_not_compared"] += len(self._stands.tables)
            return
        self._folding.finish()
        self._scratch.execute("COMMIT")
        for name in (name for name in TABLES if name in self._stands.tables):
            self._compare(name, TABLES[name], tally)
            tally.counts["tables_compared"] += 1

    def _compare(self, name: str, table: Table, tally: Tally) -> None:
        columns = sqlite.columns_of(self._scratch, table.query)
        stands = self._stands.rows(name, table.query, columns, table.key)
        compare_rows(name, table, self._scratch.execute(table.query), stands, tally)


def compare_rows(name: str, table: Table, made: Iterator[Row], stands: Iterator[Row], tally: Tally) -> None:
    """Report how the rows that stand in a table differ from those that the records make, both in the table's order."""
    lacking = changed = foreign = 0
    first = ""
    for one, other in _pairs(table, made, stands):
        if one is None:
            foreign += 1
            continue
        if other is None:
            lacking += 1
        elif one == other or _same(table, one, other):
            continue
        else:
            changed += 1
        first = first or table.name(one)
    parts = [
        f"{count} {what}"
        for count, what in ((changed, "changed"), (lacking, "lacking"), (foreign, "that no record makes"))
        if count
    ]
    if parts:
        named = f"; the first is of `{first}`" if first else ""
        detail = f"{lacking + changed + foreign} rows differ from the records: {', '.join(parts)}{named}"
        tally.report(table.kind, name, detail)


def _pairs(table: Table, made: Iterator[Row], stands: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of two tables, in the same order, side by side."""
    one, other = next(made, None), next(stands, None)
    while one is not None or other is not None:
        if one is not None and other is not None and one[: table.key] == other[: table.key]:
            yield one, other
            one, other = next(made, None), next(stands, None)
        elif other is None or (one is not None and _place(table, one) < _place(table, other)):
            yield one, None
            one = next(made, None)
        else:
            yield None, other
            other = next(stands, None)


def _place(table: Table, row: Row) -> list[tuple[int, object]]:
    """Where a row stands in SQLite's order: nothing, numbers, text, bytes, whatever somebody has put there."""
    return [(_rank(value), value if value is not None else 0) for value in row[: table.key]]


def _rank(value: object) -> int:
    return 0 if value is None else 1 if isinstance(value, int | float) else 2 if isinstance(value, str) else 3


def _same(table: Table, made: Row, stands: Row) -> bool:
    """Whether two rows of other bytes mean the same: maps may be written in another order."""
    try:
        return table.read(made) == table.read(stands)
    except (msgspec.MsgspecError, TypeError):
        return False
