"""Whether what is read has leaders that are connected, by what the client says of itself."""

import json

import pytest

from streams.engines.kafka.sinks.leaders import leaders_answer
from streams.engines.kafka.topics import Place

REFERENCE, PERSON = Place("reference", 0), Place("decisions.person", 1)


def told(states: dict[int, str], leaders: dict[Place, int]) -> str:
    """As librdkafka says it, beside what nobody asks for."""
    topics: dict[str, dict[str, dict[str, object]]] = {}
    for place, leader in leaders.items():
        partitions = topics.setdefault(place.topic, {"partitions": {}})["partitions"]
        partitions[str(place.partition)] = {"leader": leader, "hi_offset": 7}
    brokers = {f"localhost:{node}": {"nodeid": node, "state": state, "rtt": {}} for node, state in states.items()}
    return json.dumps({"type": "consumer", "brokers": brokers, "topics": topics})


@pytest.mark.parametrize(
    ("states", "leaders", "answer"),
    [
        ({1: "UP", 2: "UP"}, {REFERENCE: 1, PERSON: 2}, True),
        ({1: "UP", 2: "UP", 3: "DOWN"}, {REFERENCE: 1, PERSON: 2}, True),
        ({1: "UP", 2: "DOWN"}, {REFERENCE: 1, PERSON: 2}, False),
        ({1: "UP", 2: "CONNECT"}, {REFERENCE: 1, PERSON: 2}, False),
        ({1: "UP", -1: "UP"}, {REFERENCE: 1, PERSON: -1}, False),
        ({1: "UP"}, {REFERENCE: 1}, False),
    ],
)
def test_each_partition_that_is_read_needs_a_leader_that_is_connected(
    states: dict[int, str], leaders: dict[Place, int], answer: bool
) -> None:
    assert leaders_answer(told(states, leaders), [REFERENCE, PERSON]) is answer


def test_what_is_not_read_may_be_without_a_leader() -> None:
    assert leaders_answer(told({1: "UP", 2: "DOWN"}, {REFERENCE: 1, PERSON: 2}), [REFERENCE])
