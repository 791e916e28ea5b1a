"""A real broker and a real PostgreSQL: one of each for a test process, topics and databases of each test's own.

The broker has mutual TLS and ACLs on (`kafka.secured`), and beside it a plaintext listener with all rights
(`kafka.bootstrap`) for tests of other things.
"""

import secrets
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.cluster.brokers import KafkaCluster
from ops.cluster.postgres import PostgresServer
from ops.cluster.properties import HOST, Tls
from services.operator.kafka.certificates import CertificateFolder

SUPER_USERS = "User:broker;User:admin"


class TestKafka:
    """One broker. `admin` is a super user; other principals have the rights that a test gives them."""

    __test__ = False

    def __init__(self, cluster: KafkaCluster, certificates: CertificateFolder) -> None:
        self.cluster = cluster
        self.certificates = certificates
        self.bootstrap = cluster.open_bootstrap
        self.secured = cluster.bootstrap

    def keystore(self, principal: str) -> Path:
        """A principal's certificate, made if it has none."""
        path = self.certificates.keystore(principal)
        if not path.exists():
            self.certificates.issue(principal, (), datetime.now(UTC))
        return path

    def context(self, principal: str) -> ssl.SSLContext:
        """What a client connects with as a principal."""
        context = ssl.create_default_context(cafile=str(self.certificates.authority))
        context.load_cert_chain(self.keystore(principal))
        return context

    def unique(self, name: str) -> str:
        """A name for a topic, group or agency that no other test has."""
        return f"{name}-{secrets.token_hex(4)}"


def certificates_for(folder: Path) -> tuple[CertificateFolder, Tls]:
    """A fresh authority with the certificates of brokers and administrator."""
    made, now = CertificateFolder(folder), datetime.now(UTC)
    made.create_authority("test authority", now)
    made.issue("broker", (HOST, "localhost"), now)
    made.issue("admin", (), now)
    return made, Tls(made.keystore("broker"), made.authority, SUPER_USERS)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestKafka]:
    """The test process's broker."""
    certificates, tls = certificates_for(tmp_path_factory.mktemp("certificates"))
    with KafkaCluster(1, tls=tls, open_listener=True) as cluster:
        yield TestKafka(cluster, certificates)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The test process's PostgreSQL. Killed processes lose it nothing; no test of it cuts the machine's power."""
    with PostgresServer(durable=False) as server:
        yield server


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The name of an empty database of the test's own: `postgres.url(database)`."""
    name = f"test_{secrets.token_hex(6)}"
    postgres.create_database(name)
    yield name
    postgres.drop_database(name)
