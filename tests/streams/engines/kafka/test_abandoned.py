"""A worker that is stopped between its keys and their commit keeps whoever takes its work over waiting for a while."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from typing import Final
from unittest.mock import patch

import pytest

from streams.engines.postgres.database import connect
from streams.faultpoints import installed
from tests.streams.engines.kafka.publishing import assert_each_event_once, notices, publish
from tests.support.forking import Forked
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerProcess
from tests.support.worker_process import WorkerGiven, work

ABANDONED_AFTER: Final = 20
"""Seconds: less than in earnest, and more than another worker needs to take over."""
WAITING: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def stop(stopped: list[str], point: str) -> None:
    """Stop before keys are committed, once."""
    if point == "vault.commit.before" and not stopped:
        stopped.append(point)
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(1)  # this thread goes on for a moment after a signal that is its process's


def work_and_stop(given: WorkerGiven) -> None:
    """Work, and be stopped in the middle of the first transaction with keys."""
    asked = {"abandoned_after": ABANDONED_AFTER}
    with patch.dict(connect.__kwdefaults__, asked), installed(partial(stop, [])):
        work(given)


class StoppedWorker(WorkerProcess):
    """A worker that is stopped so, and goes on once it is told to."""

    def begin(self) -> Forked:
        """The process."""
        return Forked(work_and_stop, self._given, self.log)


@pytest.fixture
def stopped(hub: KafkaHub) -> Iterator[StoppedWorker]:
    """A worker that is ready."""
    worker = StoppedWorker(hub, "stopped")
    worker.start()
    until(lambda: worker.ready)
    yield worker
    if worker.running:
        worker.kill()


@pytest.fixture
def other(hub: KafkaHub) -> Iterator[WorkerProcess]:
    """A worker that is not started yet."""
    worker = WorkerProcess(hub, "other")
    yield worker
    if worker.running:
        worker.kill()


def test_keys_of_a_stopped_worker_keep_the_next_one_waiting_until_they_are_undone(
    hub: KafkaHub, stopped: StoppedWorker, other: WorkerProcess
) -> None:
    publish(hub, 0, 10)
    other.start()
    with connect(hub.addresses[1], autocommit=True) as vault:
        until(lambda: vault.execute(WAITING).fetchall() == [(1,)], 60)
    until(lambda: notices(hub) >= 10 or not other.running, 60)
    stopped.resume()
    publish(hub, 10, 10)
    until(lambda: notices(hub) >= 20 or not other.running, 60)
    assert_each_event_once(hub, 20)
    assert (stopped.stop(), other.stop()) == (0, 0)
