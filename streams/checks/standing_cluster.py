"""What a cluster's hub database holds beside the log, as of one moment, to be held against the records.

Views trail the log: so records are folded as far as the view writer had come at that moment, chain by chain.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import Text

from schemas.records.ledgered import REFERENCE_SOURCE
from streams import sqlite
from streams.checks.standing import Row, Table, compare_rows, record_at
from streams.checks.tally import Tally
from streams.engines.kafka.sinks.views import SINK
from streams.engines.postgres import tables, view_tables
from streams.engines.postgres.columns import HUB
from streams.engines.postgres.log_copies import heads_of

_AT_ONCE: Final = 2000
_VIEWS: Final = frozenset(table.name for table in (*view_tables.VIEW_TABLES, tables.PARKED))
_COPIES: Final[Mapping[str, Table]] = {
    "decisions": Table(
        "SELECT source, number, position, digest, body FROM decisions ORDER BY source, number", 2, record_at(0)
    ),
    "reference_log": Table(
        "SELECT number, digest, body FROM reference_log ORDER BY number", 1, lambda row: f"{REFERENCE_SOURCE}-{row[0]}"
    ),
}


class OfCluster:
    """The tables of a hub's database (`standing.Stands`). The moment is that of the first question, `upto`.

    `hub` is a connection for this alone, which is in no transaction: it stays in one until it is closed.
    """

    def __init__(self, hub: psycopg.Connection) -> None:
        hub.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._hub = hub
        with hub.cursor() as cursor:
            self._heads = {kept.source: kept.head.number for kept in heads_of(cursor, SINK)}

    @property
    def tables(self) -> Collection[str]:
        """The views, and what is parked. The state of a chain stands in workers' caches alone."""
        return _VIEWS

    def upto(self, source: str) -> int | None:
        """The last record of a chain, or of the reference, that the view writer had taken."""
        return self._heads.get(source, 0)

    def rows(self, name: str, query: str, columns: Sequence[str], key: int) -> Iterator[Row]:
        """In the order of a home's: nothing first, text by its bytes."""
        table = HUB.tables[name]
        named = [sql.Identifier(column) for column in columns]
        ordered = [_in_order(one, table.columns[column].type) for one, column in zip(named, columns, strict=True)]
        asked = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(named), sql.Identifier(name), sql.SQL(", ").join(ordered[:key])
        )
        with self._hub.cursor(f"stands_{name}") as cursor:
            cursor.itersize = _AT_ONCE
            yield from cursor.execute(asked)

    def check_copies(self, log: sqlite.Connection, tally: Tally) -> None:
        """Report where the copies of records, which pages and traces read, are not the log's."""
        for name, table in _COPIES.items():
            columns = sqlite.columns_of(log, table.query)
            known = (row for row in log.execute(table.query) if self._knows(name, row))
            compare_rows(name, table, known, self.rows(name, table.query, columns, table.key), tally)
            tally.counts["tables_compared"] += 1

    def _knows(self, name: str, row: Row) -> bool:
        source, number = (REFERENCE_SOURCE, row[0]) if name == tables.REFERENCE_LOG.name else row[:2]
        return int(str(number)) <= self._heads.get(str(source), 0)


def _in_order(column: sql.Identifier, kind: object) -> sql.Composed:
    collated = sql.SQL('{} COLLATE "C"') if isinstance(kind, Text) else sql.SQL("{}")
    return collated.format(column) + sql.SQL(" NULLS FIRST")
