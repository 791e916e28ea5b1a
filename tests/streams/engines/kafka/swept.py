"""An operator who sweeps the vault, for tests."""

from contextlib import closing
from threading import Event, Thread
from typing import LiteralString

import psycopg

from streams.engines.kafka.registry import KafkaRegistry, RegistryParts
from streams.engines.kafka.sinks.views import ViewWriter, ViewWriterParts
from streams.engines.postgres.database import connect
from tests.support.kafka_hub import KafkaHub, until


def swept(hub: KafkaHub) -> int:
    """The operator sweeps, once the views are written."""
    operator = hub.world.keys.operator.public_key()
    views = ViewWriter(ViewWriterParts(hub.connection, hub.addresses[0], operator, hub.topics))
    stop = Event()
    written = Thread(target=views.run, args=(stop,))
    written.start()
    with connect(hub.addresses[0], autocommit=True) as database:
        wanted = sum(hub.end(hub.topics.decisions_of(source)) for source in hub.sources)
        until(lambda: _row(database, "SELECT count(*) FROM decisions") == wanted, 60)
    stop.set()
    written.join()
    parts = RegistryParts(hub.connection, *hub.addresses, hub.world.home.keys, hub.operator_keys, hub.topics)
    with closing(KafkaRegistry(parts)) as registry:
        return registry.sweep()


def _row(database: psycopg.Connection, statement: LiteralString) -> int:
    row = database.execute(statement).fetchone()
    assert row is not None
    return int(row[0])
