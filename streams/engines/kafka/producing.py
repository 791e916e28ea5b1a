"""The engine's own idempotent producer: records appended where they must land, and only acknowledged ones count."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import MAX_RECORD

BATCH_BYTES: Final = 768 * 1024
"""Bytes of one append, below the megabyte that a broker takes by default."""

Headers = Sequence[tuple[str, bytes]]
Record = tuple[bytes | None, Headers]
"""Value and headers."""


class Landed(Exception):
    """An append landed elsewhere than expected: somebody else writes to the same partition."""


class Producer:
    """Appends in order, each append acknowledged by every replica in sync. Broken connections are made anew."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._client: Any = None  # aiokafka has no types

    async def start(self) -> Any:  # noqa: ANN401 - aiokafka has no types
        """Connect. KafkaConnectionError where no broker answers."""
        client = AIOKafkaProducer(
            enable_idempotence=True,
            acks="all",
            max_batch_size=BATCH_BYTES,
            max_request_size=MAX_RECORD,
            **self._connection.aiokafka(),
        )
        try:
            await client.start()
        except BaseException:
            await client.stop()
            raise
        self._client = client
        return client

    async def stop(self) -> None:
        """Disconnect."""
        if self._client is not None:
            await self._drop(self._client)

    async def append(self, topic: str, partition: int, records: Sequence[Record]) -> list[int]:
        """Append records to one partition, in order, acknowledged; their offsets. Raises `KafkaError`.

        After an error nobody knows which of them landed, and the connection is made anew: an idempotent producer
        that lost a batch cannot go on numbering.
        """
        client = self._client or await self.start()
        try:
            landed = []
            for batch, count in _batches(client, records):
                acknowledged = await client.send_batch(batch, topic, partition=partition)
                landed.append((acknowledged, count))
            offsets: list[int] = []
            for acknowledged, count in landed:
                first = (await acknowledged).offset
                offsets += range(first, first + count)
            return offsets
        except (KafkaError, asyncio.CancelledError):
            await self._drop(client)
            raise

    async def append_at(self, topic: str, partition: int, records: Sequence[Record], expected: int) -> None:
        """Append records that must land at `expected` and after it. Raises `Landed` where they do not."""
        offsets = await self.append(topic, partition, records)
        if offsets != list(range(expected, expected + len(records))):
            raise Landed(f"`{topic}` {partition}: expected {expected}, landed at {offsets[:1]}")

    async def _drop(self, client: AIOKafkaProducer) -> None:
        if self._client is client:
            self._client = None
            await client.stop()


def _batches(client: AIOKafkaProducer, records: Sequence[Record]) -> "list[tuple[object, int]]":
    """The records in as few batches as their size allows, each with how many it holds."""
    batches: list[tuple[object, int]] = []
    batch, count = client.create_batch(), 0
    for value, headers in records:
        key = None if value is not None else b""
        if batch.append(key=key, value=value, timestamp=None, headers=list(headers)) is None:
            batches.append((batch, count))
            batch, count = client.create_batch(), 0
            batch.append(key=key, value=value, timestamp=None, headers=list(headers))
        count += 1
    batch.close()
    return [*batches, (batch, count)] if count else batches
