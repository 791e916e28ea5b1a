"""A batch of the Kafka engine: the records of one chain, and what they send on once they are durable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from schemas import codec
from schemas.records.decision import Decision, Output
from schemas.records.inputs import Forwarded, Input
from streams.engines.kafka.records import RECORD, OwnForwards
from streams.engines.kafka.sent import Sent
from streams.engines.line.batch import Batch, forwarded_input
from streams.engines.line.chains import Chain
from streams.engines.line.inputs import Waiting
from streams.reference.facts import Reference

NOWHERE_YET: Final = 0
"""A forwarded input has its position from the partition that it is appended to, and is decided from there."""


class KafkaBatch(Batch):
    """A batch over one chain. Nothing of it leaves before its records are acknowledged where they must stand."""

    def __init__(self, reference: Reference, hub: str, blinding_key: bytes, own: OwnForwards) -> None:
        super().__init__(reference, hub, blinding_key, [])
        self.sent: list[Sent] = []
        self._own = own

    def forward(
        self, chain: Chain, target: str, decision: Decision, outputs: Sequence[tuple[int, Output]], at: datetime
    ) -> Waiting:
        """Hold an input of the next hop until the record that it comes from is durable."""
        waiting = forwarded_input(chain, target, NOWHERE_YET, decision, outputs, at)
        going = sent(waiting, chain.digest)
        self.sent.append(going)
        if isinstance(waiting.message, Forwarded):
            self._own.put(going.value, waiting.message)
        return waiting


def sent(waiting: Waiting, record: bytes) -> Sent:
    """A forwarded input as it is appended. `record` is the digest of the decision record that it comes from."""
    return Sent(waiting.source, codec.encode(Input("", waiting.message)), [(RECORD, record)])
