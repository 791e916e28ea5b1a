"""How the views of a local hub are written from its records."""

from collections.abc import Iterable

from schemas.records.decision import Decision
from streams import sqlite
from streams.views.projecting import Row, project
from streams.views.statements import INSERTS, UPDATES


def write_views(database: sqlite.Connection, decisions: Iterable[Decision]) -> None:
    """Take records into the views, in the order in which they were committed, within the caller's transaction."""
    inserts: dict[str, list[Row]] = {name: [] for name in INSERTS}
    updates: list[tuple[str, Row]] = []
    for decision in decisions:
        for name, row in project(decision):
            if name in inserts:
                inserts[name].append(row)
            else:
                updates.append((name, row))
    for name, rows in inserts.items():
        if rows:
            database.executemany(INSERTS[name], rows)
    for name, row in updates:
        database.execute(UPDATES[name], row)
