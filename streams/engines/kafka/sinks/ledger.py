"""The ledger writer: records that count become entries in the order that the topic fixes, then tiles, checkpoints."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg
from msgspec import Struct

from schemas import codec
from schemas.records.ledgered import REFERENCE_SOURCE, LedgerEntries
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.fetching import Shrunk
from streams.engines.kafka.keys import LedgerKeys
from streams.engines.kafka.sinks.clients import Appender, Reader
from streams.engines.kafka.sinks.entries import LEDGER_ENTRIES, Placed, entry_for, kept_entries, write_entries
from streams.engines.kafka.sinks.feed import Feed, Taken
from streams.engines.kafka.sinks.lasting import lasting
from streams.engines.kafka.sinks.tiles import Tiles
from streams.engines.kafka.topics import Topics
from streams.engines.observing import Observer, Unobserved
from streams.engines.postgres.database import connect
from streams.engines.postgres.stores import check
from streams.ledger.errors import DatabaseBehindCheckpoint, LogInUse
from streams.ledger.note import Signer

CHECKPOINT_EVERY: Final = 3.0
"""Seconds between checkpoints while something happens: signing costs several synced files."""
_STAND_BY: Final = 2.0
_PATIENCE: Final = 0.2
_PACKS: Final = 64
"""Records of `ledger-entries` that are read and kept at once: each holds as many entries as were taken together."""

_logger = logging.getLogger(__name__)


class LedgerWriterParts(Struct, frozen=True):
    """What a ledger writer is made of. `folder` is where tiles and checkpoints stand; it serves them to nobody."""

    connection: KafkaConnection
    database: str
    folder: Path
    keys: LedgerKeys
    topics: Topics = Topics()
    batch: int = 1000
    within_seconds: float = 0.05
    checkpoint_seconds: float = CHECKPOINT_EVERY
    clock: Callable[[], float] = time.time


class LedgerWriter:
    """Writes the ledger until told to stop. A second one on the same folder stands by; on another, it does the same."""

    def __init__(self, parts: LedgerWriterParts, observer: Observer | None = None) -> None:
        self._parts = parts
        self._observer = observer or Unobserved()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. Raises what no waiting mends: LedgerError, `WrongSchema`, `Refused`, `Expired`."""
        lasting("the ledger writer", lambda: self._work(stop), stop, self._observer, "ledger")

    def _work(self, stop: threading.Event) -> None:
        check(self._parts.database, "hub")
        with (
            connect(self._parts.database) as connection,
            closing(_Line(connection, self._parts, self._observer)) as line,
        ):
            line.catch_up(stop)
            origin = self._origin(line, stop)
            if origin is not None:
                self._write(line, origin, stop)

    def _origin(self, line: "_Line", stop: threading.Event) -> str | None:
        """The ledger's name, once the reference declares the hub."""
        with closing(line.feed()) as feed:
            while feed.reference.hub is None and not stop.is_set():
                line.append(feed.poll(self._parts.batch, self._parts.within_seconds))
            return feed.reference.hub.ledger_origin if feed.reference.hub is not None else None

    def _write(self, line: "_Line", origin: str, stop: threading.Event) -> None:
        tiles = self._open(line, origin, stop)
        if tiles is None:
            return
        next_signing = 0.0
        with closing(tiles), closing(line.feed()) as feed:
            while not stop.is_set():
                taken = feed.poll(self._parts.batch, self._parts.within_seconds)
                line.append(taken)
                tiles.extend(line.entries.size)
                if time.monotonic() >= next_signing and tiles.sign(int(self._parts.clock())):
                    next_signing = time.monotonic() + self._parts.checkpoint_seconds
                if taken:
                    self._observer.written("ledger", sum(one.at.source != REFERENCE_SOURCE for one in taken), ())
                feed.tell_lag()
                self._observer.turned()
            tiles.sign(int(self._parts.clock()))

    def _open(self, line: "_Line", origin: str, stop: threading.Event) -> Tiles | None:
        """The ledger's folder, once no other process has it open."""
        told = False
        while not stop.is_set():
            more = line.catch_up(stop)
            try:
                signer = Signer(origin, self._parts.keys.ledger)
                size = line.entries.size
                return Tiles(line.connection, self._parts.folder, origin, signer, size, self._observer)
            except DatabaseBehindCheckpoint:
                if not more and not line.catch_up(stop):
                    raise
            except (LogInUse, OSError) as error:
                if not told:
                    _logger.critical("the ledger in `%s` cannot be opened: %s; standing by", self._parts.folder, error)
                told = True
                stop.wait(_STAND_BY)
        return None


class _Line:
    """From records to committed entries: appended, read back in the order that the topic gave them, kept."""

    def __init__(self, connection: psycopg.Connection, parts: LedgerWriterParts, observer: Observer) -> None:
        self.connection = connection
        self._parts = parts
        self._observer = observer
        with connection.cursor() as cursor:
            self.entries = kept_entries(cursor, parts.topics, self._foreign)
        connection.commit()
        self._place = parts.topics.ledger_entries
        self._reader, self._appender = Reader(parts.connection), Appender(parts.connection)

    def catch_up(self, stop: threading.Event) -> bool:
        """Keep what stands in the topic already; whether there was more of it than was kept. Raises `Shrunk`."""
        start, end = self.entries.next_offset, self._reader.end(self._place)
        if end < start:
            raise Shrunk(self._place, end, start)
        self._read_to(end, stop)
        return self.entries.next_offset > start

    def feed(self) -> Feed:
        """The records after those whose entries are kept."""
        parts = self._parts
        return Feed(
            parts.connection, parts.topics, parts.keys.operator, self.entries.heads, self._observer, whole=False
        )

    def append(self, taken: Sequence[Taken]) -> None:
        """Append the entries of records, and keep everything that stands in the topic up to them.

        What landed right behind what is kept is known; only where somebody else wrote between is it read back.
        """
        new = [entry_for(one) for one in taken if self.entries.lacks(one.at)]
        if not new:
            return
        (offset,) = self._appender.append(self._place, [codec.encode(LedgerEntries(tuple(new)))])
        if offset == self.entries.next_offset:
            self._keep(self.entries.add(offset, new))
        else:
            self._read_to(offset + 1)

    def close(self) -> None:
        """Disconnect from the brokers."""
        self._reader.close()
        self._appender.close()

    def _foreign(self, offset: int) -> None:
        self._observer.not_counted(LEDGER_ENTRIES)
        _logger.warning("a record of `%s` at offset %d is not a ledger writer's", self._place.topic, offset)

    def _read_to(self, end: int, stop: threading.Event | None = None) -> None:
        if self.entries.next_offset >= end:
            return
        with self._reader.reading(self._place, self.entries.next_offset):
            while self.entries.next_offset < end and not (stop is not None and stop.is_set()):
                found = self._reader.poll(_PACKS, _PATIENCE)
                if found:
                    self._keep([placed for read in found for placed in self.entries.take(read)])

    def _keep(self, placed: Sequence[Placed]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            write_entries(cursor, self.entries, placed)
