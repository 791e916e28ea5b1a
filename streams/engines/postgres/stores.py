"""The stores of a worker, opened together."""

from pathlib import Path
from typing import Final

import psycopg
from psycopg.errors import IdleInTransactionSessionTimeout as Abandoned
from sqlalchemy.exc import InterfaceError, OperationalError

from streams.engines.kafka.ports import Stores
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.lost import PostgresLost
from streams.engines.postgres.revisions import check_schema
from streams.engines.postgres.sealed import PostgresIntake, PostgresRows
from streams.engines.postgres.vault import PostgresVault
from streams.vault.keyring import KeyRing

AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError, Abandoned)
"""What a store raises while its server is away, restarts or shuts down: ask again."""


def open_stores(hub: str, vault: str, keys: Path) -> Stores:
    """The stores at two addresses, with the folder of the hub's keys.

    Raises one of `AWAY` where a server does not answer, `WrongSchema` where a database is not migrated.
    """
    check(hub, "hub")
    check(vault, "vault")
    engine, held = open_engine(hub, connections=2), PostgresVault(vault, KeyRing(keys))

    def close() -> None:
        held.close()
        engine.dispose()

    return Stores(PostgresIntake(engine), held, PostgresRows(engine), PostgresLost(engine), AWAY, close)


def check(address: str, database: str) -> None:
    """Raise `WrongSchema` unless a database has this program's tables."""
    engine = open_engine(address, connections=1)
    try:
        with engine.connect() as connection:
            check_schema(connection, database)
    finally:
        engine.dispose()
