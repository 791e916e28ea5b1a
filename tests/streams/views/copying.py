"""Write what a local hub has recorded into PostgreSQL, as the sinks of the Kafka engine do."""

import random
from collections.abc import Sequence

from psycopg import sql

from schemas import codec
from schemas.records.decision import Decision
from streams.engines.kafka.reading import Counted
from streams.engines.postgres.database import connect
from streams.engines.postgres.log_copies import write_decisions
from streams.engines.postgres.view_tables import VIEW_TABLES
from streams.engines.postgres.view_writing import write_views
from tests.support.world import World

VIEWS = tuple(table.name for table in VIEW_TABLES)


def recorded(world: World) -> list[Counted]:
    """Every decision record of a hub, in the order of its ledger."""
    rows = world.engine.database.execute("SELECT digest, body FROM decisions ORDER BY ledger_index")
    return [Counted(codec.decode(body, Decision), digest, body) for digest, body in rows]


def interleaved(records: Sequence[Counted], seed: int) -> list[Counted]:
    """The records in another order: that of each source stays, the sources run ahead of one another at random."""
    by_source: dict[str, list[Counted]] = {}
    for record in records:
        by_source.setdefault(record.decision.source, []).append(record)
    chance = random.Random(seed)
    waiting = [source for source, found in by_source.items() for _ in found]
    chance.shuffle(waiting)
    return [by_source[source].pop(0) for source in waiting]


def write(records: Sequence[Counted], address: str, batch: int) -> None:
    """Write records into a database, so many in each transaction."""
    with connect(address) as connection:
        for start in range(0, len(records), batch):
            some = records[start : start + batch]
            with connection.transaction(), connection.cursor() as cursor:
                write_decisions(cursor, some)
                write_views(cursor, [record.decision for record in some])


def copy_log(world: World, address: str, batch: int) -> None:
    """Write a hub's submissions, records and ledger entries into a database."""
    records = recorded(world)
    write(records, address, batch)
    query = world.engine.database.execute
    entries = query(
        "SELECT e.position, e.entry, d.source, d.number FROM ledger_entries e"
        " JOIN decisions d ON d.ledger_index = e.position"
    ).fetchall()
    intake = query("SELECT source, position, at, digest, envelope FROM intake WHERE command IS NULL").fetchall()
    with connect(address) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO intake VALUES (%s, %s, %s, %s, %s)", intake)
        cursor.executemany("INSERT INTO ledger_entries VALUES (%s, %s, %s, %s)", entries)


def rows_of(address: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every view, in a settled order."""
    with connect(address) as connection:
        return {
            view: sorted(connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(view))), key=repr)
            for view in VIEWS
        }


def local_rows(world: World) -> dict[str, list[tuple[object, ...]]]:
    """The same of a local hub."""
    query = world.engine.database.execute
    return {view: sorted(query(f"SELECT * FROM {view}").fetchall(), key=repr) for view in VIEWS}
