"""What the Kafka client says of its connections: whether each partition that is read has a leader that is connected.

The client tells it of itself, without asking a broker. Of three brokers one that is left answers, while what the others
led is read by nobody; where nothing comes that would be noticed by nothing else.
"""

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from streams.engines.kafka.topics import Place

TOLD_EVERY: Final = 2.0
"""Seconds between what the client says. Whoever has it say so must poll: it is kept until then."""

_UP: Final = "UP"


class _Broker(Struct, frozen=True):
    nodeid: int
    state: str


class _Partition(Struct, frozen=True):
    leader: int


class _Topic(Struct, frozen=True):
    partitions: dict[str, _Partition]


class _Statistics(Struct, frozen=True):
    """What is used of librdkafka's statistics (its STATISTICS.md)."""

    brokers: dict[str, _Broker]
    topics: dict[str, _Topic]


_DECODER: Final = msgspec.json.Decoder(_Statistics)


def leaders_answer(statistics: str, places: Iterable[Place]) -> bool:
    """Whether the leader of each of these partitions is known and connected."""
    told = _DECODER.decode(statistics)
    up = {broker.nodeid for broker in told.brokers.values() if broker.state == _UP and broker.nodeid >= 0}
    return all(_leader(told, place) in up for place in places)


def _leader(told: _Statistics, place: Place) -> int | None:
    topic = told.topics.get(place.topic)
    partition = topic.partitions.get(str(place.partition)) if topic is not None else None
    return partition.leader if partition is not None else None
