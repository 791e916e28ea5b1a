"""Projecting every view again from PostgreSQL's own copy of the records, all or nothing."""

from typing import Final

from psycopg import sql

from schemas import codec
from schemas.records.decision import Decision
from streams.engines.postgres import tables
from streams.engines.postgres.database import connect
from streams.engines.postgres.view_writing import write_views

_AT_ONCE: Final = 2000


def rebuild_views(address: str) -> int:
    """Empty the views and write them again; how many records that took. Connect as the owner.

    Readers wait, and see the old rows or the new ones; the view writer waits too, and goes on after it.
    """
    emptied = [*tables.VIEW_TABLES, tables.PARKED, tables.COMMAND_ANSWERS]
    names = sql.SQL(", ").join(sql.Identifier(table.name) for table in emptied)
    count = 0
    with connect(address) as connection, connection.cursor() as cursor, connection.cursor("records") as records:
        cursor.execute("LOCK TABLE decisions IN EXCLUSIVE MODE")
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))
        records.execute("SELECT body FROM decisions ORDER BY source, number")
        while rows := records.fetchmany(_AT_ONCE):
            write_views(cursor, [codec.decode(body, Decision) for (body,) in rows])
            count += len(rows)
    return count
