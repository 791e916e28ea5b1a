"""Faust crashes inside a worker: it would keep its partitions and decide nothing of them, so the worker begins anew."""

import logging
from collections.abc import Mapping

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import IllegalStateError

from streams.engines.kafka.worker import FaustCrashed
from tests.streams.engines.kafka.publishing import assert_each_event_once, notices, publish
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread


class Failing:
    """A commit that fails so once."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._commit = AIOKafkaConsumer.commit
        self.failed = False

    async def commit(self, consumer: AIOKafkaConsumer, offsets: Mapping[object, object] | None = None) -> None:
        if not self.failed:
            self.failed = True
            raise self._error
        await self._commit(consumer, offsets)


def fails_once(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Failing:
    """The next commit of a worker fails."""
    failing = Failing(error)
    monkeypatch.setattr(AIOKafkaConsumer, "commit", lambda consumer, offsets=None: failing.commit(consumer, offsets))
    return failing


def test_a_commit_that_fails_leaves_no_worker_that_holds_partitions_and_decides_nothing(
    hub: KafkaHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing = fails_once(monkeypatch, IllegalStateError("the partition is not assigned"))
    with caplog.at_level(logging.INFO, "streams"), WorkerThread(hub.parts()) as working:
        publish(hub, 0, 2)
        until(lambda: failing.failed, 120)
        until(lambda: "joins its group anew" in caplog.text, 30)
        publish(hub, 2, 2)
        until(lambda: notices(hub) == 4, 120)
        assert working.running
    assert "nothing brings them" not in caplog.text
    assert_each_event_once(hub, 4)


def test_what_no_broker_said_ends_the_worker(hub: KafkaHub, monkeypatch: pytest.MonkeyPatch) -> None:
    fails_once(monkeypatch, ArithmeticError("unforeseen"))
    working = WorkerThread(hub.parts()).start()
    publish(hub, 0, 2)
    until(lambda: not working.running, 60)
    with pytest.raises(FaustCrashed, match="ArithmeticError"):
        working.stop()
