"""Telling every partition with deadlines the time: one ticker at work, the others ready to take its place.

The tickers are a consumer group over a topic of one partition: whoever is assigned it ticks. Two at once do no harm,
for a partition's time is the greatest tick seen. The time is the brokers' own, as for everything else that is
appended: a ticker whose clock is wrong must not make a notice overdue.
"""

import logging
import threading
import time
from typing import Final

from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from schemas import codec
from schemas.records.inputs import Input, TimePassed
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.records import Clock, stamp
from streams.engines.kafka.topics import Topics
from streams.engines.line.times import moment
from streams.engines.observing import Observer, Unobserved

_logger = logging.getLogger(__name__)

GROUP: Final = "firstbell-ticker"
TICK_SECONDS: Final = 5.0
_POLL_MS: Final = 500


class Ticker:
    """One ticker. `run` works until it is stopped."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: Topics,
        *,
        every: float = TICK_SECONDS,
        group: str = GROUP,
        session_seconds: float = 10.0,
        observer: Observer | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock
        self._topics = topics
        self._every = every
        self._observer = observer or Unobserved()
        self._patience = 2 * connection.request_seconds
        self.active = False
        self._consumer = KafkaConsumer(
            topics.ticker.topic,
            **connection.kafka_python(),
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            session_timeout_ms=round(session_seconds * 1000),
            heartbeat_interval_ms=round(session_seconds * 200),
        )
        self._producer = KafkaProducer(
            **connection.kafka_python(),
            acks="all",
            enable_idempotence=True,
            max_block_ms=round(connection.request_seconds * 1000),
        )

    def run(self, stop: threading.Event) -> None:
        """Tick while the partition is assigned to this process. A broker that is away is waited for."""
        next_tick = time.monotonic()
        try:
            while not stop.is_set():
                self._observer.turned()
                self._consumer.poll(timeout_ms=_POLL_MS)
                self.active = bool(self._consumer.assignment())
                self._observer.stands("partitions", self.active)
                if self.active and time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + self._every
                    self._try_to_tick()
        finally:
            self._consumer.close()
            self._producer.close()

    def _try_to_tick(self) -> None:
        try:
            self.tick()
            self._observer.stands("served", True)
        except KafkaError as error:
            self._observer.stands("served", False)
            _logger.error("the time could not be told: %s; it is tried again", type(error).__name__)

    def tick(self) -> None:
        """Tell every partition the brokers' time. Raises `KafkaError`."""
        place = self._topics.ticker
        asked = self._producer.send(place.topic, b"", None, partition=place.partition, timestamp_ms=stamp(self._clock))
        now = moment(asked.get(timeout=self._patience).timestamp * 1000)
        body, topic = codec.encode(Input("", TimePassed(now))), self._topics.inputs_person
        partitions = sorted(self._producer.partitions_for(topic) or ())
        at = stamp(self._clock)
        sent = [self._producer.send(topic, body, None, partition=one, timestamp_ms=at) for one in partitions]
        for one in sent:
            one.get(timeout=self._patience)
