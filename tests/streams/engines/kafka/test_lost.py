"""Inputs that retention removed before they were decided: found, recorded, passed over, and published again."""

import logging
from datetime import UTC, datetime

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from schemas.promise import read_promise
from schemas.records.accept import EventAccepted
from streams.engines.kafka.fetching import Shrunk
from streams.engines.kafka.intake import REMEMBERED_SECONDS, KafkaIntake
from streams.engines.kafka.ports import LostInputs
from streams.engines.kafka.status import SourceStatus, Status, status
from streams.engines.local.home import PROMISE_KEY_ID
from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, notices, outputs
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread
from tests.support.people import child_of, pupil
from tests.support.world import FIRST


def removed_before(hub: KafkaHub, offset: int) -> None:
    """As the intake's retention does it: what stands before an offset is gone."""
    place = hub.topics.inputs_of(INTAKE)
    admin = KafkaAdminClient(**hub.connection.kafka_python())
    admin.delete_records({TopicPartition(place.topic, place.partition): offset})
    admin.close()


def asked(hub: KafkaHub) -> Status:
    """What an operator is told."""
    operator = hub.operator_keys.operator.public_key()
    return status(hub.connection, hub.topics, hub.addresses[0], None, operator, datetime.now(UTC))


def intake(hub: KafkaHub) -> SourceStatus:
    """The same of the intake's partition."""
    return next(one for one in asked(hub).sources if one.source == INTAKE)


def lost(hub: KafkaHub, first: int, end: int) -> LostInputs:
    """Offsets of the intake's partition that are gone."""
    place = hub.topics.inputs_of(INTAKE)
    return LostInputs(INTAKE, place.topic, place.partition, first, end)


def test_what_is_gone_undecided_is_recorded_waits_for_nobody_and_is_published_again(
    hub: KafkaHub, caplog: pytest.LogCaptureFixture
) -> None:
    sealed = [hub.world.seal(f"ref-{number}", [child_of(pupil(number % 4, FIRST))]) for number in range(8)]
    for submission in sealed[:3]:
        hub.submit(submission, INTAKE)
    with WorkerThread(hub.parts()):
        until(lambda: notices(hub) == 3)
    for submission in sealed[3:]:
        hub.submit(submission, INTAKE)
    removed_before(hub, 8)
    assert (intake(hub).undecided, intake(hub).gone, intake(hub).oldest) == (0, 5, None)
    with caplog.at_level(logging.CRITICAL, "streams"), WorkerThread(hub.parts()) as working:
        until(lambda: asked(hub).lost != (), 60)
        assert asked(hub).lost == (lost(hub, 3, 8),)
        assert working.worker is not None
        assert working.worker.counters.lost[INTAKE] == 5
        assert caplog.text.count("offsets 3 to 7") == 1
        for submission in sealed:
            hub.submit(submission, INTAKE)
        until(lambda: len(outputs(hub, INTAKE, EventAccepted)) == 8 and notices(hub) == 8)
        until(lambda: intake(hub).undecided == 0)
    assert_each_event_once(hub, 8)
    assert (intake(hub).gone, asked(hub).lost) == (0, (lost(hub, 3, 8),))


def test_an_intake_gives_its_former_promise_for_a_while_and_then_takes_the_bytes_again(hub: KafkaHub) -> None:
    now = [0.0]
    taking = KafkaIntake(hub.connection, hub.topics, hub.world.keys.promise, monotonic=lambda: now[0])
    sealed = hub.world.seal("ref-0", [child_of(pupil(0, FIRST))])

    def place() -> int:
        (receipt,) = taking.submit(hub.world.engine.reference, POLICE, [sealed])
        return read_promise(receipt.promise, {PROMISE_KEY_ID: hub.world.keys.promise.public_key()}).position

    assert place() == 1
    now[0] = REMEMBERED_SECONDS - 1
    assert place() == 1
    removed_before(hub, 1)
    now[0] = REMEMBERED_SECONDS
    assert place() == 2
    taking.close()
    with WorkerThread(hub.parts()):
        until(lambda: notices(hub) == 1)
    assert_each_event_once(hub, 1)


def test_of_what_is_gone_in_part_the_rest_is_decided(hub: KafkaHub) -> None:
    sealed = [hub.world.seal(f"ref-{number}", [child_of(pupil(number % 4, FIRST))]) for number in range(6)]
    for submission in sealed:
        hub.submit(submission, INTAKE)
    removed_before(hub, 4)
    assert (intake(hub).undecided, intake(hub).gone) == (2, 4)
    with WorkerThread(hub.parts()):
        until(lambda: notices(hub) == 2)
    assert asked(hub).lost == (lost(hub, 0, 4),)
    assert_each_event_once(hub, 2)


def test_what_another_worker_decided_before_it_was_removed_is_not_lost(hub: KafkaHub) -> None:
    sealed = [hub.world.seal(f"ref-{number}", [child_of(pupil(number % 4, FIRST))]) for number in range(6)]
    for submission in sealed[:2]:
        hub.submit(submission, INTAKE)
    with WorkerThread(hub.parts("late", group=f"{hub.name}-late")) as late:
        until(lambda: notices(hub) == 2)
        assert late.worker is not None
        partition = late.worker.processing.partitions[INTAKE]
        for submission in sealed[2:]:
            hub.submit(submission, INTAKE)
        until(lambda: notices(hub) == 6)
        partition.seen = 2  # as of a worker that slept while another decided
        removed_before(hub, 6)
        late_loop = late.worker.processing
        until(lambda: partition.seen == 6, 60)
        assert late_loop.partitions[INTAKE].chain.position == 6
    assert asked(hub).lost == ()
    assert_each_event_once(hub, 6)


def test_an_intake_that_was_made_anew_ends_the_worker_and_passes_nothing_over_unsaid(hub: KafkaHub) -> None:
    sealed = [hub.world.seal(f"ref-{number}", [child_of(pupil(number, FIRST))]) for number in range(4)]
    for submission in sealed[:3]:
        hub.submit(submission, INTAKE)
    with WorkerThread(hub.parts()):
        until(lambda: notices(hub) == 3)
    topic = hub.topics.inputs_of(INTAKE).topic
    hub.remake(topic)
    hub.submit(sealed[3], INTAKE)
    working = WorkerThread(hub.parts()).start()
    until(lambda: not working.running, 60)
    with pytest.raises(Shrunk, match=f"`{topic}` 0 ends at 1, and 3 records of it were read: it was made anew"):
        working.stop()
    assert len(outputs(hub, INTAKE, EventAccepted)) == 3


def test_what_was_filled_up_again_is_decided_from_where_it_went_on(hub: KafkaHub) -> None:
    sealed = [hub.world.seal(f"ref-{number}", [child_of(pupil(number, FIRST))]) for number in range(4)]
    for submission in sealed[:3]:
        hub.submit(submission, INTAKE)
    with WorkerThread(hub.parts()):
        until(lambda: notices(hub) == 3)
    hub.remake(hub.topics.inputs_of(INTAKE).topic)
    for _ in range(3):
        hub.append(hub.topics.inputs_of(INTAKE), b"")
    hub.submit(sealed[3], INTAKE)
    with WorkerThread(hub.parts()):
        until(lambda: notices(hub) == 4)
    assert_each_event_once(hub, 4)
