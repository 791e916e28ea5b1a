"""The operator's desk of a hub on a cluster: what `services.operator` works with, before and while the hub runs."""

from contextlib import AbstractContextManager, nullcontext

from streams.engines.kafka.registry import KafkaRegistry
from streams.reference.facts import Reference


class OperatedCluster:
    """`services.operator.operated.Operated` over a registry on Kafka. Nothing that decides is in this process."""

    def __init__(self, pupil_tokens: bytes, registry: KafkaRegistry) -> None:
        self.pupil_tokens = pupil_tokens
        self.registry = registry
        self.locked: AbstractContextManager[object] = nullcontext()

    def reference(self) -> Reference:
        """The reference as of now."""
        return self.registry.reference()
