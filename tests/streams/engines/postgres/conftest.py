"""One server for these tests, and databases in it."""

from collections.abc import Iterator

import pytest

from streams.engines.postgres.migrating import migrate
from tests.support.postgres import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server."""
    with server() as made:
        yield made


@pytest.fixture
def hub(postgres: Server) -> str:
    """The address of a fresh hub database."""
    address = postgres.fresh()
    migrate(address, "hub")
    return address


@pytest.fixture
def vault(postgres: Server) -> str:
    """The address of a fresh vault database."""
    address = postgres.fresh()
    migrate(address, "vault")
    return address
