"""`firstbell ledger-writer`: brings every record into the ledger, and signs checkpoints."""

from collections.abc import Callable
from datetime import datetime

from services.metrics.catalogue import OF_SINKS
from services.processes.connections import address_of, kafka_connection, topics_of
from services.processes.probing import Check, brokers_answer, database_answers
from services.processes.running import begun, now
from services.settings.processes import LedgerWriterSettings
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.sinks.ledger import LedgerWriter, LedgerWriterParts
from streams.engines.observing import Condition


def run_ledger_writer(settings: LedgerWriterSettings) -> None:
    """Write the ledger until a signal. Raises what no waiting mends: a database behind its checkpoint, above all."""
    connection = kafka_connection(settings.kafka, f"firstbell-ledger-writer-{settings.instance}")
    address = address_of(settings.views_database)
    checks: dict[Condition, Check] = {
        "brokers": brokers_answer(connection),
        "views": database_answers(address, "views"),
    }
    parts = LedgerWriterParts(
        connection=connection,
        database=address,
        folder=settings.ledger.folder,
        keys=KeyFolder(settings.keys.folder).of_ledger_writer(),
        topics=topics_of(settings.kafka),
        checkpoint_seconds=settings.ledger.checkpoint_seconds,
        clock=_seconds(settings.story_clock() or now),
    )
    with begun(settings, ("brokers", "served", "views", "ledger"), OF_SINKS, checks) as running:
        LedgerWriter(parts, running.observer).run(running.stop)


def _seconds(clock: Callable[[], datetime]) -> Callable[[], float]:
    """A clock in seconds since 1970, as checkpoints have it."""
    return lambda: clock().timestamp()
