"""One worker as a process of its own: `python -m tests.support.worker_process`, its parts as JSON on standard input."""

import json
import logging
import sys
from pathlib import Path

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.topics import Topics
from streams.engines.kafka.worker import WorkerParts, run_worker
from streams.engines.local.home import Home
from streams.engines.postgres.stores import open_stores


def main() -> None:
    """Work until SIGTERM."""
    given = json.loads(sys.stdin.read())
    logging.basicConfig(level=given["log_level"], format="%(asctime)s %(levelname)s %(name)s %(message)s")
    home = Home(Path(given["home"]))
    parts = WorkerParts(
        connection=KafkaConnection(given["bootstrap"], client=given["client"]),
        keys=home.read_keys(),
        scratch=Path(given["scratch"]),
        stores=lambda: open_stores(given["hub_url"], given["vault_url"], home.keys),
        topics=Topics(given["prefix"]),
        stages=tuple(given["stages"]),
        batch=given["batch"],
        session_seconds=given["session_seconds"],
        group=given["group"],
    )
    run_worker(parts)


if __name__ == "__main__":
    main()
