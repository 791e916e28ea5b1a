"""What the reference topic demands: read to its end by whoever administers the brokers."""

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kafka import KafkaProducer

from schemas.records.reference import AgencyKind, AgencyRegistered, Body, HubDeclared
from services.operator.kafka.applying import Allowed, apply_plan
from services.operator.kafka.cluster import Cluster
from services.operator.kafka.declared import load_declared
from services.operator.kafka.plan import HubCounts, Kind, make_plan
from services.operator.kafka.registered import Registered, read_registered
from services.operator.kafka.wanted import spell_out
from streams.reference.facts import Reference
from streams.reference.log import apply_signed, sign_next
from tests.services.operator.kafka.conftest import As

pytestmark = pytest.mark.slow

AT = datetime(2026, 9, 1, tzinfo=UTC)
OPERATOR = Ed25519PrivateKey.generate()
PUBLIC = OPERATOR.public_key().public_bytes_raw()
HUB = HubDeclared("hub", "A hub", bytes(32), "origin", bytes(32), PUBLIC, 2, 8)


def agency(name: str, *events: str) -> AgencyRegistered:
    """An agency that may publish these events."""
    return AgencyRegistered(name, name, AgencyKind.POLICE, events, ("822",))


def log_of(bodies: Sequence[Body], key: Ed25519PrivateKey = OPERATOR) -> list[bytes]:
    """A reference log, record by record, each but the hub's declaration signed with a key."""
    reference, records = Reference(), []
    for body in bodies:
        signer = OPERATOR if body is HUB else key
        signed = sign_next(reference, "hub", body, AT, "operator", "operator-1", signer, bytes(32))
        apply_signed(reference, signed, signer.public_key())
        records.append(signed)
    return records


def publish(connect: As, values: Sequence[bytes | None]) -> None:
    """Append to the reference topic, as its one writer."""
    with closing(KafkaProducer(**connect("operator").kafka_python(), acks="all")) as producer:
        for value in values:
            producer.send("reference", value, key=b"any").get(timeout=20)


def test_the_reference_log_is_read_to_its_end(connect: As) -> None:
    wanted = spell_out(load_declared(), [], replication=1)
    with closing(Cluster(connect("admin"))) as cluster:
        apply_plan(cluster, wanted, cluster.found(), None, Allowed(), time.monotonic, time.sleep)
        assert read_registered(connect("admin")) == Registered()
        log = log_of([HUB, agency("police", "encompass"), agency("council"), agency("health", "encompass")])
        forged = log_of([HUB, agency("intruder", "encompass")], Ed25519PrivateKey.generate())[1]
        publish(connect, [None, b"foreign", *log[:2], forged, None, *log[2:]])
        registered = read_registered(connect("admin"))
        assert registered == Registered(("police", "health"), HubCounts(2, 8))
        plan = make_plan(
            spell_out(load_declared(), registered.agencies, replication=1), cluster.found(), HubCounts(2, 8)
        )
    assert [one.name for one in plan.drift if one.kind is Kind.TOPIC_MISSING] == [
        *("intake.health", "intake.police"),
        *("decisions.intake.health", "decisions.intake.police"),
    ]
    assert [one.setting for one in plan.drift if one.kind is Kind.HUB] == ["intake_partitions"]
