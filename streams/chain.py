"""The chain of decision records of one source partition: numbers, digests, blinds.

A record counts only if it extends the chain's head; every reader applies this rule (design: one chain a partition).
"""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final, Protocol

from schemas import codec
from schemas.contexts import framed
from schemas.records.decision import Decision, Output
from schemas.records.inputs import InputKind, Origin
from streams.heads import Basis, Head

_RECORD: Final = b"firstbell/v1/record-digest"
_BLIND: Final = b"firstbell/v1/blind"
_BLOCK: Final = 64
_RECORD_BEGUN: Final = sha256(framed(_RECORD))
_BLIND_PREFIX: Final = framed(_BLIND)


def record_digest(record: bytes) -> bytes:
    """The digest by which the next record, and the ledger's readers, name a record."""
    taken = _RECORD_BEGUN.copy()
    taken.update(len(record).to_bytes(4, "big") + record)
    return taken.digest()


def forward_digest(record: bytes, number: int, ordinals: tuple[int, ...]) -> bytes:
    """The digest of a forwarded input: of the record it comes from, its number and the outputs it carries."""
    return record_digest(record + number.to_bytes(8, "big") + bytes(ordinals))


class Blinder:
    """HMAC-SHA-256 (RFC 2104) under one key, with both padded key blocks hashed once: the hub blinds every record."""

    def __init__(self, key: bytes) -> None:
        block = key if len(key) <= _BLOCK else sha256(key).digest()
        block = block.ljust(_BLOCK, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block) + _BLIND_PREFIX)
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def blind(self, record_id: str) -> bytes:
        """The blind of a record: without the key nobody can guess a record from its ledger entry."""
        name = record_id.encode()
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(len(name).to_bytes(4, "big") + name)
        outer.update(inner.digest())
        return outer.digest()


@lru_cache(maxsize=4)
def _blinder(key: bytes) -> Blinder:
    return Blinder(key)


def blind_of(key: bytes, record_id: str) -> bytes:
    """The blind of a record under the hub's blinding key."""
    return _blinder(key).blind(record_id)


class Extended(Protocol):
    """A chain as far as its next record rests on it."""

    @property
    def number(self) -> int:
        """The number of its last record."""

    @property
    def digest(self) -> bytes:
        """The digest of its last record."""


def next_record(
    head: Extended,
    basis: Basis,
    source: str,
    position: int,
    input_digest: bytes,
    kind: InputKind,
    at: datetime,
    outputs: tuple[Output, ...],
    blinding_key: bytes,
    origin: Origin | None = None,
) -> tuple[Decision, bytes]:
    """The record that extends a chain's head with one input's outputs, and its bytes."""
    number = head.number + 1
    decision = Decision(
        basis.hub,
        source,
        number,
        head.digest,
        position,
        input_digest,
        kind,
        at,
        basis.reference,
        basis.reference_digest,
        basis.decider,
        outputs,
        origin,
        blind_of(blinding_key, f"{source}-{number}"),
    )
    return decision, codec.encode(decision)


class Extending(Protocol):
    """What of a record says whether it extends a chain."""

    @property
    def number(self) -> int:
        """Its place in the chain."""

    @property
    def previous(self) -> bytes:
        """The digest of the record before."""

    @property
    def position(self) -> int:
        """The position of its input."""

    @property
    def reference(self) -> int:
        """The reference that it was decided under."""


def extends(head: Head, decision: Extending) -> bool:
    """Whether a record counts: it is the next number, names the head, goes forward in its input and reference."""
    return (
        decision.number == head.number + 1
        and decision.previous == head.digest
        and decision.position > head.position
        and decision.reference >= head.reference
    )
