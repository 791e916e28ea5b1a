"""What the hub's reference log demands of a cluster: a topic and a right for each agency, and the hub's partitions.

An administrator of brokers need not have the operator's key: it is taken from the declaration with which the log
begins. What does not extend the log under that key is passed over, as by everybody who reads it.
"""

from contextlib import suppress
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from msgspec import Struct

from schemas import codec
from schemas.faults import CodecError
from schemas.records.reference import AgencyRegistered, HubDeclared, ReferenceRecord, SignedReference
from services.operator.kafka.answers import refusal_of
from services.operator.kafka.plan import HubCounts
from services.operator.kafka.refusals import ClusterRefused, Why
from streams.engines.kafka.connection import KafkaConnection
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed

REFERENCE: Final = "reference"
POLL_MILLISECONDS: Final = 500
SILENT_POLLS: Final = 60


class Registered(Struct, frozen=True):
    """The agencies that publish, or ever did; the hub's own counts of partitions, None where none is declared yet."""

    agencies: tuple[str, ...] = ()
    counts: HubCounts | None = None


def read_registered(connection: KafkaConnection) -> Registered:
    """Read the reference topic to its end. Raises `ClusterRefused`."""
    consumer = None
    try:
        consumer = KafkaConsumer(**connection.kafka_python(), enable_auto_commit=False, group_id=None)
        return _read(consumer)
    except KafkaError as error:
        raise refusal_of(error, "read the topic `reference`", connection) from error
    finally:
        if consumer is not None:
            consumer.close()


def _read(consumer: KafkaConsumer) -> Registered:
    place = TopicPartition(REFERENCE, 0)
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    end = consumer.end_offsets([place])[place]
    log = _Log()
    silent = 0
    while consumer.position(place) < end:
        records = consumer.poll(timeout_ms=POLL_MILLISECONDS).get(place, ())
        silent = 0 if records else silent + 1
        if silent > SILENT_POLLS:
            raise ClusterRefused(
                "the topic `reference` cannot be read to its end: see the brokers' logs", Why.UNREACHABLE
            )
        for record in records:
            log.take(record.value or b"")
    return log.registered


class _Log:
    """The reference log, record by record."""

    def __init__(self) -> None:
        self._reference = Reference()
        self._agencies: dict[str, None] = {}

    @property
    def registered(self) -> Registered:
        """What the records that count say together."""
        hub = self._reference.hub
        counts = HubCounts(hub.intake_partitions, hub.person_partitions) if hub is not None else None
        return Registered(tuple(self._agencies), counts)

    def take(self, value: bytes) -> None:
        """Take a record, if it counts."""
        with suppress(CodecError, ReferenceForged):
            body = apply_signed(self._reference, value, self._operator(value)).body
            if isinstance(body, AgencyRegistered) and body.event_types:
                self._agencies[body.agency] = None

    def _operator(self, value: bytes) -> Ed25519PublicKey:
        """The key of whoever signs: that of the hub, which the record itself may declare."""
        body: object = self._reference.hub
        if body is None:
            body = codec.decode(codec.decode(value, SignedReference).record, ReferenceRecord).body
        if not isinstance(body, HubDeclared):
            raise ReferenceForged("the log begins with another record than the hub's declaration")
        return Ed25519PublicKey.from_public_bytes(body.operator_key)
