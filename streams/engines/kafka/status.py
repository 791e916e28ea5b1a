"""How a hub on Kafka stands, for an operator: what waits, how far everybody has come, what is overdue."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct
from sqlalchemy import Connection

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.ports import LostInputs
from streams.engines.kafka.reading import ChainReader, decoded
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.sinks.clients import Read, Reader
from streams.engines.kafka.topics import Place, Topics, publishers, sources
from streams.engines.line.times import moment
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.lost import found_lost
from streams.heads import Head
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.log import CHECKPOINT
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference

_ATTEMPTS: Final = 10
_FEW: Final = 32
"""Records behind a sink's head that are looked at one by one: foreign ones at the end would wait for ever."""


class SourceStatus(Struct, frozen=True):
    """One source partition. `undecided` inputs wait; of its records, so many are not in the views or the ledger yet.

    `oldest` is when the input that is decided next was accepted; None where none waits. What the topic's retention has
    removed waits for nobody: `gone` inputs of the next ones that were to be decided. None of the counts is known where
    the partition is missing.
    """

    source: str
    inputs: int | None
    undecided: int | None
    oldest: datetime | None
    unwritten: int | None
    unledgered: int | None
    gone: int | None


class Status(Struct, frozen=True):
    """A hub at one time. Ages are in seconds. `lost` are inputs that were never decided, as workers recorded it."""

    at: datetime
    hub: str
    reference: int
    sources: tuple[SourceStatus, ...]
    overdue_notices: int
    unopened_notices: int
    open_desk_items: int
    overdue_desk_items: int
    parked: int
    ledger_size: int
    checkpoint_size: int
    checkpoint_age: float | None
    lost: tuple[LostInputs, ...]

    @property
    def oldest(self) -> datetime | None:
        """When the oldest input that is not decided was accepted."""
        return min((one.oldest for one in self.sources if one.oldest is not None), default=None)


def status(
    connection: KafkaConnection,
    topics: Topics,
    hub_database: str,
    ledger: Path | None,
    operator: Ed25519PublicKey,
    at: datetime,
) -> Status:
    """Ask the brokers, the hub's database and, where it is at hand, the ledger's folder.

    Raises `KafkaException` or one of `stores.AWAY` where nobody answers.
    """
    watch = ReferenceWatch(connection, topics, operator)
    try:
        reference = watch.follow()
    finally:
        watch.close()
    engine, reader = open_engine(hub_database, connections=1), Reader(connection)
    try:
        with engine.connect() as database:
            heads = _heads(database)
            counts = _counts(database)
            lost = tuple(found_lost(database))
        found = tuple(_Asking(reader, topics, heads).each(reference))
    finally:
        reader.close()
        engine.dispose()
    size, age = _checkpoint(ledger, reference, at)
    return Status(
        at, reference.hub.hub if reference.hub is not None else "", reference.number, found, *counts, size, age, lost
    )


class _Kept(Struct, frozen=True):
    next_offset: int
    head: Head


class _Asking:
    """Asks the brokers about partitions, and reads single records of them."""

    def __init__(self, reader: Reader, topics: Topics, heads: Mapping[tuple[str, str], _Kept]) -> None:
        self._reader = reader
        self._topics = topics
        self._heads = heads
        self._there = reader.topics()

    def each(self, reference: Reference) -> list[SourceStatus]:
        hub = reference.hub
        if hub is None:
            return []
        self._hub = hub.hub
        return [self._one(s) for s in sources(publishers(reference), hub.intake_partitions, hub.person_partitions)]

    def _one(self, source: str) -> SourceStatus:
        inputs, decisions = self._topics.inputs_of(source), self._topics.decisions_of(source)
        if any(place.partition >= self._there.get(place.topic, 0) for place in (inputs, decisions)):
            return SourceStatus(source, None, None, None, None, None, None)
        end, records = self._reader.end(inputs), self._reader.end(decisions)
        decided = self._decided(source, decisions, records)
        next_one = max(decided, self._reader.beginning(inputs))
        waiting = max(0, end - next_one)
        return SourceStatus(
            source=source,
            inputs=end,
            undecided=waiting,
            oldest=self._accepted_at(inputs, next_one) if waiting else None,
            unwritten=self._behind("views", source, decisions, records),
            unledgered=self._behind("ledger", source, decisions, records),
            gone=next_one - decided,
        )

    def _behind(self, sink: str, source: str, place: Place, records: int) -> int:
        """How many records a sink has not taken: where few stand behind its head, of those that count."""
        kept = self._heads.get((sink, source)) or _Kept(0, Head())
        behind = records - kept.next_offset
        if not 0 < behind <= _FEW:
            return behind
        chain = ChainReader(self._hub, source, kept.head)
        found = [self._read(place, offset) for offset in range(kept.next_offset, records)]
        return sum(read is None or chain.take(read.value) is not None for read in found)

    def _decided(self, source: str, place: Place, records: int) -> int:
        """The position of the last input that is decided: by the last record, or by the views where that is none."""
        head = self._heads.get(("views", source))
        kept = head.head.position if head is not None else 0
        last = self._read(place, records - 1) if records else None
        decision = decoded(last.value) if last is not None else None
        return max(kept, decision.position if decision is not None and decision.source == source else 0)

    def _accepted_at(self, place: Place, offset: int) -> datetime | None:
        read = self._read(place, offset)
        return moment(read.milliseconds * 1000) if read is not None else None

    def _read(self, place: Place, offset: int) -> Read | None:
        """One record, where it is still there."""
        if offset < self._reader.beginning(place):
            return None
        with self._reader.reading(place, offset):
            for _ in range(_ATTEMPTS):
                for read in self._reader.poll(1, 0.5):
                    if read.place == place:
                        return read
        return None


def _heads(database: Connection) -> dict[tuple[str, str], _Kept]:
    rows = database.exec_driver_sql(
        "SELECT sink, source, next_offset, number, digest, position, reference FROM sink_heads"
    )
    return {(sink, source): _Kept(offset, Head(*head)) for sink, source, offset, *head in rows}


def _counts(database: Connection) -> tuple[int, int, int, int, int, int]:
    questions = (
        "SELECT count(*) FROM notice_view WHERE state IN ('waiting', 'opened') AND overdue = 1",
        "SELECT count(*) FROM notice_view WHERE state = 'waiting'",
        "SELECT count(*) FROM desk_view WHERE closed_at IS NULL",
        "SELECT count(*) FROM desk_view WHERE closed_at IS NULL AND overdue = 1",
        "SELECT count(*) FROM parked",
        "SELECT coalesce(max(position) + 1, 0) FROM ledger_entries",
    )
    overdue, unopened, items, late, parked, size = (
        int(database.exec_driver_sql(question).scalar_one()) for question in questions
    )
    return overdue, unopened, items, late, parked, size


def _checkpoint(ledger: Path | None, reference: Reference, at: datetime) -> tuple[int, float | None]:
    """Size and age of the last checkpoint. A `NoteError` or `CheckpointError` is an alarm, and raised."""
    if ledger is None or reference.hub is None or not (ledger / CHECKPOINT).exists():
        return 0, None
    key = VerifierKey(reference.hub.ledger_origin, reference.hub.ledger_key)
    checkpoint = open_checkpoint((ledger / CHECKPOINT).read_bytes(), key)
    return checkpoint.size, at.timestamp() - checkpoint.time if checkpoint.time is not None else None
