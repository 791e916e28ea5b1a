"""One sink as a process of its own: `python -m tests.support.sink_process`, its parts as JSON on standard input."""

import errno
import json
import logging
import signal
import sys
import threading
from pathlib import Path

from streams import faultpoints
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.sinks.ledger import LedgerWriter, LedgerWriterParts
from streams.engines.kafka.sinks.views import ViewWriter, ViewWriterParts
from streams.engines.kafka.topics import Topics
from streams.engines.local.home import Home
from tests.support.kafka_sinks import FULL


def main() -> None:
    """Work until SIGTERM."""
    given = json.loads(sys.stdin.read())
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    connection = KafkaConnection(given["bootstrap"], client=given["sink"])
    keys, topics = Home(Path(given["home"])).read_keys(), Topics(given["prefix"])
    scratch = Path(given["scratch"])
    if given["sink"] == "views":
        ViewWriter(ViewWriterParts(connection, given["hub_url"], keys.operator.public_key(), topics)).run(stop)
        return
    faultpoints.install(_disk(scratch / FULL))
    LedgerWriter(LedgerWriterParts(connection, given["hub_url"], scratch / "ledger", keys, topics)).run(stop)


def _disk(full: Path) -> faultpoints.Handler:
    """Every write to the ledger fails while the file stands there, as on a full disk."""

    def handler(point: str) -> None:
        if full.exists():
            raise OSError(errno.ENOSPC, f"no space left on device at {point}")

    return handler


if __name__ == "__main__":
    main()
