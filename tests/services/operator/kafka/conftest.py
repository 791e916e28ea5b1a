"""A cluster that is these tests' own, with mutual TLS and ACLs on and nothing else in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.cluster.brokers import KafkaCluster
from services.operator.kafka.certificates import CertificateFolder
from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from tests.support.kafka import TestKafka, certificates_for

As = Callable[[str], KafkaConnection]
"""The connection of a principal."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestKafka]:
    """One broker with nothing in it, and both of its listeners."""
    certificates, tls = certificates_for(tmp_path_factory.mktemp("own") / "certificates")
    with KafkaCluster(1, tls=tls, open_listener=True) as cluster:
        yield TestKafka(cluster, certificates)


@pytest.fixture(scope="module")
def connect(broker: TestKafka) -> As:
    """Over mutual TLS, as a principal of the cluster's authority."""
    return lambda principal: KafkaConnection(
        broker.secured, files_of(broker.certificates, broker.keystore(principal)), "test"
    )


def files_of(certificates: CertificateFolder, keystore: Path) -> TlsFiles:
    """What a client is given."""
    return TlsFiles(certificates.authority, keystore, keystore)
