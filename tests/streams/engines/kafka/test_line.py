"""The worker under Faust on a real broker: what comes in is decided hop by hop, once, and stands in the log."""

import socket

from kafka import KafkaConsumer, TopicPartition

from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, notices, publish
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread


def committed(hub: KafkaHub, source: str) -> int | None:
    """The offset that the consumer group has committed."""
    place = hub.topics.inputs_of(source)
    consumer = KafkaConsumer(**hub.connection.kafka_python(), group_id=hub.parts().group, enable_auto_commit=False)
    try:
        found = consumer.committed(TopicPartition(place.topic, place.partition))
        return int(found) if found is not None else None
    finally:
        consumer.close()


def test_events_become_notices(hub: KafkaHub) -> None:
    with WorkerThread(hub.parts()) as worker:
        publish(hub, 0, 2)
        until(lambda: notices(hub) == 2 or not worker.running)
        with socket.socket() as probe:  # Faust's own web server would listen there, on every interface
            assert probe.connect_ex(("127.0.0.1", 6066))
    assert_each_event_once(hub, 2)
    assert [d.at for d in hub.decisions("person.0")] == [d.at for d in hub.decisions(INTAKE)]


def test_a_graceful_stop_finishes_and_commits_what_was_begun(hub: KafkaHub) -> None:
    publish(hub, 0, 60)
    with WorkerThread(hub.parts(batch=8)) as worker:
        until(lambda: len(hub.counted(INTAKE)) >= 8 or not worker.running)
    for source in (INTAKE, "resolve"):
        decided = hub.decisions(source)
        assert committed(hub, source) == (decided[-1].position if decided else None)
    with WorkerThread(hub.parts("2")) as worker:
        until(lambda: notices(hub) == 60 or not worker.running)
    assert_each_event_once(hub, 60)
