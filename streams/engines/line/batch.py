"""What one batch adds: records that extend their chains, and what they send on. Engines write it, or none of it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from schemas.records.decision import Decision, Output
from schemas.records.evidence import Evidence
from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import Forwarded, InputKind, Message, Origin
from streams.chain import forward_digest, next_record, record_digest
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.match.compare import Folded
from streams.engines.line.chains import Chain
from streams.engines.line.inputs import Waiting
from streams.heads import Basis
from streams.reference.facts import Reference

Made = tuple[Decision, bytes, bytes]
"""A record, the digest of its bytes, and its bytes."""


class Gathered:
    """What deciding a batch worked out and may need again within it. `met` names the people first met in it, `likely`
    those of before whom its events may be about, as far as could be told ahead.
    """

    def __init__(self, reference: Reference, met: list[str]) -> None:
        self.reference = reference
        self.met = met
        self.likely: set[str] = set()
        self.folded: dict[bytes, Folded] = {}
        self.evidence: dict[bytes, dict[int, Evidence]] = {}
        self.examined: dict[int, Examined | Refused] = {}  # by position, of the partition that is being decided


class Batch(Gathered, ABC):
    """Collects what is to be written together. Each engine says how: see its own `batch` module."""

    def __init__(self, reference: Reference, hub: str, blinding_key: bytes, met: list[str]) -> None:
        super().__init__(reference, met)
        self.keys: list[tuple[bytes, Sequence[bytes]]] = []
        self.made: list[Made] = []
        self._hub = hub
        self._basis: dict[str, Basis] = {}
        self._blinding_key = blinding_key

    @property
    def decided(self) -> int:
        """How many records the batch holds."""
        return len(self.made)

    def record(
        self,
        chain: Chain,
        decider: str,
        position: int,
        input_digest: bytes,
        kind: InputKind,
        at: datetime,
        outputs: tuple[Output, ...],
        origin: Origin | None = None,
    ) -> Decision:
        """Extend a chain with the record of one input. `origin` says what a forwarded input came from."""
        if self.reference.number < chain.reference:
            raise RuntimeError(f"the reference is behind what `{chain.source}` was decided under: read it again")
        basis = self._basis.get(decider)
        if basis is None:
            basis = Basis(self._hub, self.reference.number, self.reference.digest, decider)
            self._basis[decider] = basis
        decision, body = next_record(
            chain, basis, chain.source, position, input_digest, kind, at, outputs, self._blinding_key, origin
        )
        chain.number, chain.digest, chain.position = decision.number, record_digest(body), position
        chain.reference = self.reference.number
        self.made.append((decision, chain.digest, body))
        return decision

    @abstractmethod
    def forward(
        self, chain: Chain, target: str, decision: Decision, outputs: Sequence[tuple[int, Output]], at: datetime
    ) -> Waiting:
        """Send outputs of a decision on to a partition of the next hop, under the next number between the two.

        `at` is when the input that they follow from was accepted: the record's own time, or that of a parked input.
        """

    def seal(self, owner: bytes, keys: Sequence[bytes]) -> None:
        """Section keys of an accepted event, for the vault before anything of this batch is durable."""
        self.keys.append((owner, keys))


def forwarded_input(
    chain: Chain, target: str, position: int, decision: Decision, outputs: Sequence[tuple[int, Output]], at: datetime
) -> Waiting:
    """Outputs of the decision at a chain's head as an input of the next hop, under the next number between the two."""
    number = chain.forwarded[target] = chain.forwarded.get(target, 0) + 1
    ordinals = tuple([ordinal for ordinal, _ in outputs])
    sent = cast(tuple[ForwardedOutput, ...], tuple([output for _, output in outputs]))
    message = Forwarded(chain.source, decision.number, number, at, ordinals, sent)
    return Waiting(target, position, at, forward_digest(chain.digest, number, ordinals), message, "")


def origin_of(message: Message) -> Origin | None:
    """What a forwarded input came from; None for any other input."""
    if isinstance(message, Forwarded):
        return Origin(message.source, message.decision, message.number, message.ordinals)
    return None
