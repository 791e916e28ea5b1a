"""Worker processes that are killed, stopped past their session, joined by others: nothing is lost, nothing twice."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, notices, publish
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerProcess

Start = Callable[[str], WorkerProcess]


@pytest.fixture
def hub(make_hub: Callable[[int], KafkaHub]) -> KafkaHub:
    """A hub with three person partitions, for which workers share the work."""
    return make_hub(3)


@pytest.fixture
def start(hub: KafkaHub) -> Iterator[Start]:
    """Starts a worker process of the hub."""
    started: list[WorkerProcess] = []

    def start(name: str) -> WorkerProcess:
        started.append(WorkerProcess(hub, name, batch=16).start())
        return started[-1]

    yield start
    for process in started:
        if process.running:
            process.kill()


def test_a_worker_killed_at_work_is_followed_by_another(hub: KafkaHub, start: Start) -> None:
    first = start("first")
    until(lambda: first.ready)
    publish(hub, 0, 150)
    until(lambda: len(hub.counted(INTAKE)) > 20)
    first.kill()
    publish(hub, 150, 50)
    second = start("second")
    until(lambda: notices(hub) >= 200 or not second.running)
    assert_each_event_once(hub, 200)
    assert second.stop() == 0


def test_a_worker_stopped_for_longer_than_its_session_wakes_and_does_no_harm(hub: KafkaHub, start: Start) -> None:
    sleeper = start("sleeper")
    until(lambda: sleeper.ready)
    publish(hub, 0, 100)
    until(lambda: len(hub.counted(INTAKE)) > 10)
    sleeper.pause()
    other = start("other")
    publish(hub, 100, 20)
    until(lambda: notices(hub) >= 120 or not other.running)
    sleeper.resume()
    publish(hub, 120, 20)
    until(lambda: notices(hub) >= 140 or not other.running)
    assert_each_event_once(hub, 140)
    ended = {worker.log: worker.stop() for worker in (sleeper, other)}
    assert set(ended.values()) == {0}, _last_words([log for log, code in ended.items() if code != 0])


def test_workers_that_come_and_go_under_load_change_no_outcome(hub: KafkaHub, start: Start) -> None:
    start("first")
    sending = threading.Thread(target=publish, args=(hub, 0, 240))
    sending.start()
    until(lambda: len(hub.counted(INTAKE)) > 20)
    second = start("second")
    until(lambda: second.ready)
    third = start("third")
    until(lambda: third.ready)
    assert second.stop() == 0
    sending.join()
    until(lambda: notices(hub) >= 240 or not third.running)
    assert_each_event_once(hub, 240)


def _last_words(logs: list[Path]) -> str:
    """How these logs end: why a worker ended otherwise than it was asked to."""
    return "\n".join(f"{log.name} ends with\n{log.read_text()[-4000:]}" for log in logs)
