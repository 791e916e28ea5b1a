"""Every way in which a broker refuses, and the setting that its sentence names."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kafka.errors import (
    InvalidReplicationFactorError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from services.operator.kafka.answers import refusal_of
from services.operator.kafka.certificates import CertificateFolder
from services.operator.kafka.cluster import Cluster
from services.operator.kafka.handshake import probe
from services.operator.kafka.refusals import ClusterRefused, Why
from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from tests.services.operator.kafka.conftest import As, files_of
from tests.support.kafka import TestKafka

NOW = datetime.now(UTC)
NOWHERE = KafkaConnection("127.0.0.1:9")


def refused(connection: KafkaConnection) -> ClusterRefused:
    """Why the probe says that a broker refuses."""
    found = probe(connection)
    assert found is not None
    return found


@pytest.mark.slow
class TestRealBroker:
    """What Kafka itself answers."""

    def test_one_that_lets_us_in_has_nothing_to_tell(self, connect: As) -> None:
        assert probe(connect("worker")) is None

    def test_an_error_that_the_brokers_do_not_explain_is_told_by_its_kind_alone(self, connect: As) -> None:
        found = refusal_of(OSError("what nobody foresaw"), "do it", connect("worker"))
        assert str(found) == "the cluster did not do it in time (OSError): see the brokers' logs, then try again"

    def test_plain_text_on_the_secured_listener(self, broker: TestKafka) -> None:
        found = refused(KafkaConnection(broker.secured))
        assert (found.why, "set FIRSTBELL_KAFKA_SECURITY to `tls`" in str(found)) == (Why.DENIED, True)

    def test_tls_on_the_open_listener(self, broker: TestKafka, connect: As) -> None:
        found = refused(KafkaConnection(broker.bootstrap, connect("worker").tls))
        assert "does not speak TLS there: set FIRSTBELL_KAFKA_BOOTSTRAP" in str(found)

    def test_an_authority_that_the_brokers_do_not_know(self, broker: TestKafka, tmp_path: Path) -> None:
        rogue = CertificateFolder(tmp_path / "rogue")
        rogue.create_authority("test authority", NOW)
        rogue.issue("admin", (), NOW)
        keystore = rogue.keystore("admin")
        found = refused(KafkaConnection(broker.secured, TlsFiles(broker.certificates.authority, keystore, keystore)))
        assert (found.why, "FIRSTBELL_KAFKA_CERTIFICATE must be" in str(found)) == (Why.DENIED, True)

    def test_brokers_of_an_authority_that_we_do_not_know(self, broker: TestKafka, tmp_path: Path) -> None:
        other = CertificateFolder(tmp_path / "other")
        other.create_authority("another", NOW)
        keystore = broker.keystore("worker")
        found = refused(KafkaConnection(broker.secured, TlsFiles(other.authority, keystore, keystore)))
        assert "put the brokers' authority into FIRSTBELL_KAFKA_AUTHORITY" in str(found)

    def test_a_certificate_that_has_ended(self, broker: TestKafka, tmp_path: Path) -> None:
        broker.certificates.issue("late", (), NOW - timedelta(days=40), 30)
        keystore = broker.certificates.keystore("late")
        found = refused(KafkaConnection(broker.secured, files_of(broker.certificates, keystore)))
        assert "FIRSTBELL_KAFKA_CERTIFICATE" in str(found)

    def test_a_subject_of_more_than_one_name(self, broker: TestKafka, tmp_path: Path) -> None:
        keystore = tmp_path / "two.pem"
        keystore.write_bytes(
            signed_by(broker.certificates, [("admin", NameOID.COMMON_NAME), ("x", NameOID.ORGANIZATION_NAME)])
        )
        connection = KafkaConnection(broker.secured, files_of(broker.certificates, keystore))
        with pytest.raises(ClusterRefused, match="FIRSTBELL_KAFKA_CERTIFICATE"):
            Cluster(connection).found()

    def test_no_certificate_at_all(self, broker: TestKafka) -> None:
        class WithoutOne(TlsFiles, frozen=True):
            def context(self) -> ssl.SSLContext:
                return ssl.create_default_context(cafile=str(self.authorities))

        nothing = Path("nothing")
        found = refused(KafkaConnection(broker.secured, WithoutOne(broker.certificates.authority, nothing, nothing)))
        assert "wants a certificate: name one in FIRSTBELL_KAFKA_CERTIFICATE" in str(found)

    def test_a_broker_that_is_asked_for_by_another_name(self, broker: TestKafka, connect: As) -> None:
        port = broker.secured.split(":")[1]
        found = refused(KafkaConnection(f"127.0.0.2:{port}", connect("worker").tls))
        assert "no broker listens at" in str(found) or "add this one to its `hosts`" in str(found)

    def test_the_second_broker_of_the_list_is_enough(self, broker: TestKafka, connect: As) -> None:
        assert probe(KafkaConnection(f"127.0.0.1:9,{broker.secured}", connect("worker").tls)) is None


def signed_by(folder: CertificateFolder, subject: list[tuple[str, x509.ObjectIdentifier]]) -> bytes:
    """Key and certificate of the folder's authority for a subject that it would not issue."""
    authority, key = folder._authority()
    own = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(oid, value) for value, oid in subject]))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(hours=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM) + folder.authority.read_bytes()


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[tuple[int, TlsFiles]]:
    """A server of our authority, whose certificate is for another host."""
    folder = CertificateFolder(tmp_path / "elsewhere")
    folder.create_authority("elsewhere", NOW)
    folder.issue("broker", ("kafka-1",), NOW)
    folder.issue("worker", (), NOW)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder.keystore("broker"))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            plain, _ = server.accept()
            with plain, pytest.raises(ssl.SSLError, match=r"(?i)alert|eof"):
                context.wrap_socket(plain, server_side=True)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], files_of(folder, folder.keystore("worker"))
        thread.join(timeout=10)


def test_a_broker_that_is_reached_under_another_name(tls_server: tuple[int, TlsFiles]) -> None:
    port, files = tls_server
    found = refused(KafkaConnection(f"127.0.0.1:{port}", files))
    assert "add this one to its `hosts` in ops/kafka/acls.yaml" in str(found)


def test_nobody_listens() -> None:
    found = refused(NOWHERE)
    assert (found.why, str(found)) == (
        Why.UNREACHABLE, "no broker listens at `127.0.0.1:9`: start it, or correct FIRSTBELL_KAFKA_BOOTSTRAP",
    )  # fmt: skip


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_files_that_cannot_be_used(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.pem"
    if content is not None:
        path.write_bytes(content)
    found = refused(KafkaConnection("127.0.0.1:9", TlsFiles(path, path, path)))
    assert "FIRSTBELL_KAFKA_CERTIFICATE" in str(found)
    assert "FIRSTBELL_KAFKA_AUTHORITY" in str(found)


@pytest.mark.parametrize(
    ("error", "why", "told"),
    [
        (TopicAuthorizationFailedError(), Why.DENIED, "add it in ops/kafka/acls.yaml"),
        (UnknownTopicOrPartitionError(), Why.REFUSED, "`firstbell kafka plan` says which"),
        (NotEnoughReplicasError(), Why.UNREACHABLE, "`min_in_sync`"),
        (InvalidReplicationFactorError(), Why.REFUSED, "--replication 1"),
        (MessageSizeTooLargeError(), Why.REFUSED, "`largest` in ops/kafka/topics.yaml"),
        (KafkaTimeoutError(), Why.UNREACHABLE, "no broker listens at"),
        (OSError("what nobody foresaw"), Why.UNREACHABLE, "no broker listens at"),
    ],
)
def test_each_answer_names_what_to_change(error: Exception, why: Why, told: str) -> None:
    found = refusal_of(error, "do it", NOWHERE)
    assert (found.why, told in str(found)) == (why, True), str(found)
    assert "foresaw" not in str(found)
