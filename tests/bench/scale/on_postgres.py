"""The long history's views as rows of a real PostgreSQL, which pages then ask in place of the home's own file."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import BigInteger, LargeBinary, Table

from ops.cluster.postgres import PostgresServer
from streams import sqlite
from streams.engines.postgres.columns import HUB
from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.queries import PostgresViews
from tests.bench.scale.city import City
from tests.support.postgres import fresh


@contextmanager
def views_on(server: PostgresServer, city: City, database: sqlite.Connection) -> Iterator[PostgresViews]:
    """Every view of the home in a fresh database, analysed as autovacuum leaves it."""
    address = fresh(server, "hub")
    with connect(address) as connection:
        for table in _views(database):
            _copy(database, connection, table)
    with connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    engine = open_engine(address, connections=2)
    try:
        yield PostgresViews(engine, city.hub.reference)
    finally:
        engine.dispose()


def _views(database: sqlite.Connection) -> list[Table]:
    held = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [table for name, table in HUB.tables.items() if name.endswith("_view") and name in held]


def _copy(database: sqlite.Connection, connection: psycopg.Connection, table: Table) -> None:
    names = [column.name for column in table.columns]
    wanted = ", ".join(f'"{name}"' for name in names)
    rows = database.execute(f"SELECT {wanted} FROM {table.name}")
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([_type(column.type) for column in table.columns])
        for row in rows:
            copy.write_row(row)


def _type(kind: object) -> str:
    return "bytea" if isinstance(kind, LargeBinary) else "int8" if isinstance(kind, BigInteger) else "text"
