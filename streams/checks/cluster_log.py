"""A Kafka hub as the checks read it: every partition from its beginning to its end as of now, trusting no store beside.

The records of a chain are those that count; what stands beside them (a writer that was taken over, foreign bytes) is
counted and no more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas.codec import CodecError
from schemas.records.inputs import Forwarded, TimePassed
from schemas.records.ledgered import REFERENCE_SOURCE
from schemas.records.reference import ReferenceRecord
from streams.checks.history import ReferenceRow
from streams.checks.history_inputs import Answers, ForwardedFrom, LoggedInput, check_inputs
from streams.checks.records import Recorded
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import ChainReader, Counted
from streams.engines.kafka.records import Unreadable, raw, received, waiting
from streams.engines.kafka.sinks.clients import Read, Reader
from streams.engines.kafka.sinks.entries import Entries
from streams.engines.kafka.topics import Place, Topics, publishers, sources
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed

_AT_ONCE: Final = 1000
_WITHIN: Final = 0.2


class HubUnread(Exception):
    """The cluster holds no hub of these names and this operator key."""


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
        self._reference = Reference()
        self._rows: list[tuple[ReferenceRecord, bytes]] = []
        for read in self._read(self._topics.reference):
            self._take_reference(read.value or b"")
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
        return max((position for _, position in answers), default=0) + self._lacking(source, answers)

    def waits(self, source: str) -> bool:
        """Whether inputs of a source partition wait to be decided."""
        return self._lacking(source, self._answers(source)) > 0

    def _answers(self, source: str) -> Answers:
        counted = self.counted(source)
        return {(source, one.decision.position): ("", one.decision.input) for one in counted}

    def _lacking(self, source: str, answers: Answers) -> int:
        return sum(1 for _ in check_inputs(self.logged(source), answers, {}, at_rest=True, repeats=True))

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

    def recorded(self) -> Iterator[Recorded]:
        """Every decision, for the conservation check: none stands before the one that it follows from."""
        for source in self.sources():
            ticks = dict(self._ticks(source)) if source.startswith("person.") else {}
            for counted in self.counted(source):
                yield Recorded(counted.decision, counted.digest, ticks.get(counted.decision.position))

    def _ticks(self, source: str) -> Iterator[tuple[int, datetime]]:
        for read in self._read(self._topics.inputs_of(source)):
            one = waiting(raw(source, read.offset, read.milliseconds, read.value, read.headers))
            if not isinstance(one, Unreadable) and isinstance(one.message, TimePassed):
                yield one.position, one.message.at

    def total(self) -> int:
        """How many records stand in all chains, counting or not."""
        with self._reader() as reader:
            return sum(reader.end(self._topics.decisions_of(source)) for source in self.sources())

    def entries(self) -> Iterator[tuple[int, bytes, str, int]]:
        """The ledger's entries that count: index, entry, the source and number of its record."""
        fold = Entries(self._topics)
        for read in self._read(self._topics.ledger_entries):
            placed = fold.take(read)
            if placed is not None:
                yield placed.index, placed.entry.entry, placed.entry.source, placed.entry.number

    def reference_rows(self, indexes: dict[tuple[str, int], int]) -> Iterator[ReferenceRow]:
        """The reference log. `indexes`: of each record, by source and number, its place in the ledger."""
        for record, body in self._rows:
            yield ReferenceRow(record.number, body, record.previous, indexes.get((REFERENCE_SOURCE, record.number), -1))

    def _take_reference(self, body: bytes) -> None:
        try:
            self._rows.append((apply_signed(self._reference, body, self._operator), body))
        except (ReferenceForged, CodecError):
            self.not_counted[REFERENCE_SOURCE] += 1

    def _read(self, place: Place) -> Iterator[Read]:
        with self._reader() as reader:
            following, end = reader.beginning(place), reader.end(place)
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
