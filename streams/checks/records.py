"""Decision records as the checks take them: each with the digest of its bytes and, for a tick, the time it told."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import InputKind
from streams.chain import record_digest


class Recorded(Struct, frozen=True):
    """One decision that counts. `digest` is that of its bytes; `tick` is the time that a tick told, else None."""

    decision: Decision
    digest: bytes
    tick: datetime | None

    @property
    def id(self) -> str:
        """The record's id: source and number."""
        return f"{self.decision.source}-{self.decision.number}"

    def output_id(self, ordinal: int) -> str:
        """The id of the output at a place in this record."""
        return f"{self.decision.source}-{self.decision.number}-{ordinal}"


def recorded(decisions: Iterable[Decision]) -> Iterator[Recorded]:
    """Bare decisions as `Recorded`: bytes by encoding again, a tick's time by its append time, which it tells."""
    for decision in decisions:
        tick = decision.at if decision.kind is InputKind.TICK else None
        yield Recorded(decision, record_digest(codec.encode(decision)), tick)
