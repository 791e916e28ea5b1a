"""Foreign, empty, headerless, unsigned and oversize records on every topic: each is logged, and the line goes on."""

from collections.abc import Callable
from typing import Any

import pytest

from schemas import codec, limits
from schemas.records.accept import EventRejected
from schemas.records.inputs import Forwarded, Input, ParkedRetried, TimePassed
from schemas.records.watch import CommandRefused
from streams.engines.kafka.records import COMMAND, KEYS, RECORD, SIGNATURE, intake_command_headers
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, outputs, publish
from tests.support.kafka_hub import KafkaHub
from tests.support.world import START

Engines = Callable[[str], OnKafka]
Headers = list[tuple[str, bytes]]

RETRY = Input("retry", ParkedRetried("0" * 32, "u-operator"))
INTAKE_RECORDS: dict[str, tuple[bytes | None, Headers]] = {
    "empty": (b"", []),
    "null": (None, []),
    "foreign": (b"hello", [("content-type", b"text/plain")]),
    "oversize": (bytes(limits.ENVELOPE_BYTES + 1), [(KEYS, b"x")]),
    "a command without a signature": (b"", [(COMMAND, codec.encode(RETRY))]),
    "a command with a foreign signature": (b"", [(COMMAND, codec.encode(RETRY)), (SIGNATURE, bytes(64))]),
    "a command that is none": (b"", [(COMMAND, b"hello"), (SIGNATURE, bytes(64))]),
}
INPUT_RECORDS: dict[str, tuple[bytes | None, Headers]] = {
    "empty": (b"", []),
    "null": (None, []),
    "foreign": (b"\xc3\x01hello", [(RECORD, bytes(32))]),
    "a forward without its record": (codec.encode(Input("", Forwarded(INTAKE, 1, 1, START, (0,), ()))), []),
}


@pytest.mark.parametrize("name", INTAKE_RECORDS)
def test_whatever_stands_in_an_intake_is_rejected_with_a_reason(hub: KafkaHub, engines: Engines, name: str) -> None:
    value, headers = INTAKE_RECORDS[name]
    hub.append(hub.topics.inputs_of(INTAKE), value, headers)
    publish(hub, 0, 2)
    engines("only").decide()
    assert len(outputs(hub, INTAKE, EventRejected)) == 1
    assert [d.position for d in hub.decisions(INTAKE)] == [1, 2, 3]
    assert_each_event_once(hub, 2)


def test_the_operators_signature_is_for_one_partition_alone(hub: KafkaHub, engines: Engines) -> None:
    engine = engines("only")
    for source in ("intake.another.0", INTAKE):
        headers = intake_command_headers(RETRY, source, hub.world.keys.operator)
        hub.append(hub.topics.inputs_of(INTAKE), b"", headers)
    engine.decide()
    first, second = hub.decisions(INTAKE)
    assert isinstance(first.outputs[0], EventRejected)
    assert isinstance(second.outputs[0], CommandRefused)


def test_a_submission_without_its_key_header_is_rejected(hub: KafkaHub, engines: Engines) -> None:
    publish(hub, 0, 1)
    hub.append(hub.topics.inputs_of(INTAKE), hub.records(hub.topics.inputs_of(INTAKE))[0], [])
    engines("only").decide()
    assert len(outputs(hub, INTAKE, EventRejected)) == 1


@pytest.mark.parametrize("source", ["resolve", "person.0"])
@pytest.mark.parametrize("name", INPUT_RECORDS)
def test_what_cannot_be_read_is_recorded_as_that(hub: KafkaHub, engines: Engines, source: str, name: str) -> None:
    value, headers = INPUT_RECORDS[name]
    hub.append(hub.topics.inputs_of(source), value, headers)
    publish(hub, 0, 2)
    engine = engines("only")
    engine.decide()
    refused: list[Any] = outputs(hub, source, CommandRefused)
    assert [(one.command, one.reason) for one in refused] == [("unreadable", "not_readable")]
    assert engine.counters.unreadable[source] == 1
    engine.restart()
    assert engine.decide() == 0
    assert_each_event_once(hub, 2)


def test_a_forward_whose_number_is_not_the_next_is_passed_over(hub: KafkaHub, engines: Engines) -> None:
    ahead = codec.encode(Input("", Forwarded(INTAKE, 9, 9, START, (), ())))
    hub.append(hub.topics.inputs_of("resolve"), ahead, [(RECORD, bytes(32))])
    publish(hub, 0, 2)
    engine = engines("only")
    engine.decide()
    assert engine.counters.ahead[INTAKE] == 1
    assert_each_event_once(hub, 2)


@pytest.mark.parametrize("value", [None, b"", b"hello"])
def test_a_foreign_decision_does_not_count_and_harms_nothing(
    hub: KafkaHub, engines: Engines, value: bytes | None
) -> None:
    engine = engines("only")
    publish(hub, 0, 2)
    engine.decide()
    for source in (INTAKE, "resolve", "person.0"):
        hub.append(hub.topics.decisions_of(source), value)
    publish(hub, 2, 2)
    engine.decide()
    assert engine.counters.collisions[INTAKE] == 1
    assert_each_event_once(hub, 4)
    fresh = engines("fresh")
    assert fresh.decide() == 0
    assert fresh.counters.not_counted[INTAKE] == 1, "what landed behind it extends the chain, and counts"
    assert hub.end(hub.topics.decisions_of(INTAKE)) == 5


def test_a_foreign_reference_record_does_not_count(hub: KafkaHub, engines: Engines) -> None:
    engine = engines("only")
    for value in (None, b"", b"hello"):
        hub.append(hub.topics.reference, value)
    hub.append(hub.topics.reference, hub.records(hub.topics.reference)[0])
    number = engine.refer([], START)
    publish(hub, 0, 2)
    engine.decide()
    assert engine.counters.reference_not_counted == 4
    assert {d.reference for d in hub.decisions(INTAKE)} == {number}


def test_a_command_that_was_appended_twice_is_decided_once(hub: KafkaHub, engines: Engines) -> None:
    engine = engines("only")
    for _ in range(3):
        hub.append(hub.topics.inputs_of("resolve"), codec.encode(RETRY))
    assert engine.decide() == 1
    engine.restart()
    hub.append(hub.topics.inputs_of("resolve"), codec.encode(RETRY))
    assert engine.decide() == 0
    hub.append(hub.topics.inputs_of("resolve"), codec.encode(Input("again", RETRY.message)))
    assert engine.decide() == 1


def test_a_tick_in_the_intake_is_no_command(hub: KafkaHub, engines: Engines) -> None:
    held = Input("", TimePassed(START))
    headers = intake_command_headers(held, INTAKE, hub.world.keys.operator)
    hub.append(hub.topics.inputs_of(INTAKE), b"", headers)
    engines("only").decide()
    assert len(outputs(hub, INTAKE, EventRejected)) == 1
