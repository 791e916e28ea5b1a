"""`ledger-entries`, folded: which entries count, in which order, and where every chain goes on after them.

The order is that in which they stand in the topic. Of a source only the next number counts, so that two ledger writers
at once, or one that wrote again what it did not know to be written, do no harm.
"""

from collections.abc import Callable, Sequence
from typing import Final

import psycopg
from msgspec import Struct

from schemas import codec
from schemas.records.ledgered import REFERENCE_SOURCE, LedgerEntries, LedgerEntry
from streams.engines.kafka.sinks.clients import Read
from streams.engines.kafka.sinks.feed import Taken
from streams.engines.kafka.topics import Place, Topics
from streams.engines.postgres.log_copies import SinkHead, heads_of, keep_heads
from streams.heads import Head
from streams.ledger.entry import entry_of

SINK: Final = "ledger"
LEDGER_ENTRIES: Final = "ledger-entries"
_ADD: Final = (
    "INSERT INTO ledger_entries SELECT * FROM unnest(%b::bigint[], %b::bytea[], %b::text[], %b::bigint[])"
    " ON CONFLICT DO NOTHING"
)


class Placed(Struct, frozen=True, gc=False):
    """An entry that counts, and its index in the ledger."""

    index: int
    entry: LedgerEntry


def entry_for(taken: Taken) -> LedgerEntry:
    """What is appended to `ledger-entries` for a record."""
    head = taken.at.head
    return LedgerEntry(
        source=taken.at.source,
        number=head.number,
        entry=entry_of(taken.body),
        digest=head.digest,
        position=head.position,
        reference=head.reference,
        following=taken.at.next_offset,
    )


class Entries:
    """The fold of `ledger-entries`, as far as it was read. `foreign` is told the offset of a record that no ledger
    writer of this hub wrote: it is unreadable, of no source there is, or ahead of what stands before it.
    """

    def __init__(
        self, topics: Topics, kept: Sequence[SinkHead] = (), foreign: Callable[[int], None] = lambda offset: None
    ) -> None:
        self._topics = topics
        self._foreign = foreign
        self.heads = {one.source: one for one in kept if one.source != LEDGER_ENTRIES}
        end = next((one for one in kept if one.source == LEDGER_ENTRIES), None)
        self.size = end.head.number if end is not None else 0
        self.next_offset = end.next_offset if end is not None else 0

    def take(self, read: Read) -> list[Placed]:
        """The entries that a record holds and that count; none where it is foreign."""
        try:
            held = codec.decode(read.value or b"", LedgerEntries).entries
        except codec.CodecError:
            self._foreign(read.offset)
            held = ()
        placed = self.add(read.offset, held)
        if not all(self._stands(entry) for entry in held):
            self._foreign(read.offset)
        return placed

    def add(self, offset: int, held: Sequence[LedgerEntry]) -> list[Placed]:
        """Those that count of the entries which the record at an offset holds: of each source only the next."""
        self.next_offset = offset + 1
        return [placed for entry in held if (placed := self._add(entry)) is not None]

    def _add(self, entry: LedgerEntry) -> Placed | None:
        kept = self.heads.get(entry.source)
        if entry.number != (kept.head.number if kept is not None else 0) + 1:
            return None
        place = self._place_of(entry.source) if kept is None else Place(kept.topic, kept.partition)
        if place is None:
            return None
        head = Head(entry.number, entry.digest, entry.position, entry.reference)
        self.heads[entry.source] = SinkHead(entry.source, place.topic, place.partition, entry.following, head)
        placed = Placed(self.size, entry)
        self.size += 1
        return placed

    def _stands(self, entry: LedgerEntry) -> bool:
        """Whether its number was taken: from here, or from before where a second writer repeats it."""
        kept = self.heads.get(entry.source)
        return kept is not None and 1 <= entry.number <= kept.head.number

    def lacks(self, at: SinkHead) -> bool:
        """Whether the entry of the record that ends here is not among those that were read."""
        kept = self.heads.get(at.source)
        return kept is None or kept.head.number < at.head.number

    def end(self) -> SinkHead:
        """How far the fold has come, as it is kept."""
        place = self._topics.ledger_entries
        return SinkHead(LEDGER_ENTRIES, place.topic, place.partition, self.next_offset, Head(self.size))

    def _place_of(self, source: str) -> Place | None:
        if source == REFERENCE_SOURCE:
            return self._topics.reference
        try:
            return self._topics.decisions_of(source)
        except ValueError:
            return None


def kept_entries(cursor: psycopg.Cursor, topics: Topics, foreign: Callable[[int], None]) -> Entries:
    """The fold as far as PostgreSQL keeps it."""
    return Entries(topics, heads_of(cursor, SINK), foreign)


def write_entries(cursor: psycopg.Cursor, entries: Entries, placed: Sequence[Placed]) -> None:
    """Keep entries that count and how far the fold has come, within the caller's transaction."""
    if placed:
        cursor.execute(
            _ADD,
            (
                [one.index for one in placed],
                [one.entry.entry for one in placed],
                [one.entry.source for one in placed],
                [one.entry.number for one in placed],
            ),
        )
    keep_heads(
        cursor, SINK, [*(entries.heads[source] for source in {one.entry.source for one in placed}), entries.end()]
    )
