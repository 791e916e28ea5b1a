"""The faults: each breaks something while traffic flows, and has the reference move in the middle of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from ops.cluster.brokers import Broker
from streams.engines.kafka.records import KEYS
from tests.faults.kafka.stage import Stage
from tests.support.force import POLICE
from tests.support.kafka_hub import until
from tests.support.kafka_workers import WorkerProcess
from tests.support.same_inputs import raw_inputs

INTAKE: Final = f"intake.{POLICE}.0"
LONG: Final = 5000
"""From so many events on a fault is repeated, and lasts, as in the long run."""
SESSION: Final = 6.0
SEGMENT: Final = 100


def workers_killed(stage: Stage) -> None:
    """kill -9 of a worker at random moments."""
    for share in _moments(stage, 20 if _long(stage) else 3):
        stage.wait_for(share)
        time.sleep(stage.random.random())
        worker = stage.random.choice(stage.workers)
        worker.kill()
        _move_once(stage, share)
        time.sleep(stage.random.random())
        worker.start()


def sinks_killed(stage: Stage) -> None:
    """kill -9 of the ledger writer and the view writer at random moments."""
    for share in _moments(stage, 10 if _long(stage) else 3):
        stage.wait_for(share)
        time.sleep(stage.random.random())
        sink = stage.random.choice([stage.ledger, stage.views])
        sink.kill()
        _move_once(stage, share)
        sink.start()


def leader_killed(stage: Stage) -> None:
    """kill -9 of the broker that leads the partition of hop 2's decisions."""
    stage.wait_for(0.3)
    leader = stage.leader_of("resolve")
    leader.kill()
    stage.move_reference()
    stage.wait_for(0.8 if _long(stage) else 0.6)
    leader.start()
    leader.wait_ready(len(stage.cluster.brokers))


def two_brokers_away(stage: Stage) -> None:
    """Two of three brokers stop, so that nothing is acknowledged, and come back."""
    stage.wait_for(0.3)
    away = stage.random.sample(stage.cluster.brokers, 2)
    _stop(away)
    with _meanwhile(stage.move_reference):
        time.sleep(30 if _long(stage) else 8)
        for broker in away:
            broker.start()
        for broker in away:
            broker.wait_ready(len(stage.cluster.brokers))


def worker_stopped(stage: Stage) -> None:
    """SIGSTOP of a worker for longer than its session; the others go on."""
    for share in _moments(stage, 5 if _long(stage) else 1):
        stage.wait_for(share)
        worker = stage.random.choice(stage.workers)
        worker.pause()
        _move_once(stage, share)
        time.sleep(SESSION + 2)
        worker.resume()


def worker_woken_after_takeover(stage: Stage) -> None:
    """A worker stands still in the middle of its work, another takes over and decides on, then it wakes up."""
    for share in _moments(stage, 5 if _long(stage) else 1):
        stage.wait_for(share)
        worker, other = stage.random.sample(stage.workers, 2)
        before = _taken_over(other)
        worker.pause()
        _move_once(stage, share)
        until(lambda before=before, other=other: _taken_over(other) > before)  # type: ignore[misc]  # bound early
        decided = _records(stage)
        until(lambda decided=decided: _records(stage) > decided or stage.traffic.share == 1)  # type: ignore[misc]  # a loop variable as default has no type
        worker.resume()


def postgres_restarted(stage: Stage) -> None:
    """PostgreSQL ends under every process, and comes back."""
    for share in _moments(stage, 5 if _long(stage) else 2):
        stage.wait_for(share)
        stage.postgres.restart()
        _move_once(stage, share)


def ledger_disk_full(stage: Stage) -> None:
    """Nothing can be written to the ledger for a while."""
    stage.wait_for(0.3)
    stage.ledger.fill_disk()
    stage.move_reference()
    stage.wait_for(0.8)
    stage.ledger.make_space()


def poison_everywhere(stage: Stage) -> None:
    """A record that is none in each topic: bytes that mean nothing, and no bytes at all."""
    stage.wait_for(0.3)
    stage.desk.rest(60)  # from here on nobody has the ids that a local engine gives them
    topics = stage.hub.topics
    for source in stage.hub.sources:
        for place in (topics.inputs_of(source), topics.decisions_of(source)):
            stage.hub.append(place, b"\xc3\x01 foreign")
            stage.hub.append(place, None)
    with stage.traffic.held():
        stage.settle(300)
        stage.move_reference()
    for place in (topics.reference, topics.ledger_entries, topics.ticker):
        stage.hub.append(place, b"\xc3\x01 foreign")
        stage.hub.append(place, None)


def segments_delivered_again(stage: Stage) -> None:
    """Whole segments of the intake stand in the topic a second time; then the group is set back to the beginning."""
    stage.wait_for(0.4)
    place = stage.hub.topics.inputs_of(INTAKE)
    for one in list(raw_inputs(stage.hub, INTAKE))[:SEGMENT]:
        stage.hub.append(place, one.value, [(KEYS, one.headers[KEYS])])
    for worker in stage.workers:
        assert worker.stop() == 0, "a worker that was asked to end did not end in order"
    _set_back(stage)
    stage.move_reference()
    for worker in stage.workers:
        worker.start()


FAULTS: Final[dict[str, Callable[[Stage], None]]] = {
    fault.__name__: fault
    for fault in (
        workers_killed,
        sinks_killed,
        leader_killed,
        two_brokers_away,
        worker_stopped,
        worker_woken_after_takeover,
        postgres_restarted,
        ledger_disk_full,
        poison_everywhere,
        segments_delivered_again,
    )
}


def _long(stage: Stage) -> bool:
    return stage.traffic.total >= LONG


def _moments(stage: Stage, count: int) -> list[float]:
    """Shares of the traffic at which something happens, one near the middle."""
    return [(number + 1) / (count + 1) for number in range(count)]


def _move_once(stage: Stage, share: float) -> None:
    if not stage.moved and share >= 0.4:
        stage.move_reference()


def _records(stage: Stage) -> int:
    return sum(stage.hub.end(stage.hub.topics.decisions_of(source)) for source in stage.hub.sources)


def _taken_over(worker: WorkerProcess) -> int:
    return worker.log.read_bytes().count(b"partitions taken over")


def _stop(brokers: list[Broker]) -> None:
    """All are asked to end; those that wait for a quorum that is gone are ended."""
    for broker in brokers:
        broker.ask_to_stop()
    for broker in brokers:
        broker.stop(timeout=5)


def _set_back(stage: Stage) -> None:
    """The consumer group has committed nothing: everything is delivered once more."""
    group = stage.hub.parts().group
    consumer = KafkaConsumer(**stage.hub.connection.kafka_python(), group_id=group, enable_auto_commit=False)
    places = [stage.hub.topics.inputs_of(source) for source in stage.hub.sources]
    partitions = [TopicPartition(place.topic, place.partition) for place in places]
    consumer.assign(partitions)
    consumer.commit({partition: OffsetAndMetadata(0, "", -1) for partition in partitions})
    consumer.close()


@contextmanager
def _meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Do something beside the block; what it fails with is raised after it."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="operator")
    thread.start()
    yield
    thread.join()
    if failed:
        raise failed[0]
