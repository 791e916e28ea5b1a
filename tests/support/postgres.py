"""Fresh databases with the program's tables on the test run's PostgreSQL, and connections with a role's rights."""

from itertools import count
from typing import Final

import psycopg

from ops.cluster.postgres import PostgresServer
from streams.engines.postgres.database import connect
from streams.engines.postgres.migrating import migrate

_NUMBERS: Final = count(1)


def empty(server: PostgresServer) -> str:
    """The address of a new, empty database."""
    name = f"tables_{next(_NUMBERS)}"
    return server.create_database(name)


def fresh(server: PostgresServer, kind: str) -> str:
    """The address of a new database with the tables of the `hub` or the `vault`."""
    address = empty(server)
    migrate(address, kind)
    return address


def as_role(address: str, role: str) -> psycopg.Connection:
    """A connection that has the rights of a role, and no more."""
    connection = connect(address)
    connection.execute(f"SET ROLE {role}".encode())
    connection.commit()
    return connection
