"""A parked submission can be decided however late: its key header outlives its topic, but no erasure."""

from collections.abc import Callable
from contextlib import closing
from typing import NoReturn

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from schemas import contexts
from schemas.records.accept import EventAccepted, EventRejected
from schemas.records.decision import Parked, Unparked
from schemas.records.inputs import ParkedRetried
from schemas.records.reference import AgencyKeyRevoked
from schemas.records.watch import CommandRefused
from streams.engines.kafka.registry import KafkaRegistry, RegistryParts
from streams.vault.names import event_owner, parked_owner
from streams.vault.tombstone import Tombstone
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.kafka.publishing import INTAKE, outputs, publish
from tests.streams.engines.kafka.swept import swept
from tests.support.force import POLICE, SIGNING_KEY
from tests.support.furnishing import LONG_AGO, appointed
from tests.support.kafka_hub import KafkaHub
from tests.support.world import HUB, START

OPERATOR = "u-operator"
KEY = contexts.case_key(POLICE, "ref-0").hex()
OWNER = parked_owner(INTAKE, 1)

Engines = Callable[[str], OnKafka]


def park(hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event is parked by a worker that has a fault, and then its topic's retention passes."""

    def failing(*_: object) -> NoReturn:
        raise LookupError

    hub.world.refer(appointed(OPERATOR, "operator", "hub", HUB))
    hub.refer()
    publish(hub, 0, 1)
    with monkeypatch.context() as patch:
        patch.setattr("streams.deciders.accept.decide.decide", failing)
        engines("faulty").decide()
    assert [type(output) for output in outputs(hub, INTAKE, Parked)] == [Parked]
    topic = hub.topics.inputs_of(INTAKE)
    with closing(KafkaAdminClient(**hub.connection.kafka_python())) as admin:
        admin.delete_records({TopicPartition(topic.topic, topic.partition): 1})


def retry(engine: OnKafka, name: str) -> None:
    """An operator asks for another try."""
    engine.command(ParkedRetried(KEY, OPERATOR), name, START)
    engine.decide()


def test_a_retry_opens_what_the_topic_no_longer_holds(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    park(hub, engines, monkeypatch)
    engine = engines("mended")
    engine.decide()
    retry(engine, "retry")
    assert [output.position for output in outputs(hub, INTAKE, Unparked) if isinstance(output, Unparked)] == [1]
    (accepted,) = outputs(hub, INTAKE, EventAccepted)
    assert isinstance(accepted, EventAccepted)
    opened = engine.opened(accepted.event)
    assert opened.person(0) is not None
    with closing(hub.stores()) as stores:
        assert isinstance(stores.vault.get(OWNER)[0], bytes)
        parts = RegistryParts(hub.connection, *hub.addresses, hub.world.home.keys, hub.operator_keys, hub.topics)
        with closing(KafkaRegistry(parts)) as registry:
            registry.erase(accepted.event, START, "court_order", [0])
        assert isinstance(stores.vault.get(OWNER)[0], Tombstone), "the header opens the erased section too"
        assert isinstance(stores.vault.get(event_owner(accepted.event))[0], Tombstone)


def test_what_was_erased_meanwhile_stays_parked(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    park(hub, engines, monkeypatch)
    with closing(hub.stores()) as stores:
        stores.vault.erase(OWNER, START, "court_order")  # type: ignore[attr-defined]  # the operator's vault has it
    engine = engines("mended")
    engine.decide()
    retry(engine, "retry")
    (refused,) = outputs(hub, INTAKE, CommandRefused)
    assert isinstance(refused, CommandRefused)
    assert refused.reason == "still_cannot_be_decided"
    assert outputs(hub, INTAKE, EventAccepted) == []


def test_what_a_retry_rejects_leaves_no_key_header(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    park(hub, engines, monkeypatch)
    assert swept(hub) == 0, "the retry needs it"
    hub.world.refer(AgencyKeyRevoked(POLICE, SIGNING_KEY, LONG_AGO, "lost"))
    hub.refer()
    engine = engines("mended")
    engine.decide()
    retry(engine, "retry")
    assert len(outputs(hub, INTAKE, EventRejected)) == len(outputs(hub, INTAKE, Unparked)) == 1
    with closing(hub.stores()) as stores:
        assert isinstance(stores.vault.get(OWNER)[0], bytes)
        assert swept(hub) == 1
        assert stores.vault.get_many([OWNER]) == {}
    assert swept(hub) == 0
