"""While leadership moves, the end of a partition is asked again; the long faults try it on brokers that are killed."""

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.sinks import clients
from streams.engines.kafka.topics import Place

PLACE = Place("inputs.person", 1)


class Moving:
    """Answers as the client does: refused by a broker that leads no more, until somebody asked who leads now."""

    def __init__(self, error: int, refusals: int) -> None:
        self.refusals, self.asked = refusals, 0
        self._error = error

    def get_watermark_offsets(self, _: TopicPartition, *, timeout: float) -> tuple[int, int]:
        if self.asked < self.refusals:
            raise KafkaException(KafkaError(self._error))
        return 3, 17

    def list_topics(self, topic: str, *, timeout: float) -> None:
        assert topic == PLACE.topic
        self.asked += 1


def reader(monkeypatch: pytest.MonkeyPatch, moving: Moving) -> clients.Reader:
    """A reader of nothing, whose client is this one."""
    monkeypatch.setattr(clients, "Consumer", lambda _: moving)
    monkeypatch.setattr(clients, "_MOVES_WITHIN", 0.0)
    return clients.Reader(KafkaConnection(bootstrap="localhost:1"))


def test_the_next_leader_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    moving = Moving(KafkaError.NOT_LEADER_FOR_PARTITION, 2)
    found = reader(monkeypatch, moving)
    assert (found.end(PLACE), moving.asked) == (17, 2)
    assert found.beginning(PLACE) == 3


def test_any_other_refusal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    moving = Moving(KafkaError.TOPIC_AUTHORIZATION_FAILED, 1)
    with pytest.raises(KafkaException):
        reader(monkeypatch, moving).end(PLACE)
    assert moving.asked == 0
