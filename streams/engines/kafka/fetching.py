"""Reading partitions outside any consumer group: from one offset to another, or to the end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Final, Protocol, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import TopicAuthorizationFailedError
from msgspec import Struct

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import MAX_RECORD
from streams.engines.kafka.topics import Place
from streams.engines.kafka.under_way import uninterrupted

T = TypeVar("T")

_AT_ONCE: Final = 2000
_REQUESTS: Final = 4
"""Requests, each with its own time-out, that a question may take: one may have to find a new leader."""
_WAIT_MS: Final = 200


class Fetched(Struct, frozen=True):
    """A record as it stands in its partition. `milliseconds` are the broker's append time since 1970 UTC."""

    offset: int
    milliseconds: int
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class Expired(Exception):
    """What was to be read is gone: the topic's retention passed, or the topic was made anew."""


class Shrunk(Expired):
    """A topic ends before what was read of it: it was made anew, or brokers lost what they had acknowledged."""

    def __init__(self, place: Place, end: int, read: int) -> None:
        super().__init__(
            f"`{place.topic}` {place.partition} ends at {end}, and {read} records of it were read: it was made anew or"
            " cut short, and what stands there now would be passed over as if it were what was read"
        )


class Fetcher:
    """Reads what is durable. One reading at a time; others wait for it."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()
        self._client: AIOKafkaConsumer | None = None

    async def start(self) -> None:
        """Connect."""
        client: AIOKafkaConsumer = AIOKafkaConsumer(
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=MAX_RECORD,
            fetch_max_wait_ms=_WAIT_MS,
            **self._connection.aiokafka(),
        )
        try:
            await client.start()
        except BaseException:
            await client.stop()
            raise
        self._client = client

    async def stop(self) -> None:
        """Disconnect."""
        if self._client is not None:
            await self._client.stop()
            self._client = None

    async def end(self, place: Place) -> int:
        """The offset after the last durable record."""
        return (await self.ends([place]))[place]

    async def ends(self, places: list[Place]) -> dict[Place, int]:
        """The same for several partitions in one question."""
        asked = {TopicPartition(place.topic, place.partition): place for place in places}
        found = await self._answered(self._connected().end_offsets(list(asked)))
        return {asked[at]: int(offset) for at, offset in found.items()}

    async def partitions(self, topics: list[str]) -> dict[str, int]:
        """How many partitions each of these topics has; those that do not exist are left out.

        Raises `TopicAuthorizationFailedError` with the names of those that this principal may not see.
        """
        found = await self._of_admin(lambda admin: admin.describe_topics(topics))
        denied = [one["topic"] for one in found if one["error_code"] == TopicAuthorizationFailedError.errno]
        if denied:
            raise TopicAuthorizationFailedError(", ".join(sorted(denied)))
        return {one["topic"]: len(one["partitions"]) for one in found if not one["error_code"]}

    async def committed(self, group: str, places: list[Place]) -> dict[Place, int]:
        """How far a consumer group says that it is done with these partitions; 0 where it says nothing."""
        asked = {TopicPartition(place.topic, place.partition): place for place in places}
        found = await self._of_admin(lambda admin: admin.list_consumer_group_offsets(group, partitions=list(asked)))
        return {asked[at]: max(0, int(done.offset)) for at, done in found.items()}

    async def beginning(self, place: Place) -> int:
        """The offset of the oldest record that is still there."""
        at = TopicPartition(place.topic, place.partition)
        return int((await self._answered(self._connected().beginning_offsets([at])))[at])

    async def read(self, place: Place, start: int, end: int) -> AsyncIterator[list[Fetched]]:
        """The records from `start` to before `end`, as they come. Raises `Expired` where `start` is gone."""
        if start >= end:
            return
        async with self._lock:
            client, at = self._connected(), TopicPartition(place.topic, place.partition)
            oldest = await self.beginning(place)
            if oldest > start:
                raise Expired(f"`{place.topic}` {place.partition} begins at {oldest}: {start} was to be read")
            client.assign([at])
            client.seek(at, start)
            try:
                while start < end:
                    found = await client.getmany(at, timeout_ms=_WAIT_MS, max_records=_AT_ONCE)
                    records = [_fetched(record) for record in found.get(at, []) if record.offset < end]
                    if records:
                        start = records[-1].offset + 1
                        yield records
            finally:
                client.unsubscribe()

    async def all(self, place: Place, start: int, end: int) -> list[Fetched]:
        """The same, together."""
        return [record async for some in self.read(place, start, end) for record in some]

    async def _answered(self, asked: Awaitable[T]) -> T:
        """The client asks for ever where it may not see a topic: TimeoutError instead, which is tried again."""
        return await _to_its_end(asyncio.wait_for(asked, _REQUESTS * self._connection.request_seconds))

    async def _of_admin(self, question: Callable[[AIOKafkaAdminClient], Awaitable[T]]) -> T:
        async def ask() -> T:
            admin = AIOKafkaAdminClient(**self._connection.aiokafka())
            try:
                await admin.start()
                return await question(admin)
            finally:
                await admin.close()

        return await _to_its_end(ask())

    def _connected(self) -> AIOKafkaConsumer:
        if self._client is None:
            raise RuntimeError("start the fetcher first")
        return self._client


async def _to_its_end(asked: Coroutine[None, None, T]) -> T:
    """Be cancelled once a short question has its answer: who is cancelled as it connects leaves its connection open."""
    return await uninterrupted(asyncio.get_running_loop().create_task(asked))


class _Record(Protocol):
    offset: int
    timestamp: int
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


def _fetched(record: _Record) -> Fetched:
    return Fetched(record.offset, record.timestamp, record.value, tuple(record.headers))
