"""A worker that is asked to end in the middle of something ends in order, and leaves nothing running behind it."""

import threading

import pytest

from streams.engines.kafka.partition import Partition
from streams.engines.kafka.processing import Processing
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread


def test_a_worker_that_is_still_taking_over_ends_in_order(hub: KafkaHub, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = threading.Event()
    ended: list[str] = []

    async def read_on(self: Processing, stage: object, sources: object) -> None:
        """As where a chain is so long that it is not read yet when the worker is asked to end."""
        place = self.topics.decisions_of("resolve")
        end = await self.fetcher.end(place)
        reading.set()
        try:
            await self.fetcher.all(place, end, end + 1)
        except BaseException as error:
            ended.append(type(error).__name__)
            raise

    monkeypatch.setattr(Processing, "take_over", read_on)
    with WorkerThread(hub.parts()) as worker:
        until(reading.is_set)
        worker.stop(30)
    assert ended == ["CancelledError"]


def test_a_chain_that_is_long_to_read_keeps_no_worker_from_ending(
    hub: KafkaHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = threading.Event()

    async def read_on(self: Partition) -> None:
        end = await self._fetcher.end(self.place)
        reading.set()
        await self._fetcher.all(self.place, end, end + 1)

    monkeypatch.setattr(Partition, "take_over", read_on)
    with WorkerThread(hub.parts()) as worker:
        until(reading.is_set)
        worker.stop(30)
