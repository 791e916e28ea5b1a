"""confluent-kafka as the sinks and the hub use it: partitions read from given offsets, appends that are acknowledged.

No consumer group: a sink keeps its place with its effect, and nothing has to be shared out (ops/decisions/0097).
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from msgspec import Struct

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.fetching import Expired
from streams.engines.kafka.reading import MAX_RECORD
from streams.engines.kafka.sinks.leaders import TOLD_EVERY, leaders_answer
from streams.engines.kafka.topics import Place

Headers = Sequence[tuple[str, bytes]]

_logger = logging.getLogger(__name__)

_QUEUED_KIB: Final = 32 * 1024
_MISSING: Final = frozenset(
    {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_PARTITION, KafkaError._UNKNOWN_TOPIC}
)
_MOVING: Final = frozenset({KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE})
_MOVES_WITHIN: Final = 0.2
_REFUSED: Final = frozenset({KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED})


class Refused(Exception):
    """The brokers do not let this principal do what it has to; the text names the topic."""


class NotAppended(Exception):
    """The brokers did not acknowledge in time: it may have been appended, or not."""


class Read(Struct, frozen=True, gc=False):
    """One record. `milliseconds` are the broker's append time since 1970 UTC."""

    place: Place
    offset: int
    milliseconds: int
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class Reader:
    """Reads partitions from given offsets on, without a group.

    `brokers` is told whether any broker answers; `served`, whether each partition that is read has a leader that does.
    Who wants to know the latter polls all the time.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        *,
        brokers: Callable[[bool], None] = lambda answer: None,
        served: Callable[[bool], None] | None = None,
    ) -> None:
        self._brokers = brokers
        self._seconds = connection.request_seconds
        self._consumer = Consumer(
            {
                **connection.confluent(),
                "group.id": "firstbell-no-group",
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "error",
                "fetch.message.max.bytes": MAX_RECORD,
                "fetch.wait.max.ms": 100,
                "queued.max.messages.kbytes": _QUEUED_KIB,
                "enable.partition.eof": False,
                "error_cb": self._told,
                **({} if served is None else self._telling(served)),
            }
        )
        self._next: dict[Place, int] = {}

    def add(self, places: Iterable[tuple[Place, int]]) -> None:
        """Read these partitions too, each from its offset on."""
        added = dict(places)
        self._next |= added
        self._consumer.incremental_assign([TopicPartition(p.topic, p.partition, at) for p, at in added.items()])

    @contextmanager
    def reading(self, place: Place, offset: int) -> Iterator[None]:
        """Read one more partition, from an offset, for the length of a block."""
        self.add([(place, offset)])
        try:
            yield
        finally:
            del self._next[place]
            self._consumer.incremental_unassign([_partition(place)])

    def poll(self, limit: int, seconds: float) -> list[Read]:
        """Up to `limit` records, as they come; those that came within `seconds`.

        Raises `Expired` where what is next is gone, `Refused` where it may not be read.
        """
        found, following = [], self._next
        for message in self._consumer.consume(limit, seconds):
            error = message.error()
            if error is not None:
                self._raise(error, message)
                continue
            read = _read(message)
            if read.place in following:
                following[read.place] = read.offset + 1
                found.append(read)
        if found:
            self._brokers(True)
        return found

    def end(self, place: Place) -> int:
        """The offset after the last durable record. Raises `KafkaException` where no broker answers."""
        return self._marks(place)[1]

    def beginning(self, place: Place) -> int:
        """The offset of the oldest record that is still there."""
        return self._marks(place)[0]

    def behind(self) -> dict[Place, int]:
        """How many records of each partition are not read yet, as far as is known without asking."""
        found = {}
        for place, following in self._next.items():
            marks = self._consumer.get_watermark_offsets(_partition(place), cached=True)
            if marks[1] >= 0:
                found[place] = max(0, marks[1] - following)
        return found

    def topics(self) -> dict[str, int]:
        """Every topic that this principal may see, with its number of partitions."""
        listed = self._consumer.list_topics(timeout=self._seconds).topics
        return {name: len(topic.partitions) for name, topic in listed.items() if topic.error is None}

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()

    def _marks(self, place: Place) -> tuple[int, int]:
        """The client asks once whom it takes for the leader: while leadership moves, ask whom the brokers name."""
        until = time.monotonic() + self._seconds
        while True:
            try:
                low, high = self._consumer.get_watermark_offsets(_partition(place), timeout=self._seconds)
            except KafkaException as error:
                if error.args[0].code() not in _MOVING or time.monotonic() > until:
                    raise
                time.sleep(_MOVES_WITHIN)
                self._consumer.list_topics(place.topic, timeout=self._seconds)
            else:
                return int(low), int(high)

    def _telling(self, served: Callable[[bool], None]) -> dict[str, object]:
        return {
            "statistics.interval.ms": round(TOLD_EVERY * 1000),
            "stats_cb": lambda statistics: served(leaders_answer(statistics, self._next)),
        }

    def _raise(self, error: KafkaError, message: Message) -> None:
        if error.code() in {KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE}:
            raise Expired(
                f"`{message.topic()}` {message.partition()} no longer holds what is to be read next: its retention is"
                " shorter than this process was away, or the topic was made anew"
            )
        if error.code() in _REFUSED:
            raise Refused(f"reading `{message.topic()}` is not allowed: give this principal the right (ops/kafka)")
        if error.code() in _MISSING or error.fatal():
            raise KafkaException(error)
        _logger.warning("reading `%s`: %s", message.topic(), error.name())

    def _told(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            self._brokers(False)
        _logger.warning("brokers: %s", error.name())


class Appender:
    """Appends to partitions; what it returns is acknowledged by every replica in sync."""

    def __init__(self, connection: KafkaConnection) -> None:
        self._seconds = connection.request_seconds
        self._producer = Producer(
            {
                **connection.confluent(),
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 2,
                "message.max.bytes": MAX_RECORD,
                "request.timeout.ms": round(connection.request_seconds * 1000),
                "delivery.timeout.ms": round(connection.request_seconds * 2 * 1000),
                "error_cb": _tell,
            }
        )

    def append(self, place: Place, values: Sequence[bytes], headers: Headers = ()) -> list[int]:
        """Append values to one partition, in order; their offsets.

        Raises `Refused`, or `NotAppended`: then make a new appender, for nobody knows which of them landed.
        """
        landed: list[int | KafkaError] = []
        for value in values:
            self._send(place, value, headers, landed)
        self._wait(landed, len(values))
        offsets = []
        for found in landed:
            if isinstance(found, KafkaError):
                raise _not_appended(place, found)
            offsets.append(found)
        return offsets

    def close(self) -> None:
        """Let go of the connections; nothing is under way."""
        self._producer.flush(0)

    def _send(self, place: Place, value: bytes, headers: Headers, landed: "list[int | KafkaError]") -> None:
        def told(error: KafkaError | None, message: Message) -> None:
            offset = message.offset()
            landed.append(error if error is not None else offset if offset is not None else -1)

        while True:
            try:
                self._producer.produce(
                    place.topic, value, partition=place.partition, headers=list(headers), on_delivery=told
                )
                return
            except BufferError:
                self._producer.poll(0.1)

    def _wait(self, landed: Sequence[object], count: int) -> None:
        until = time.monotonic() + self._seconds * 3
        while len(landed) < count:
            self._producer.poll(0.05)
            if time.monotonic() > until:
                raise NotAppended("the brokers do not answer")


def _not_appended(place: Place, error: KafkaError) -> Exception:
    if error.code() in _REFUSED:
        return Refused(f"writing to `{place.topic}` is not allowed: give this principal the right (ops/kafka)")
    return NotAppended(f"appending to `{place.topic}`: {error.name()}")


def _tell(error: KafkaError) -> None:
    _logger.warning("brokers: %s", error.name())


def _partition(place: Place) -> TopicPartition:
    return TopicPartition(place.topic, place.partition)


def _read(message: Message) -> Read:
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    assert topic is not None
    assert partition is not None
    assert offset is not None
    _, milliseconds = message.timestamp()
    given = message.headers()
    headers: tuple[tuple[str, bytes | None], ...] = ()
    if given:
        named = given.items() if isinstance(given, dict) else given
        headers = tuple((name, content) for name, content in named if not isinstance(content, str))
    return Read(Place(topic, partition), offset, milliseconds, message.value(), headers)
