"""Workers under mutual TLS and ACLs: the rights that they need suffice, and a missing one ends them with its kind."""

import time
from collections.abc import Iterable

import pytest
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from services.operator.kafka.certificates import CertificateFolder
from streams.engines.kafka import worker as workers
from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from streams.engines.kafka.worker import NotJoined
from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, notices, publish
from tests.support.kafka import TestKafka, certificates_for
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread

READ, WRITE = ACLOperation.READ, ACLOperation.WRITE
RIGHTS = {
    "intake.": (READ,),
    "inputs.": (READ, WRITE),
    "decisions.": (READ, WRITE),
    "reference": (READ,),
}


def secured(kafka: TestKafka, principal: str) -> KafkaConnection:
    """A connection as a principal."""
    file = kafka.keystore(principal)
    return KafkaConnection(kafka.secured, TlsFiles(kafka.certificates.authority, file, file), principal)


def allow(kafka: TestKafka, hub: KafkaHub, principal: str, *, topics: Iterable[str], group: bool) -> None:
    """Give a principal a worker's rights on the hub's topics that begin so, and on its group."""
    acls = [_acl(principal, op, ResourceType.TOPIC, hub.topics.prefix + name) for name in topics for op in RIGHTS[name]]
    if group:
        acls.append(_acl(principal, READ, ResourceType.GROUP, hub.parts().group))
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    admin.create_acls(acls)
    end = time.monotonic() + 20
    while len(admin.describe_acls(_filter(principal))[0]) < len(acls):  # rights spread by and by
        assert time.monotonic() < end
        time.sleep(0.2)
    admin.close()


def test_a_worker_with_its_rights_works(kafka: TestKafka, hub: KafkaHub) -> None:
    principal = kafka.unique("worker")
    allow(kafka, hub, principal, topics=RIGHTS, group=True)
    publish(hub, 0, 3)
    with WorkerThread(hub.parts(connection=secured(kafka, principal))) as worker:
        until(lambda: notices(hub) == 3 or not worker.running)
    assert_each_event_once(hub, 3)


def test_without_the_right_to_write_decisions_it_ends_and_loses_nothing(kafka: TestKafka, hub: KafkaHub) -> None:
    principal = kafka.unique("worker")
    allow(kafka, hub, principal, topics=RIGHTS, group=True)
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    name = hub.topics.prefix + "decisions."
    admin.delete_acls([_filter(principal, WRITE, name)])
    admin.close()
    time.sleep(1)
    publish(hub, 0, 3)
    worker = WorkerThread(hub.parts(connection=secured(kafka, principal))).start()
    until(lambda: not worker.running)
    with pytest.raises(TopicAuthorizationFailedError):
        worker.stop()
    with WorkerThread(hub.parts()) as allowed:
        until(lambda: notices(hub) == 3 or not allowed.running)
    assert_each_event_once(hub, 3)


def test_without_a_right_on_its_group_it_ends_and_says_which(
    kafka: TestKafka, hub: KafkaHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "JOIN_SECONDS", 6.0)
    principal = kafka.unique("worker")
    allow(kafka, hub, principal, topics=RIGHTS, group=False)
    worker = WorkerThread(hub.parts(connection=secured(kafka, principal))).start()
    until(lambda: not worker.running)
    with pytest.raises(NotJoined, match=hub.parts().group):
        worker.stop()


def test_without_any_right_it_ends(kafka: TestKafka, hub: KafkaHub) -> None:
    worker = WorkerThread(hub.parts(connection=secured(kafka, kafka.unique("worker")))).start()
    until(lambda: not worker.running)
    with pytest.raises(TopicAuthorizationFailedError):
        worker.stop()
    assert hub.counted(INTAKE) == []


def test_with_another_authoritys_certificate_it_ends(
    kafka: TestKafka, hub: KafkaHub, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: CertificateFolder = certificates_for(tmp_path_factory.mktemp("rogue"))[0]
    file = folder.keystore("admin")
    connection = KafkaConnection(kafka.secured, TlsFiles(kafka.certificates.authority, file, file), "rogue")
    worker = WorkerThread(hub.parts(connection=connection)).start()
    until(lambda: not worker.running)
    with pytest.raises(KafkaConnectionError):
        worker.stop()


def _acl(principal: str, operation: ACLOperation, kind: ResourceType, name: str) -> ACL:
    pattern = ResourcePattern(kind, name, ACLResourcePatternType.PREFIXED)
    return ACL(f"User:{principal}", "*", operation, ACLPermissionType.ALLOW, pattern)


def _filter(principal: str, operation: ACLOperation = ACLOperation.ANY, name: str | None = None) -> ACLFilter:
    kind = ResourceType.TOPIC if name is not None else ResourceType.ANY
    pattern = ACLResourcePatternType.PREFIXED if name is not None else ACLResourcePatternType.ANY
    resource = ResourcePatternFilter(kind, name, pattern)
    return ACLFilter(f"User:{principal}", "*", operation, ACLPermissionType.ANY, resource)
