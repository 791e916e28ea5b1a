"""An agency that comes while workers work: its topics are taken once they are there, without a restart."""

import logging
from contextlib import closing

import pytest
from kafka.admin import KafkaAdminClient, NewTopic

from schemas.records.accept import EventRejected
from schemas.records.reference import AgencyKind, AgencyRegistered
from streams.engines.kafka import worker
from tests.streams.engines.kafka.publishing import assert_each_event_once, notices, publish
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread

NEW = "intake.kent-police.0"


def test_a_new_agencys_topics_are_taken_without_a_restart(
    hub: KafkaHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "AGENCIES_EVERY_SECONDS", 0.2)
    with caplog.at_level(logging.INFO, "streams"), WorkerThread(hub.parts()) as working:
        publish(hub, 0, 2)
        until(lambda: notices(hub) == 2, 120)
        hub.world.refer(AgencyRegistered("kent-police", "Kent Police", AgencyKind.POLICE, ("encompass/1",), ("822",)))
        hub.refer()
        until(lambda: "topics of a new agency are missing" in caplog.text, 60)
        with closing(KafkaAdminClient(**hub.connection.kafka_python())) as admin:
            places = hub.topics.inputs_of(NEW), hub.topics.decisions_of(NEW)
            admin.create_topics([NewTopic(place.topic, num_partitions=1, replication_factor=1) for place in places])
        until(lambda: "joins its group anew" in caplog.text, 60)
        hub.append(hub.topics.inputs_of(NEW), b"no envelope")
        publish(hub, 2, 2)
        until(lambda: len(hub.counted(NEW)) == 1 and notices(hub) == 4, 120)
        assert working.running
    (rejected,) = (output for decision in hub.decisions(NEW) for output in decision.outputs)
    assert isinstance(rejected, EventRejected)
    assert_each_event_once(hub, 4)
