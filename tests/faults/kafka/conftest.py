"""Three brokers and a PostgreSQL of these tests' own: they are killed and restarted."""

from collections.abc import Iterator

import pytest

from ops.cluster.brokers import KafkaCluster
from ops.cluster.postgres import PostgresServer
from tests.support.kafka_hub import Template, template_of


@pytest.fixture(scope="package")
def brokers() -> Iterator[KafkaCluster]:
    """Three brokers."""
    with KafkaCluster(3) as cluster:
        yield cluster


@pytest.fixture(scope="package")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server. It is stopped and started in order: whether it syncs makes no difference."""
    with PostgresServer(durable=False) as running:
        yield running


@pytest.fixture(scope="package")
def copies(server: PostgresServer) -> Template:
    """Migrated databases to copy."""
    return template_of(server)
