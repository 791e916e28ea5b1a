"""The view writer: records become rows, which commit together with the records' copies and how far it came."""

import logging
import threading
from typing import Final

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import Counted
from streams.engines.kafka.sinks.feed import Feed, Taken
from streams.engines.kafka.sinks.lasting import lasting
from streams.engines.kafka.topics import Topics
from streams.engines.large_pages import LargePages
from streams.engines.observing import Observer, Unobserved
from streams.engines.postgres.database import connect
from streams.engines.postgres.log_copies import SinkHead, heads_of, keep_heads, write_decisions, write_reference
from streams.engines.postgres.stores import check
from streams.engines.postgres.view_writing import write_views

SINK: Final = "views"
_logger = logging.getLogger(__name__)


class ViewWriterParts(Struct, frozen=True):
    """What a view writer is made of. `database` is the address of the hub's database, with a writer's login."""

    connection: KafkaConnection
    database: str
    operator: Ed25519PublicKey
    topics: Topics = Topics()
    batch: int = 1000
    within_seconds: float = 0.05


class ViewWriter:
    """Writes views until told to stop. A lost server is waited for; then it goes on from what was committed."""

    def __init__(self, parts: ViewWriterParts, observer: Observer | None = None) -> None:
        self._parts = parts
        self._observer = observer or Unobserved()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. Raises `WrongSchema`, `Refused`, `Expired`: what no waiting mends."""
        lasting("the view writer", lambda: self._work(stop), stop, self._observer, "views")

    def _work(self, stop: threading.Event) -> None:
        check(self._parts.database, "hub")
        with connect(self._parts.database) as connection:
            with connection.cursor() as cursor:
                heads = {kept.source: kept for kept in heads_of(cursor, SINK)}
            connection.commit()
            self._observer.stands("views", True)
            feed = Feed(self._parts.connection, self._parts.topics, self._parts.operator, heads, self._observer)
            try:
                self._follow(feed, connection, stop)
            finally:
                feed.close()

    def _follow(self, feed: Feed, connection: psycopg.Connection, stop: threading.Event) -> None:
        pages = LargePages()
        while not stop.is_set():
            taken = feed.poll(self._parts.batch, self._parts.within_seconds)
            if taken:
                with connection.transaction(), connection.cursor() as cursor:
                    write(cursor, taken)
                decisions = [one.decision for one in taken if one.decision is not None]
                self._observer.written("views", len(decisions), decisions)
                pages.look()
            feed.tell_lag()
            self._observer.turned()


def write(cursor: psycopg.Cursor, taken: list[Taken]) -> None:
    """Write what records led to and how far this is, within the caller's transaction."""
    counted = [Counted(one.decision, one.at.head.digest, one.body) for one in taken if one.decision is not None]
    write_decisions(cursor, counted)
    write_reference(
        cursor, [(one.at.head.number, one.at.head.digest, one.body) for one in taken if one.decision is None]
    )
    write_views(cursor, [one.decision for one in counted])
    heads: dict[str, SinkHead] = {one.at.source: one.at for one in taken}
    keep_heads(cursor, SINK, list(heads.values()))
