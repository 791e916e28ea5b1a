"""A whole hub on Kafka for tests: a worker, both sinks, and what web, intake and operator hold of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from streams.engines.kafka.door import DoorParts, KafkaDoor
from streams.engines.kafka.hub import HubParts, KafkaHub
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.registry import KafkaRegistry, RegistryParts
from streams.engines.kafka.sinks.ledger import LedgerWriter, LedgerWriterParts
from streams.engines.kafka.sinks.views import ViewWriter, ViewWriterParts
from tests.streams.engines.kafka_sinks.recorded import running
from tests.support.kafka_hub import KafkaHub as Base
from tests.support.kafka_workers import WorkerThread


class Whole:
    """Everything in front of one hub. `deciding` has the rest at work."""

    def __init__(self, base: Base, folder: Path, decided_within: float = 20.0) -> None:
        self.base = base
        keys = KeyFolder(base.world.home.keys)
        hub_url, vault_url = base.addresses
        self.ledger = folder / "ledger"
        parts = HubParts(
            connection=base.connection,
            hub_database=hub_url,
            vault_database=vault_url,
            vault_keys=base.world.home.keys,
            operator=keys.operator(),
            topics=base.topics,
            decided_within=decided_within,
            signing=base.world.keys.operator,
        )
        door = DoorParts(base.connection, hub_url, keys.of_intake(), self.ledger, base.topics)
        self.hub, self.door = KafkaHub(parts), KafkaDoor(door)
        self.registry = KafkaRegistry(
            RegistryParts(base.connection, hub_url, vault_url, base.world.home.keys, base.operator_keys, base.topics)
        )
        self._sinks = (
            ViewWriter(ViewWriterParts(base.connection, hub_url, keys.operator(), base.topics)),
            LedgerWriter(
                LedgerWriterParts(base.connection, hub_url, self.ledger, keys.of_ledger_writer(), base.topics)
            ),
        )
        self.hub.start()
        self.door.start()

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """A worker and both sinks at work."""
        with ExitStack() as stack:
            stack.enter_context(running(*self._sinks))
            stack.enter_context(WorkerThread(self.base.parts()))
            yield

    def close(self) -> None:
        """Let go of everything."""
        self.hub.close()
        self.door.close()
        self.registry.close()


def now() -> datetime:
    """The brokers' time is the machine's."""
    return datetime.now(UTC)
