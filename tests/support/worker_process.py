"""One worker, as what a process of its own does."""

import logging
from pathlib import Path

from msgspec import Struct

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.topics import Topics
from streams.engines.kafka.worker import WorkerParts, run_worker
from streams.engines.local.home import Home
from streams.engines.observing import Stage
from streams.engines.postgres.stores import open_stores

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class WorkerGiven(Struct, frozen=True):
    """What a worker is made of, as it travels to its process."""

    home: Path
    bootstrap: str
    client: str
    scratch: Path
    hub_url: str
    vault_url: str
    prefix: str
    stages: tuple[Stage, ...]
    batch: int
    session_seconds: float
    group: str


def work(given: WorkerGiven) -> None:
    """Work until SIGTERM."""
    logging.basicConfig(level="INFO", format=LOG_FORMAT)
    home = Home(given.home)
    parts = WorkerParts(
        connection=KafkaConnection(given.bootstrap, client=given.client),
        keys=KeyFolder(home.keys).of_worker(given.stages),
        scratch=given.scratch,
        stores=lambda: open_stores(given.hub_url, given.vault_url, home.keys),
        topics=Topics(given.prefix),
        stages=given.stages,
        batch=given.batch,
        session_seconds=given.session_seconds,
        group=given.group,
    )
    run_worker(parts)
