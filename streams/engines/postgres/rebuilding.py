"""Projecting every view again from PostgreSQL's own copy of the records, all or nothing."""

from typing import Final

from psycopg import sql

from schemas import codec
from schemas.records.decision import Decision
from streams.engines.postgres import tables, view_tables
from streams.engines.postgres.database import connect
from streams.engines.postgres.view_writing import write_views

_AT_ONCE: Final = 2000


def rebuild_views(address: str) -> int:
    """Empty the views and write them again; how many records that took. Connect as the owner.

    Readers see the old rows until all of the new ones are there; the view writer waits meanwhile, and goes on after it.
    """
    count = 0
    with connect(address) as connection, connection.cursor() as cursor, connection.cursor("records") as records:
        cursor.execute("LOCK TABLE decisions IN EXCLUSIVE MODE")
        for table in (*view_tables.VIEW_TABLES, tables.PARKED, tables.COMMAND_ANSWERS):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))  # TRUNCATE locks readers out
        records.execute("SELECT body FROM decisions ORDER BY source, number")
        while rows := records.fetchmany(_AT_ONCE):
            write_views(cursor, [codec.decode(body, Decision) for (body,) in rows])
            count += len(rows)
    return count
