"""What the hub's reference log demands of a cluster: a topic and a right for each agency, and the hub's partitions.

Its records are taken as the cluster has them, without the operator's key, which an administrator of brokers need not
have: a name from there gives a topic and a right to write to it, and no event is believed for standing in a topic.
"""

from typing import Final

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

REFERENCE: Final = "reference"
POLL_MILLISECONDS: Final = 500
SILENT_POLLS: Final = 60


class Registered(Struct, frozen=True):
    """The agencies that publish, or ever did; the hub's own counts of partitions, None where none is declared yet."""

    agencies: tuple[str, ...] = ()
    counts: HubCounts | None = None


def read_registered(connection: KafkaConnection) -> Registered:
    """Read the reference topic to its end. Raises `ClusterRefused`, also for a record that is no reference record."""
    consumer = None
    try:
        consumer = KafkaConsumer(**connection.kafka_python(), enable_auto_commit=False, group_id=None)
        return _read(consumer)
    except KafkaError as error:
        raise refusal_of(error, "read the topic `reference`", connection) from error
    except CodecError as fault:
        raise ClusterRefused(f"the topic `reference` holds what is no reference record: {fault}") from None
    finally:
        if consumer is not None:
            consumer.close()


def _read(consumer: KafkaConsumer) -> Registered:
    place = TopicPartition(REFERENCE, 0)
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    end = consumer.end_offsets([place])[place]
    agencies: dict[str, None] = {}
    counts = None
    silent = 0
    while consumer.position(place) < end:
        records = consumer.poll(timeout_ms=POLL_MILLISECONDS).get(place, ())
        silent = 0 if records else silent + 1
        if silent > SILENT_POLLS:
            raise ClusterRefused(
                "the topic `reference` cannot be read to its end: see the brokers' logs", Why.UNREACHABLE
            )
        for record in records:
            body = codec.decode(codec.decode(record.value or b"", SignedReference).record, ReferenceRecord).body
            if isinstance(body, AgencyRegistered) and body.event_types:
                agencies[body.agency] = None
            elif isinstance(body, HubDeclared):
                counts = HubCounts(body.intake_partitions, body.person_partitions)
    return Registered(tuple(agencies), counts)
