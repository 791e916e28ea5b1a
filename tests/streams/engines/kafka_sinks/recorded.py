"""A hub whose decisions are appended from what a local engine recorded, and the sinks that read them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from schemas import codec
from schemas.records.decision import Decision
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.sinks.ledger import LedgerWriter, LedgerWriterParts
from streams.engines.kafka.sinks.views import ViewWriter, ViewWriterParts
from streams.engines.observing import Observer
from streams.engines.postgres.database import connect
from tests.streams.views.copying import recorded as records_of
from tests.streams.views.copying import rows_of
from tests.support.kafka_hub import KafkaHub, until


class Sink(Protocol):
    """What runs until it is told to stop."""

    def run(self, stop: threading.Event) -> None:
        """Work."""


class Recorded:
    """`records` are (source, bytes) in the order in which the local engine made them."""

    def __init__(self, hub: KafkaHub, folder: Path) -> None:
        self.hub = hub
        self.folder = folder
        self.records = [(one.decision.source, one.body) for one in records_of(hub.world)]
        self.database = hub.addresses[0]

    def append(self, records: Sequence[tuple[str, bytes]] | None = None) -> None:
        """Append records to their partitions; all of them unless some are given."""
        sent = []
        for source, body in self.records if records is None else records:
            place = self.hub.topics.decisions_of(source)
            sent.append(self.hub.producer.send(place.topic, body, partition=place.partition))
        for one in sent:
            one.get(timeout=120)

    def views(self, observer: Observer | None = None, **changes: object) -> ViewWriter:
        """A view writer."""
        given = {
            "connection": self.hub.connection,
            "database": self.database,
            "operator": self.hub.world.keys.operator.public_key(),
            "topics": self.hub.topics,
        }
        return ViewWriter(ViewWriterParts(**(given | changes)), observer)  # type: ignore[arg-type]  # names as in the Struct

    def ledger(self, folder: str = "ledger", observer: Observer | None = None, **changes: object) -> LedgerWriter:
        """A ledger writer."""
        given = {
            "connection": self.hub.connection,
            "database": self.database,
            "folder": self.folder / folder,
            "keys": KeyFolder(self.hub.world.home.keys).of_ledger_writer(),
            "topics": self.hub.topics,
            "checkpoint_seconds": 0.1,
        }
        return LedgerWriter(LedgerWriterParts(**(given | changes)), observer)  # type: ignore[arg-type]  # as above

    def count(self, table: str) -> int:
        """Rows of a table."""
        with connect(self.database) as connection:
            (found,) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or (0,)
        return int(found)

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """The rows of every view."""
        return rows_of(self.database)

    def until_copied(self, records: int | None = None) -> None:
        """Wait until so many records are in PostgreSQL: all, unless it is said."""
        wanted = len(self.records) if records is None else records
        until(lambda: self.count("decisions") >= wanted)
        assert self.count("decisions") == wanted

    def until_ledgered(self, records: int | None = None) -> int:
        """Wait until these and the reference have their entries in PostgreSQL; how many those are."""
        wanted = (len(self.records) if records is None else records) + self.hub.referred
        until(lambda: self.count("ledger_entries") >= wanted)
        assert self.count("ledger_entries") == wanted
        return wanted


@contextmanager
def running(*sinks: Sink) -> Iterator[None]:
    """Sinks at work in threads of their own; what one fails with is raised at the end."""
    stop, failed = threading.Event(), list[BaseException]()

    def work(sink: Sink) -> None:
        try:
            sink.run(stop)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(sink,), daemon=True) for sink in sinks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    if failed:
        raise failed[0]


def forged(body: bytes) -> bytes:
    """A record of the same place that says something else."""
    return codec.encode(replace(codec.decode(body, Decision), outputs=()))
