"""`plan` and `apply` on a real broker with mutual TLS and ACLs on: idempotence, drift, and what is never done."""

import json
import time
from contextlib import closing

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import ConfigResource, KafkaAdminClient
from kafka.errors import GroupAuthorizationFailedError, MessageSizeTooLargeError, TopicAuthorizationFailedError
from typer.testing import CliRunner, Result

from schemas import limits
from services.cli.failures import ExitCode
from services.cli.main import app
from services.operator.kafka.applying import Allowed, Applied, apply_plan
from services.operator.kafka.cluster import Cluster
from services.operator.kafka.declared import load_declared
from services.operator.kafka.plan import Kind, make_plan
from services.operator.kafka.wanted import Resource, Right, Wanted, spell_out
from tests.services.operator.kafka.conftest import As
from tests.support.kafka import TestKafka

pytestmark = pytest.mark.slow

POLICE, HEALTH = "bedfordshire-police", "bedford-health"
NOTHING = Allowed()


def wanted(*agencies: str) -> Wanted:
    """What the project's files declare, for one broker."""
    return spell_out(load_declared(), agencies, replication=1)


def applied(connect: As, what: Wanted, allowed: Allowed = NOTHING) -> Applied:
    """What came of an apply."""
    with closing(Cluster(connect("admin"))) as cluster:
        return apply_plan(cluster, what, cluster.found(), None, allowed, time.monotonic, time.sleep)


def drift(connect: As, what: Wanted) -> list[tuple[Kind, str, str]]:
    """In what the cluster differs now."""
    with closing(Cluster(connect("admin"))) as cluster:
        return [(one.kind, one.name, one.setting) for one in make_plan(what, cluster.found()).drift]


@pytest.fixture(scope="module")
def ready(connect: As) -> As:
    """The cluster as declared, for two agencies."""
    first = applied(connect, wanted(POLICE, HEALTH))
    assert len(first.done) == len(wanted(POLICE, HEALTH).topics) + len(wanted(POLICE, HEALTH).rights)
    assert first.left == ()
    return connect


def test_a_second_apply_finds_nothing_to_do(ready: As) -> None:
    assert applied(ready, wanted(POLICE, HEALTH)) == Applied((), ())


def test_changed_settings_are_found_and_put_right(ready: As) -> None:
    admin = KafkaAdminClient(**ready("admin").kafka_python())
    admin.alter_configs([ConfigResource("topic", "reference", configs={"min.insync.replicas": "2", "segment.ms": "1"})])
    admin.close()
    assert drift(ready, wanted(POLICE, HEALTH)) == [
        (Kind.SETTING, "reference", "min.insync.replicas"),
        (Kind.SETTING_UNDECLARED, "reference", "segment.ms"),
    ]
    assert len(applied(ready, wanted(POLICE, HEALTH)).done) == 2
    assert drift(ready, wanted(POLICE, HEALTH)) == []


def test_keeping_shorter_wants_its_flag(ready: As) -> None:
    admin = KafkaAdminClient(**ready("admin").kafka_python())
    admin.alter_configs([ConfigResource("topic", "ticker", configs={"retention.ms": "-1"})])
    admin.close()
    kept = applied(ready, wanted(POLICE, HEALTH))
    assert (kept.done, [one.name for one in kept.left]) == ((), ["ticker"])
    assert applied(ready, wanted(POLICE, HEALTH), Allowed(shorten=True)).left == ()


def test_a_right_too_many_stays_until_it_is_revoked(ready: As) -> None:
    extra = Right(f"agency.{POLICE}", Resource.TOPIC, "intake.*", "write")
    with closing(Cluster(ready("admin"))) as cluster:
        cluster.allow([extra])
        cluster.await_found(lambda found: extra in found.rights, time.monotonic, time.sleep)
    assert [one.right for one in applied(ready, wanted(POLICE, HEALTH)).left] == [extra]
    assert [one.right for one in applied(ready, wanted(POLICE, HEALTH), Allowed(revoke=True)).done] == [extra]
    assert drift(ready, wanted(POLICE, HEALTH)) == []


def test_a_topic_with_other_partitions_is_left_alone(ready: As) -> None:
    admin = KafkaAdminClient(**ready("admin").kafka_python())
    admin.create_topics({"intake.former": {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True)
    left = applied(ready, wanted(POLICE, HEALTH, "former"), Allowed(shorten=True)).left
    found = admin.describe_topics(["intake.former"])[0]["partitions"]
    admin.delete_topics(["intake.former", "decisions.intake.former"])
    admin.close()
    assert applied(ready, wanted(POLICE, HEALTH), Allowed(revoke=True)).left == ()
    assert [(one.kind, one.name, one.declared, one.found) for one in left] == [
        (Kind.PARTITIONS, "intake.former", "4", "2")
    ]
    assert len(found) == 2


def test_an_agency_writes_to_its_own_topic_and_to_nothing_else(ready: As) -> None:
    """Denied sends are told at once; the producer goes on working (shared facts of the cluster)."""
    producer = KafkaProducer(**ready(f"agency.{POLICE}").kafka_python(), acks="all", max_block_ms=10_000)
    with closing(producer):
        sent = producer.send(f"intake.{POLICE}", b"mine").get(timeout=20)
        for topic in (f"intake.{HEALTH}", f"decisions.intake.{POLICE}", "inputs.person", "reference", "ledger-entries"):
            with pytest.raises(TopicAuthorizationFailedError):
                producer.send(topic, b"not mine").get(timeout=20)
        again = producer.send(f"intake.{POLICE}", b"mine", partition=sent.partition).get(timeout=20)
    assert (sent.topic, again.offset) == (f"intake.{POLICE}", sent.offset + 1)


def test_an_agency_reads_nothing_not_even_its_own(ready: As) -> None:
    consumer = KafkaConsumer(f"intake.{POLICE}", **ready(f"agency.{POLICE}").kafka_python(), group_id="x")
    with closing(consumer), pytest.raises((TopicAuthorizationFailedError, GroupAuthorizationFailedError)):
        next(consumer)


def test_the_brokers_refuse_what_is_larger_than_the_limit_by_name(ready: As) -> None:
    largest = 2 * limits.ENVELOPE_BYTES + limits.KEY_HEADER_BYTES
    producer = KafkaProducer(**ready(f"agency.{POLICE}").kafka_python(), acks="all", max_request_size=2 * largest)
    with closing(producer):
        assert producer.send(f"intake.{POLICE}", bytes(largest)).get(timeout=20).offset >= 0
        with pytest.raises(MessageSizeTooLargeError):
            producer.send(f"intake.{POLICE}", bytes(largest + 8192)).get(timeout=20)


def run(monkeypatch: pytest.MonkeyPatch, broker: TestKafka, principal: str, *arguments: str) -> Result:
    """`firstbell kafka` as a principal."""
    monkeypatch.setenv("FIRSTBELL_KAFKA_BOOTSTRAP", broker.secured)
    monkeypatch.setenv("FIRSTBELL_KAFKA_AUTHORITY", str(broker.certificates.authority))
    monkeypatch.setenv("FIRSTBELL_KAFKA_CERTIFICATE", str(broker.keystore(principal)))
    return CliRunner().invoke(app, ["kafka", *arguments])


def test_the_command_tells_drift_by_its_exit_code_and_deletes_by_name_alone(
    ready: As, broker: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = KafkaAdminClient(**ready("admin").kafka_python())
    admin.create_topics({"left-over": {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    admin.close()
    usual = ("--replication", "1", "--agency", POLICE, "--agency", HEALTH)
    planned = run(monkeypatch, broker, "admin", "plan", *usual, "--json")
    assert planned.exit_code == ExitCode.DRIFT
    told = {one["name"]: one["remedy"] for one in json.loads(planned.stdout)["drift"]}
    assert told == {"left-over": "delete"}
    refused = run(monkeypatch, broker, "admin", "apply", *usual, "--delete-topic", "reference")
    assert (refused.exit_code, "`reference` is no undeclared topic" in refused.stderr) == (ExitCode.REFUSED, True)
    deleted = run(monkeypatch, broker, "admin", "apply", *usual, "--delete-topic", "left-over")
    assert deleted.exit_code == ExitCode.OK
    shown = run(monkeypatch, broker, "admin", "plan", *usual)
    assert (shown.exit_code, "the cluster is as declared" in shown.stdout) == (ExitCode.OK, True)


def test_a_service_may_not_administer(ready: As, broker: TestKafka, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(monkeypatch, broker, "worker", "apply", "--replication", "1")
    assert result.exit_code == ExitCode.DENIED
    assert "FIRSTBELL_KAFKA_CERTIFICATE" in result.stderr
