"""The operator's desk of a hub on a cluster: what `services.operator` works with, before and while the hub runs."""

from contextlib import AbstractContextManager, nullcontext

from streams.engines.kafka.registry import KafkaRegistry
from streams.engines.local.home import Home
from streams.reference.facts import Reference


class OperatedCluster:
    """`services.operator.operated.Operated` over a registry on Kafka. Nothing that decides is in this process."""

    def __init__(self, home: Home, registry: KafkaRegistry) -> None:
        self.home = home
        self.registry = registry
        self.locked: AbstractContextManager[object] = nullcontext()

    def reference(self) -> Reference:
        """The reference as of now."""
        return self.registry.reference()
