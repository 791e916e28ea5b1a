"""A Kafka hub as the checks read it: every partition from its beginning to its end as of now, trusting no store beside.

The records of a chain are those that count; what stands beside them (a writer that was taken over, foreign bytes) is
counted and no more.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from schemas.codec import CodecError
from schemas.records.inputs import Forwarded, TimePassed
from schemas.records.ledgered import REFERENCE_SOURCE
from schemas.records.reference import ReferenceRecord
from streams.checks.findings import Finding
from streams.checks.history import ReferenceRow
from streams.checks.history_inputs import Answers, ForwardedFrom, LoggedInput, check_inputs
from streams.checks.records import Recorded
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import ChainReader, Counted
from streams.engines.kafka.records import Unreadable, raw, received, waiting
from streams.engines.kafka.sinks.clients import Read, Reader
from streams.engines.kafka.sinks.entries import Entries
from streams.engines.kafka.topics import Place, Topics, publishers, sources
from streams.engines.line.inputs import Waiting
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed

_AT_ONCE: Final = 1000
_BETWEEN: Final = 0.5
_WITHIN: Final = 0.2


class HubUnread(Exception):
    """The cluster holds no hub of these names and this operator key."""


class NotLedgered(Exception):
    """Ledger or views do not come to records that have stood there for a while; the text says how many."""


Heads = Mapping[str, int]
"""The number of the last record of each source, the reference log's among them."""


class Entered(Struct, frozen=True):
    """The ledger's entries in their order, the place of each record up to some heads, the places of those beyond."""

    entries: Sequence[bytes]
    indexes: Mapping[tuple[str, int], int]
    beyond: frozenset[int]

    @classmethod
    def of(cls, placed: Iterable[tuple[int, bytes, str, int]], heads: Heads | None) -> Self:
        """What `ClusterLog.entries` gave. Without heads nothing is beyond them."""
        entries: list[bytes] = []
        indexes: dict[tuple[str, int], int] = {}
        beyond: set[int] = set()
        for index, entry, source, number in placed:
            entries.append(entry)
            if heads is None or number <= heads.get(source, 0):
                indexes[source, number] = index
            else:
                beyond.add(index)
        return cls(entries, indexes, frozenset(beyond))


class ClusterLog:
    """One hub's log on a cluster. Each question reads what it needs anew. Raises `Expired`, `KafkaException`.

    Use as a context manager: it holds connections.
    """

    def __init__(self, connection: KafkaConnection, operator: Ed25519PublicKey, topics: Topics | None = None) -> None:
        self._connection = connection
        self._idle: list[Reader] = []
        self._operator = operator
        self._topics = topics or Topics()
        self.not_counted: Counter[str] = Counter()
        self._ends: dict[Place, int] = {}
        self._read_reference()
        if self._reference.hub is None:
            raise HubUnread(f"`{self._topics.reference.topic}` declares no hub: name the brokers of one that runs")
        self._hub = self._reference.hub

    def __enter__(self) -> Self:
        """This log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Disconnect."""
        for reader in self._idle:
            reader.close()

    @property
    def reference(self) -> Reference:
        """The reference as it was read."""
        return self._reference

    def fix(self) -> Heads:
        """From now on read all but the ledger as of one moment; the number of each chain's last record then.

        Ends are taken against the line's direction, so that of whatever is read, that from which it follows is read
        too; those of inputs come last, or a record would answer what is not there.
        """
        sources = self.sources()
        with self._reader() as reader:
            for source in reversed(sources):
                place = self._topics.decisions_of(source)
                self._ends[place] = reader.end(place)
            self._ends[self._topics.reference] = reader.end(self._topics.reference)
            for source in sources:
                place = self._topics.inputs_of(source)
                self._ends[place] = reader.end(place)
        self._read_reference()
        heads = {source: sum(1 for _ in self.counted(source)) for source in sources}
        return heads | {REFERENCE_SOURCE: len(self._rows)}

    def ledgered(self, heads: Heads, within: float) -> Entered:
        """The ledger once it holds every record up to `heads`. Raises `NotLedgered` where it does not in so many
        seconds.
        """
        end = time.monotonic() + within
        while True:
            entered = Entered.of(self.entries(), heads)
            if len(entered.indexes) == sum(heads.values()):
                return entered
            if time.monotonic() >= end:
                lacking = sum(heads.values()) - len(entered.indexes)
                text = f"{lacking} records are not in the ledger after {within:.0f} s"
                raise NotLedgered(f"{text}: see `firstbell status --cluster`")
            time.sleep(_BETWEEN)

    def sources(self) -> Sequence[str]:
        """Every source partition, in the order of the hops."""
        hub = self._hub
        return sources(publishers(self._reference), hub.intake_partitions, hub.person_partitions)

    def counted(self, source: str) -> Iterator[Counted]:
        """The records of a chain that count; those that do not are added to `not_counted`."""
        self.not_counted[source] = 0
        reader = ChainReader(self._hub.hub, source)
        for read in self._read(self._topics.decisions_of(source)):
            counted = reader.take(read.value)
            if counted is None:
                self.not_counted[source] += 1
            else:
                yield counted

    def records(self, source: str) -> Iterator[bytes]:
        """The bytes of the records of a chain that count."""
        for counted in self.counted(source):
            yield counted.body

    def inputs(self, source: str) -> int:
        """The last position decided, and as many beyond it as wait; inputs that came again do not."""
        answers = self._answers(source)
        return max((position for _, position in answers), default=0) + sum(1 for _ in self._lacking(source, answers))

    def waits(self, source: str) -> bool:
        """Whether inputs of a source partition wait to be decided."""
        return any(True for _ in self.lacking(source))

    def lacking(self, source: str) -> Iterator[Finding]:
        """What waits to be decided of a source partition, and what ran ahead of a forward that never came."""
        return self._lacking(source, self._answers(source))

    def _answers(self, source: str) -> Answers:
        counted = self.counted(source)
        return {(source, one.decision.position): ("", one.decision.input) for one in counted}

    def _lacking(self, source: str, answers: Answers) -> Iterator[Finding]:
        return check_inputs(self.logged(source), answers, {}, at_rest=True, repeats=True)

    def forgotten(self, source: str) -> int:
        """Up to which position the brokers no longer hold inputs: those of the intake are kept for a short time."""
        with self._reader() as reader:
            return reader.beginning(self._topics.inputs_of(source))

    def logged(self, source: str) -> Iterator[LoggedInput]:
        """The inputs of a source partition, from the oldest that the brokers still hold."""
        for read in self._read(self._topics.inputs_of(source)):
            found = raw(source, read.offset, read.milliseconds, read.value, read.headers)
            if source.startswith("intake."):
                yield LoggedInput(source, found.position, received(found, self._operator).digest, None)
                continue
            one = waiting(found)
            message = None if isinstance(one, Unreadable) else one.message
            way = None
            if isinstance(message, Forwarded):
                way = ForwardedFrom(message.source, message.decision, message.number)
            yield LoggedInput(source, one.position, one.digest, way)

    def waiting(self, source: str) -> Iterator[tuple[Waiting | Unreadable, bytes]]:
        """The inputs of a partition of hop 2 or 3, each with its bytes."""
        for read in self._read(self._topics.inputs_of(source)):
            yield waiting(raw(source, read.offset, read.milliseconds, read.value, read.headers)), read.value or b""

    def recorded(self) -> Iterator[Recorded]:
        """Every decision, for the conservation check: none stands before the one that it follows from."""
        for source in self.sources():
            ticks = dict(self._ticks(source)) if source.startswith("person.") else {}
            for counted in self.counted(source):
                yield Recorded(counted.decision, counted.digest, ticks.get(counted.decision.position))

    def _ticks(self, source: str) -> Iterator[tuple[int, datetime]]:
        for one, _ in self.waiting(source):
            if isinstance(one, Waiting) and isinstance(one.message, TimePassed):
                yield one.position, one.message.at

    def total(self) -> int:
        """How many records stand in all chains, counting or not."""
        with self._reader() as reader:
            return sum(reader.end(self._topics.decisions_of(source)) for source in self.sources())

    def entries(self) -> Iterator[tuple[int, bytes, str, int]]:
        """The ledger's entries that count: index, entry, the source and number of its record."""
        fold = Entries(self._topics)
        for read in self._read(self._topics.ledger_entries):
            for placed in fold.take(read):
                yield placed.index, placed.entry.entry, placed.entry.source, placed.entry.number

    def reference_rows(self, indexes: Mapping[tuple[str, int], int]) -> Iterator[ReferenceRow]:
        """The reference log. `indexes`: of each record, by source and number, its place in the ledger."""
        for record, body in self._rows:
            yield ReferenceRow(record.number, body, record.previous, indexes.get((REFERENCE_SOURCE, record.number), -1))

    def _read_reference(self) -> None:
        self._reference = Reference()
        self._rows: list[tuple[ReferenceRecord, bytes]] = []
        self.not_counted[REFERENCE_SOURCE] = 0
        for read in self._read(self._topics.reference):
            self._take_reference(read.value or b"")

    def _take_reference(self, body: bytes) -> None:
        try:
            self._rows.append((apply_signed(self._reference, body, self._operator), body))
        except (ReferenceForged, CodecError):
            self.not_counted[REFERENCE_SOURCE] += 1

    def _read(self, place: Place) -> Iterator[Read]:
        with self._reader() as reader:
            following, end = reader.beginning(place), self._ends[place] if place in self._ends else reader.end(place)
            with reader.reading(place, following):
                while following < end:
                    for read in reader.poll(min(_AT_ONCE, end - following), _WITHIN):
                        following = read.offset + 1
                        if read.offset < end:
                            yield read

    @contextmanager
    def _reader(self) -> Iterator[Reader]:
        """A connection that nobody else reads from meanwhile."""
        reader = self._idle.pop() if self._idle else Reader(self._connection)
        try:
            yield reader
        finally:
            self._idle.append(reader)
