"""The reference for processes that do not decide: followed in the background, and to its very end where it matters."""

import copy
import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import codec
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.sinks.clients import Reader
from streams.engines.kafka.topics import Topics
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed

STALE_SECONDS: Final = 5.0
"""What was read longer ago than this may lack a suspension or the end of somebody's role."""
_EVERY_SECONDS: Final = 0.5
_logger = logging.getLogger(__name__)


class ReferenceWatch:
    """Any thread may ask. What is given out is never changed afterwards: each change is published as a copy."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: Topics,
        operator: Ed25519PublicKey,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._patience = 2 * connection.request_seconds
        self._read_at = float("-inf")
        self._place = topics.reference
        self._operator = operator
        self._reader = Reader(connection)
        self._reader.add([(self._place, 0)])
        self._next = 0
        self._folded = Reference()
        self._published = Reference()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def current(self) -> Reference:
        """The reference as it was last read: at most about a second old, once `start` was called."""
        return self._published

    @property
    def fresh(self) -> bool:
        """Whether it was read to its end a moment ago: not while brokers are away, nor if nobody follows any more."""
        return self._clock() - self._read_at <= STALE_SECONDS

    @property
    def end(self) -> int:
        """The offset after what was read."""
        return self._next

    def follow(self) -> Reference:
        """Read to the end as it is now. Raises `KafkaException` where the brokers do not bring it in time."""
        with self._lock:
            began = self._clock()
            end = self._reader.end(self._place)
            if end < self._next:  # made anew or cut short: what came since cannot be known
                raise KafkaException(KafkaError(KafkaError.OFFSET_OUT_OF_RANGE, "the reference has become shorter"))
            while self._next < end:
                if self._clock() - began > self._patience:
                    raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "the reference's end was not brought"))
                for read in self._reader.poll(1000, 0.2):
                    self._take(read.value)
                    self._next = read.offset + 1
            if self._folded.number != self._published.number:
                self._published = copy.deepcopy(self._folded)
            self._read_at = began
            return self._published

    def start(self) -> None:
        """Follow now, and from now on in the background."""
        self.follow()
        self._thread = threading.Thread(target=self._work, name="reference", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and disconnect."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            self._reader.close()

    def _work(self) -> None:
        while not self._closing.wait(_EVERY_SECONDS):
            try:
                self.follow()
            except KafkaException as error:
                _logger.warning("the reference is not followed: %s", error.args[0].name() if error.args else "brokers")

    def _take(self, value: bytes | None) -> None:
        try:
            apply_signed(self._folded, value or b"", self._operator)
        except (ReferenceForged, codec.CodecError):
            _logger.warning("a record of `%s` does not extend the reference: passed over", self._place.topic)
