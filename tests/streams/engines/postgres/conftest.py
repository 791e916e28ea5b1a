"""Databases with the program's tables."""

import pytest

from ops.cluster.postgres import PostgresServer
from tests.support.postgres import fresh


@pytest.fixture
def hub(postgres: PostgresServer) -> str:
    """The address of a fresh hub database."""
    return fresh(postgres, "hub")


@pytest.fixture
def vault(postgres: PostgresServer) -> str:
    """The address of a fresh vault database."""
    return fresh(postgres, "vault")
