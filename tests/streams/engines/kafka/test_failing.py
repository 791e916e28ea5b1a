"""What cannot be parked ends the worker, and nothing of its batch is committed; a store that is away is waited for."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from ops.cluster.postgres import PostgresServer
from streams.engines.kafka.line import Line
from streams.engines.postgres.sealed import PostgresIntake
from tests.streams.engines.kafka.publishing import INTAKE, assert_each_event_once, notices, publish
from tests.streams.engines.kafka.test_line import committed
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread


def test_an_error_that_nothing_mends_ends_the_worker_without_a_commit(
    hub: KafkaHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = Line.decide

    def failing(line: Line, partition: Any, *args: Any) -> Any:  # noqa: ANN401 - stands for the method
        if partition.source == INTAKE and partition.chain.number >= 4:
            raise RuntimeError("a bug")
        return decide(line, partition, *args)

    publish(hub, 0, 4)
    worker = WorkerThread(hub.parts()).start()
    until(lambda: notices(hub) == 4)
    monkeypatch.setattr(Line, "decide", failing)
    publish(hub, 4, 3)
    until(lambda: not worker.running)
    with pytest.raises(RuntimeError, match="a bug"):
        worker.stop()
    assert (committed(hub, INTAKE) or 0) <= 4
    monkeypatch.undo()
    with WorkerThread(hub.parts()) as again:
        until(lambda: notices(hub) == 7 or not again.running)
    assert_each_event_once(hub, 7)


def test_a_store_that_fails_for_a_while_delays_and_loses_nothing(
    hub: KafkaHub, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, failures = PostgresIntake.put, [0]

    def away(store: PostgresIntake, rows: Sequence[Any]) -> None:
        failures[0] += 1
        if failures[0] <= 3:
            raise psycopg.OperationalError("the server is away")
        put(store, rows)

    monkeypatch.setattr(PostgresIntake, "put", away)
    publish(hub, 0, 5)
    with WorkerThread(hub.parts()) as worker:
        until(lambda: notices(hub) == 5 or not worker.running)
        assert worker.worker is not None
        assert worker.worker.counters.retries["OperationalError"] == 3
    assert_each_event_once(hub, 5)
    assert hub.end(hub.topics.decisions_of(INTAKE)) == 5


@pytest.mark.parametrize("hop", ["resolve", "person"])
def test_a_store_that_fails_in_the_middle_of_a_batch_leaves_nothing_of_it_in_memory(
    hub: KafkaHub, monkeypatch: pytest.MonkeyPatch, hop: str
) -> None:
    """Else what the batch had decided by then counts as decided, and stands nowhere."""
    is_next, asked = Line._is_next, [0]

    def away(line: Line, partition: Any, one: Any) -> bool:  # noqa: ANN401 - stands for the method
        if partition.source.startswith(hop):
            asked[0] += 1
            if asked[0] == 3:
                raise psycopg.OperationalError("the server went away")
        return is_next(line, partition, one)

    monkeypatch.setattr(Line, "_is_next", away)
    publish(hub, 0, 5)
    with WorkerThread(hub.parts()) as worker:
        until(lambda: notices(hub) == 5 or not worker.running)
        assert worker.worker is not None
        assert worker.worker.counters.retries["OperationalError"] == 1
    assert_each_event_once(hub, 5)
