"""The ledger writer and the view writer of a `KafkaHub`, in processes that can be killed."""

from pathlib import Path

from tests.support.kafka_hub import KafkaHub
from tests.support.kafka_workers import WorkerProcess

FULL = "disk-full"
"""While a file of this name stands in a sink's scratch folder, it finds the ledger's disk full."""


class SinkProcess(WorkerProcess):
    """One sink, `ledger` or `views`. Its ledger stands in `ledger`."""

    module = "tests.support.sink_process"

    def __init__(self, hub: KafkaHub, sink: str) -> None:
        super().__init__(hub, sink)
        self.scratch = Path(str(self._given["scratch"]))
        self.ledger = self.scratch / "ledger"
        self._given = {
            "sink": sink,
            "home": str(hub.world.home.folder),
            "bootstrap": hub.connection.bootstrap,
            "scratch": str(self.scratch),
            "hub_url": hub.addresses[0],
            "prefix": hub.topics.prefix,
        }

    def fill_disk(self) -> None:
        """From now on nothing can be written to the ledger."""
        (self.scratch / FULL).touch()

    def make_space(self) -> None:
        """It can again."""
        (self.scratch / FULL).unlink()
