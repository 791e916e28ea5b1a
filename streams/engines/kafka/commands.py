"""Appending what desks and operators ask: to the partition that decides it, acknowledged before anyone waits for it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kafka import KafkaProducer
from kafka.errors import KafkaError
from msgspec import Struct

from schemas import codec
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import Command, Input, MatchDecided, ParkedRetried, ViewTrace
from streams.chain import record_digest
from streams.deciders.places import RESOLVE, person_source
from streams.engines.contract import Undecided
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import MAX_RECORD
from streams.engines.kafka.records import Clock, intake_command_headers, stamp
from streams.engines.kafka.topics import Topics


class Asked(Struct, frozen=True):
    """Where a command waits. `digest` is that of its bytes, and so `Decision.input` of the record that answers it.

    The same command under the same id has the same digest: it is decided once, wherever it stands first.
    """

    source: str
    position: int
    digest: bytes


class Commands:
    """Appends commands. Any thread may call."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: Topics,
        operator: Ed25519PrivateKey | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock
        self._topics = topics
        self._operator = operator
        self._patience = 2 * connection.request_seconds
        self._producer = KafkaProducer(
            **connection.kafka_python(),
            acks="all",
            enable_idempotence=True,
            max_request_size=MAX_RECORD,
            max_block_ms=round(connection.request_seconds * 1000),
        )

    def ask(self, command: Command, command_id: str, person_partitions: int) -> Asked:
        """Append a desk's command. Raises `Undecided` where the brokers do not take it."""
        return self._ask(source_of(command, person_partitions), command, command_id)

    def retry(self, command: ParkedRetried, command_id: str, source: str) -> Asked:
        """Append an operator's retry to the partition in which the key is parked.

        In an intake partition it stands among submissions, and only the operator's signature tells it from them:
        ValueError without the operator's key.
        """
        return self._ask(source, command, command_id)

    def close(self) -> None:
        """Disconnect."""
        self._producer.close()

    def _ask(self, source: str, command: Command, command_id: str) -> Asked:
        held = Input(command_id, command)
        body, headers = codec.encode(held), list[tuple[str, bytes]]()
        if source.startswith("intake."):
            if self._operator is None:
                raise ValueError(f"a command to `{source}` must be signed: give the operator's key")
            headers = intake_command_headers(held, source, self._operator)
        place = self._topics.inputs_of(source)
        value = b"" if headers else body
        try:
            sent = self._producer.send(
                place.topic, value, None, headers, partition=place.partition, timestamp_ms=stamp(self._clock)
            )
            offset = int(sent.get(timeout=self._patience).offset)
        except KafkaError as error:
            raise Undecided(f"the brokers did not take the command ({type(error).__name__}): try again") from error
        return Asked(source, offset + 1, record_digest(body))


def source_of(command: Command, person_partitions: int) -> str:
    """The source partition that decides a desk's command."""
    if isinstance(command, MatchDecided | ViewTrace | PublishHotspots | ParkedRetried):
        return RESOLVE
    return person_source(command.person, person_partitions)
