"""The ledger writer and the view writer of a `KafkaHub`, in processes that can be killed."""

from tests.support.forking import Forked
from tests.support.kafka_hub import KafkaHub
from tests.support.kafka_workers import HubProcess
from tests.support.sink_process import FULL, SinkGiven, work


class SinkProcess(HubProcess):
    """One sink, `ledger` or `views`. Its ledger stands in `ledger`."""

    def __init__(self, hub: KafkaHub, sink: str) -> None:
        super().__init__(hub, sink)
        self.scratch = hub.parts(sink).scratch
        self.ledger = self.scratch / "ledger"
        self._given = SinkGiven(
            sink=sink,
            home=hub.world.home.folder,
            bootstrap=hub.connection.bootstrap,
            scratch=self.scratch,
            hub_url=hub.addresses[0],
            prefix=hub.topics.prefix,
        )

    def begin(self) -> Forked:
        """The process."""
        return Forked(work, self._given, self.log)

    def fill_disk(self) -> None:
        """From now on nothing can be written to the ledger."""
        (self.scratch / FULL).touch()

    def make_space(self) -> None:
        """It can again."""
        (self.scratch / FULL).unlink()
