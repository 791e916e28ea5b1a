"""Two processes that both believe a partition to be theirs: the chain makes one of them harmless, whichever it is."""

from collections.abc import Callable

import pytest
from aiokafka.errors import KafkaTimeoutError

from schemas.records.reference import InstrumentSuspended
from streams.engines.kafka import processing
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, publish
from tests.support.kafka_hub import KafkaHub
from tests.support.world import START

Engines = Callable[[str], OnKafka]


def test_a_writer_that_woke_up_reads_what_was_decided_meanwhile(hub: KafkaHub, engines: Engines) -> None:
    sleeper, other = engines("sleeper"), engines("other")
    publish(hub, 0, 3)
    sleeper.decide()
    publish(hub, 3, 4)
    other.decide()
    sleeper.hand_over(INTAKE, 4, 7)  # it was holding them when it was stopped
    sleeper.hand_over("resolve", 4, 7)
    assert sleeper.counters.collisions[INTAKE] == 1
    sleeper.decide()
    assert_each_event_once(hub, 7)
    assert hub.end(hub.topics.decisions_of(INTAKE)) == 7 + 4, "its records stand there and do not count"


def test_who_takes_over_decides_under_no_older_reference_than_the_one_before(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, other = engines("fresh"), engines("other")
    publish(hub, 0, 1)
    number = other.refer(
        [InstrumentSuspended("bedford-operation-encompass", True, START, "reviewed", "a council")], START
    )
    other.decide()
    publish(hub, 1, 1)
    follower = fresh.processing.follower
    asked_too_early, follow = [True], follower.follow

    async def follow_but_once() -> None:
        if asked_too_early:
            asked_too_early.pop()
        else:
            await follow()

    monkeypatch.setattr(follower, "follow", follow_but_once)
    fresh.hand_over(INTAKE, 1, 2)
    assert [decision.reference for decision in hub.decisions(INTAKE)] == [number, number]


def test_two_writers_in_turn_lose_nothing_and_double_nothing(hub: KafkaHub, engines: Engines) -> None:
    writers = [engines("left"), engines("right")]
    for turn in range(6):
        publish(hub, 3 * turn, 3)
        for source in (INTAKE, "resolve", "person.0"):
            for writer in writers if turn % 2 else reversed(writers):
                end = hub.end(hub.topics.inputs_of(source))
                writer.hand_over(source, max(1, end - 4), end)
    for writer in writers:
        writer.decide()
    assert_each_event_once(hub, 18)


def test_what_was_recorded_but_not_forwarded_is_forwarded_by_the_next(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = engines("first")
    publish(hub, 0, 5)

    async def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(processing, "send_on", dies)
        with pytest.raises(SystemExit):
            first.hand_over(INTAKE, 1, 5)
    assert len(hub.counted(INTAKE)) == 5
    assert hub.end(hub.topics.inputs_of("resolve")) == 0
    second = engines("second")
    second.send_undone(INTAKE)  # not committed: it sends them though nothing brings them to it
    assert second.counters.sent_again[INTAKE] == 5
    second.hand_over(INTAKE, 1, 5)  # and they come again
    assert second.counters.sent_again[INTAKE] == 5
    second.decide()
    assert_each_event_once(hub, 5)


def test_forwards_that_arrive_twice_are_applied_once(hub: KafkaHub, engines: Engines) -> None:
    first, second = engines("first"), engines("second")
    publish(hub, 0, 5)
    first.hand_over(INTAKE, 1, 5)
    second.hand_over(INTAKE, 1, 5)
    assert hub.end(hub.topics.inputs_of("resolve")) == 10
    second.decide()
    assert second.counters.skipped["resolve"] == 5
    assert_each_event_once(hub, 5)


def test_an_append_of_which_nobody_knows_whether_it_landed_is_looked_up(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engines("only")
    append, failed = engine.processing.producer.append_at, [False]

    async def lost_answer(*args: object) -> None:
        await append(*args)  # type: ignore[arg-type]  # as given
        if not failed[0]:
            failed[0] = True
            raise KafkaTimeoutError

    monkeypatch.setattr(engine.processing.producer, "append_at", lost_answer)
    publish(hub, 0, 5)
    engine.decide()
    assert failed == [True]
    assert_each_event_once(hub, 5)
    assert hub.end(hub.topics.decisions_of(INTAKE)) == 5


def test_inputs_that_the_group_passed_by_are_fetched(hub: KafkaHub, engines: Engines) -> None:
    engine = engines("only")
    publish(hub, 0, 6)
    engine.hand_over(INTAKE, 5, 6)
    assert [d.position for d in hub.decisions(INTAKE)] == [1, 2, 3, 4, 5, 6]
    assert engine.counters.gaps[INTAKE] == 4


def test_inputs_left_out_amid_what_is_handed_over_are_fetched(hub: KafkaHub, engines: Engines) -> None:
    engine = engines("only")
    publish(hub, 0, 9)
    engine.hand_over(INTAKE, 7, 7, 1, 2, 5, 5)
    assert [d.position for d in hub.decisions(INTAKE)] == [1, 2, 3, 4, 5, 6, 7]
    assert engine.counters.gaps[INTAKE] == 3
    engine.decide()
    assert_each_event_once(hub, 9)
