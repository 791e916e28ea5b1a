"""One sink, as what a process of its own does."""

import errno
import logging
import signal
import threading
from pathlib import Path

from msgspec import Struct

from streams import faultpoints
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.sinks.ledger import LedgerWriter, LedgerWriterParts
from streams.engines.kafka.sinks.views import ViewWriter, ViewWriterParts
from streams.engines.kafka.topics import Topics
from streams.engines.local.home import Home
from tests.support.worker_process import LOG_FORMAT

FULL = "disk-full"
"""While a file of this name stands in a sink's scratch folder, it finds the ledger's disk full."""


class SinkGiven(Struct, frozen=True):
    """What a sink is made of, as it travels to its process."""

    sink: str
    home: Path
    bootstrap: str
    scratch: Path
    hub_url: str
    prefix: str


def work(given: SinkGiven) -> None:
    """Work until SIGTERM."""
    logging.basicConfig(level="INFO", format=LOG_FORMAT)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    connection = KafkaConnection(given.bootstrap, client=given.sink)
    keys, topics = KeyFolder(Home(given.home).keys), Topics(given.prefix)
    if given.sink == "views":
        ViewWriter(ViewWriterParts(connection, given.hub_url, keys.operator(), topics)).run(stop)
        return
    faultpoints.install(_disk(given.scratch / FULL))
    LedgerWriter(
        LedgerWriterParts(connection, given.hub_url, given.scratch / "ledger", keys.of_ledger_writer(), topics)
    ).run(stop)


def _disk(full: Path) -> faultpoints.Handler:
    """Every write to the ledger fails while the file stands there, as on a full disk."""

    def handler(point: str) -> None:
        if full.exists():
            raise OSError(errno.ENOSPC, f"no space left on device at {point}")

    return handler
