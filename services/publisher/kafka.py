"""The hub's brokers, straight from the agency over mutual TLS; promises and outcomes from the hub's intake.

A broker's acknowledgement says that the bytes are durable on enough brokers, not that the hub promises to decide them:
that promise is asked for by digest, once a worker has taken the bytes in.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, UnknownTopicOrPartitionError

from schemas import limits
from schemas.envelope import digest_of_submission, open_envelope, read_value
from schemas.wire import Submission
from services.intake.documents import HubDescriptor, OutcomeGiven, PromiseGiven
from services.operator.clock import Clock, machine_clock
from services.operator.kafka.answers import refusal_of
from services.operator.kafka.handshake import probe
from services.operator.kafka.refusals import ClusterRefused, Settings, Why
from services.publisher.http import HttpTransport
from services.publisher.transport import HubBusy, HubRefused
from streams.deciders.places import intake_partition
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.records import KEYS
from streams.engines.kafka.topics import Topics
from streams.ledger.given import GivenCheckpoint

SETTINGS: Final = Settings(
    bootstrap="--kafka",
    security="the listener of --kafka",
    certificate="`kafka.pem` of the agency's folder",
    authority="`kafka-authority.pem` of the agency's folder",
    right="it must be this agency's own, and the hub's operator runs `firstbell kafka apply` for a new agency",
    topic="the hub's operator makes this agency's with `firstbell kafka apply`",
)
DELIVERY_SECONDS: Final = 30.0
METADATA_SECONDS: Final = 10.0
PROMISE_SECONDS: Final = 10.0
BETWEEN: Final = 0.2
LARGEST: Final = limits.ENVELOPE_BYTES + limits.KEY_HEADER_BYTES + 4096
_DOING: Final = "take events"


class KafkaTransport:
    """Speaks to one hub as one agency: what goes there through its brokers, what comes back through its intake.

    Each submission goes to the partition of its case, in the order given, acknowledged by all in-sync copies and
    without repetition (idempotent producer). Close it after use; it closes `back` too.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        descriptor: HubDescriptor,
        agency: str,
        back: HttpTransport,
        *,
        clock: Clock = machine_clock,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection
        self._topic = Topics().intake(agency)
        self._partitions = descriptor.intake_partitions
        self._back = back
        self._clock = clock
        self._monotonic = monotonic
        self._pause = pause
        self._producer: KafkaProducer | None = None
        self._held: set[bytes] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._producer is not None:
            self._producer.close()
        self._back.close()

    def submit(self, submissions: Sequence[Submission]) -> Sequence[PromiseGiven]:
        """Append submissions, and fetch a promise for each, in their order. Raises `HubBusy` or `HubRefused`.

        `HubBusy` also where the brokers hold all of them and the hub has not promised yet: they are not appended again
        by this transport, and to append them once more does no harm.
        """
        try:
            self._append([one for one in submissions if digest_of_submission(one) not in self._held])
        except KafkaError as error:
            raise _told(refusal_of(error, _DOING, self._connection, SETTINGS)) from error
        end = self._monotonic() + PROMISE_SECONDS
        return [self._promise(digest_of_submission(submission), end) for submission in submissions]

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        """As the intake tells it. Raises `HubBusy` or `HubRefused`."""
        return self._back.outcome(digest, since)

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """As the intake tells it. Raises `HubBusy` or `HubRefused`."""
        return self._back.checkpoint(since)

    def _append(self, submissions: Sequence[Submission]) -> None:
        if not submissions:
            return
        producer = self._connected()
        at = round(self._clock().timestamp() * 1000)  # what brokers put in its place, but for those of a demo
        sent = [
            (
                digest_of_submission(submission),
                producer.send(
                    self._topic,
                    submission.envelope,
                    headers=[(KEYS, submission.keys)],
                    partition=self._partition(submission),
                    timestamp_ms=at,
                ),
            )
            for submission in submissions
        ]
        for digest, acknowledged in sent:
            acknowledged.get(timeout=DELIVERY_SECONDS)
            self._held.add(digest)

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            producer = KafkaProducer(
                **self._connection.kafka_python(),
                acks="all",
                enable_idempotence=True,
                allow_auto_create_topics=False,
                delivery_timeout_ms=int(DELIVERY_SECONDS * 1000),
                max_block_ms=int(METADATA_SECONDS * 1000),
                max_request_size=LARGEST,
            )
            try:
                self._check_partitions(producer)
            except BaseException:
                producer.close()
                raise
            self._producer = producer
        return self._producer

    def _check_partitions(self, producer: KafkaProducer) -> None:
        """The hub refuses an event in a partition that its case does not map to, so a wrong count is told here."""
        try:
            found = len(producer.partitions_for(self._topic))
        except KafkaTimeoutError as error:
            # a client waits for a topic that is not there as for one whose brokers do not answer
            missing = UnknownTopicOrPartitionError()
            answer = probe(self._connection, SETTINGS) or refusal_of(missing, _DOING, self._connection, SETTINGS)
            raise _told(answer) from error
        if found != self._partitions:
            raise HubRefused(
                f"the topic `{self._topic}` has {found} partitions and the hub's descriptor says {self._partitions}:"
                " ask the hub's operator for a new `hub.json`"
            )

    def _partition(self, submission: Submission) -> int:
        return intake_partition(read_value(open_envelope(submission.envelope)).header.case, self._partitions)

    def _promise(self, digest: bytes, end: float) -> PromiseGiven:
        while (found := self._back.promise(digest)) is None:
            if self._monotonic() >= end:
                raise HubBusy("the brokers hold the events, and the hub has not promised yet to decide them")
            self._pause(BETWEEN)
        return found


def _told(refused: ClusterRefused) -> HubBusy | HubRefused:
    """Whether it is worth trying again by itself."""
    return HubBusy(str(refused)) if refused.why is Why.UNREACHABLE else HubRefused(str(refused))
