"""Appending from many threads at once through one idempotent producer, acknowledged with the brokers' own time."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from msgspec import Struct

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.topics import Place

LINGER_MS: Final = 5
"""So long a record waits for others, so that what several threads append at once goes in one request."""
_SERVE_SECONDS: Final = 0.1

_logger = logging.getLogger(__name__)


class Appended(Struct, frozen=True):
    """Where a record stands. `milliseconds` are the brokers' append time since 1970 UTC."""

    offset: int
    milliseconds: int


class NotTaken(Exception):
    """The brokers did not acknowledge every record; the text is librdkafka's name of what the first of them met.

    `for_good`: the producer that met it can go on no more.
    """

    def __init__(self, name: str, *, for_good: bool = False) -> None:
        super().__init__(name)
        self.for_good = for_good


class Item(Struct, frozen=True):
    """A record to append. `stamp`: milliseconds since 1970 UTC, where the topic keeps the sender's time."""

    place: Place
    value: bytes
    headers: Sequence[tuple[str, bytes]]
    stamp: int | None = None


class HandingIn:
    """One producer, and a thread that takes its acknowledgements. Any thread may append."""

    def __init__(self, connection: KafkaConnection, largest: int) -> None:
        self._options = {
            **connection.confluent(),
            "enable.idempotence": True,
            "acks": "all",
            "linger.ms": LINGER_MS,
            "message.max.bytes": largest,
            "request.timeout.ms": round(connection.request_seconds * 1000),
            "delivery.timeout.ms": round(connection.request_seconds * 2 * 1000),
            "error_cb": _tell,
        }
        self._patience = 3 * connection.request_seconds
        self._lock = threading.Lock()
        self._producer = Producer(self._options)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="acknowledgements", daemon=True)
        self._thread.start()

    def append(self, items: Sequence[Item]) -> list[Appended]:
        """Append records, those of one partition in order. Raises `NotTaken`: some may stand in the log even so."""
        awaited = _Awaited(len(items))
        with self._lock:
            producer = self._producer
        try:
            for index, item in enumerate(items):
                self._produce(producer, item, partial(awaited.told, index))
            return awaited.all(self._patience)
        except NotTaken as failed:
            if failed.for_good:
                self._begin_anew(producer)
            raise

    def close(self) -> None:
        """Let go of the connections. What was appended has been acknowledged."""
        self._closing.set()
        self._thread.join()
        try:
            self._producer.flush(0)
        except KafkaException as error:
            _tell(error.args[0])

    def _produce(self, producer: Producer, item: Item, told: Callable[[KafkaError | None, Message], None]) -> None:
        until = time.monotonic() + self._patience
        while True:
            try:
                producer.produce(
                    item.place.topic,
                    item.value,
                    partition=item.place.partition,
                    headers=list(item.headers),
                    timestamp=item.stamp or 0,
                    on_delivery=told,
                )
                return
            except BufferError:
                if time.monotonic() > until:
                    raise NotTaken("QUEUE_FULL") from None
                time.sleep(_SERVE_SECONDS)
            except KafkaException as error:
                raise _not_taken(error.args[0]) from error

    def _begin_anew(self, failed: Producer) -> None:
        """In place of a producer that can number its records no more."""
        with self._lock:
            if self._producer is failed:
                self._producer = Producer(self._options)

    def _serve(self) -> None:
        while not self._closing.is_set():
            with self._lock:
                producer = self._producer
            try:
                producer.poll(_SERVE_SECONDS)
            except KafkaException as error:  # for good: what waits is told of it, and whoever appends begins anew
                _tell(error.args[0])
                self._closing.wait(_SERVE_SECONDS)


class _Awaited:
    """Acknowledgements of the records of one call."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._appended: dict[int, Appended] = {}
        self._failed: KafkaError | None = None
        self._done = threading.Event()

    def told(self, index: int, error: KafkaError | None, message: Message) -> None:
        """What became of one record."""
        offset = message.offset()
        if error is not None:
            self._failed = self._failed or error
        elif offset is not None:
            self._appended[index] = Appended(offset, message.timestamp()[1])
        self._left -= 1
        if not self._left:
            self._done.set()

    def all(self, seconds: float) -> list[Appended]:
        """Where the records stand, in their order. Raises `NotTaken`."""
        if self._left and not self._done.wait(seconds):
            raise NotTaken("TIMED_OUT")
        if self._failed is not None:
            raise _not_taken(self._failed)
        return [self._appended[index] for index in range(len(self._appended))]


def _not_taken(error: KafkaError) -> NotTaken:
    return NotTaken(error.name(), for_good=error.fatal())


def _tell(error: KafkaError) -> None:
    _logger.warning("brokers: %s", error.name())
