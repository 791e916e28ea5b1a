"""`firstbell worker`: decides what comes in, on the hops that it was told to take."""

import asyncio
from collections import Counter

from services.metrics import catalogue
from services.metrics.catalogue import OF_WORKERS
from services.metrics.meters import Meters
from services.processes.connections import address_of, group_of, kafka_connection, topics_of, vault_keys
from services.processes.probing import Check, brokers_answer, database_answers
from services.processes.running import Running, begun
from services.settings.processes import WorkerSettings
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.ports import Stores
from streams.engines.kafka.worker import GROUP, Worker, WorkerParts
from streams.engines.observing import Condition, Stage
from streams.engines.postgres.stores import open_stores
from streams.reference.facts import Reference


def run_worker(settings: WorkerSettings) -> None:
    """Work until a signal. Raises what ends it."""
    connection = kafka_connection(settings.kafka, f"firstbell-worker-{settings.instance}")
    views, vault = address_of(settings.views_database), address_of(settings.vault_database)
    checks: dict[Condition, Check] = {
        "brokers": brokers_answer(connection),
        "views": database_answers(views, "views"),
        "vault": database_answers(vault, "vault"),
    }
    needs: tuple[Condition, ...] = ("brokers", "views", "vault", "reference", "served", "partitions", "recovered")
    with begun(settings, needs, OF_WORKERS, checks, drain_seconds=settings.worker.drain_seconds) as running:
        asyncio.run(_work(parts_of(settings, connection), running))


def parts_of(settings: WorkerSettings, connection: KafkaConnection) -> WorkerParts:
    """What the engine's worker is made of. HomeError or `WrappingKeyMissing` where a key is missing."""
    views, vault = address_of(settings.views_database), address_of(settings.vault_database)
    folder = vault_keys(settings.vault_keys)
    stages: tuple[Stage, ...] = tuple(stage.value for stage in settings.worker.stages)

    def stores() -> Stores:
        return open_stores(views, vault, folder)

    return WorkerParts(
        connection=connection,
        keys=KeyFolder(settings.keys.folder).of_worker(stages),
        scratch=settings.scratch.folder,
        stores=stores,
        topics=topics_of(settings.kafka),
        stages=stages,
        batch=settings.worker.batch,
        session_seconds=settings.kafka.session_seconds,
        group=group_of(settings.kafka, GROUP),
    )


async def _work(parts: WorkerParts, running: Running) -> None:
    worker, stop = Worker(parts, running.observer), asyncio.Event()

    def reference() -> Reference | None:
        processing = getattr(worker, "processing", None)
        return processing.follower.reference if processing is not None else None

    running.follow(reference)
    running.meters.before_each_look(Exported(worker.counters, running.meters).bring_up)
    waiting = asyncio.create_task(stopped(running, stop))
    try:
        await worker.run(stop)
    finally:
        waiting.cancel()


class Exported:
    """Brings what a worker counts of itself into its metrics."""

    def __init__(self, counters: Counters, meters: Meters) -> None:
        self._counters = counters
        self._meters = meters
        self._told: Counter[str] = Counter()

    def bring_up(self) -> None:
        """Count what was added since the last time."""
        for what in catalogue.WHAT.values:
            total = sum(list(getattr(self._counters, what).values()))  # the worker's thread may add a key meanwhile
            self._meters.add(catalogue.WORKER_COUNTS, what, by=total - self._told[what])
            self._told[what] = total


async def stopped(running: Running, stop: asyncio.Event) -> None:
    """Pass the signal on to the event loop."""
    while not running.stop.is_set():
        running.observer.turned()
        await asyncio.sleep(0.2)
    stop.set()
