"""The questions of `streams.engines.contract.Views`, answered from PostgreSQL."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from sqlalchemy import Engine

from streams.reference.facts import Reference
from streams.views.answering import Row, SqlViews


class PostgresViews(SqlViews):
    """Reads through a pool of connections; any thread may ask."""

    TRACED: ClassVar[str] = (
        "SELECT d.body, l.position FROM (SELECT source, number FROM trace_view WHERE event = ?"
        " UNION SELECT source, number FROM event_view WHERE event = ?) t"
        " JOIN decisions d ON d.source = t.source AND d.number = t.number"
        " LEFT JOIN ledger_entries l ON l.source = d.source AND l.number = d.number"
    )

    WAITING: ClassVar[str] = (
        "SELECT i.source, d.number, d.body FROM intake i"
        " JOIN decisions d ON d.source = i.source AND d.position = i.position WHERE i.digest = ?"
    )

    def __init__(self, engine: Engine, reference: Callable[[], Reference]) -> None:
        super().__init__(reference)
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:

        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(in_psycopg(statement), tuple(given))]


def in_psycopg(statement: str) -> str:
    """A statement with `?` as psycopg wants it."""
    return statement.replace("%", "%%").replace("?", "%s")
