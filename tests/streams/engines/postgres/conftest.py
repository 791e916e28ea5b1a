"""One server for these tests, and databases in it."""

import pytest

from streams.engines.postgres.migrating import migrate
from tests.support.postgres import Server
from tests.support.postgres import postgres as postgres


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
