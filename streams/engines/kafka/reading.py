"""Reading a chain back: of the records that stand in its partition, only those that extend its head count."""

from typing import Final

from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from streams.chain import Head, extends, record_digest


class Counted(Struct, frozen=True):
    """A record that counts, the digest of its bytes, its bytes."""

    decision: Decision
    digest: bytes
    body: bytes


class ChainReader:
    """Tells the records of one chain that count, in the order in which they stand in its partition.

    `head` is that of the last record which counted before, for a reader that goes on.
    """

    def __init__(self, hub: str, source: str, head: Head | None = None) -> None:
        self.source = source
        self._hub = hub
        self._head = head or Head()

    @property
    def head(self) -> Head:
        """The last record that counted."""
        return self._head

    def take(self, body: bytes | None) -> Counted | None:
        """The next record of the partition; None where it does not count, be it foreign, empty or another writer's."""
        decision = decoded(body)
        if decision is None or decision.source != self.source or decision.hub != self._hub:
            return None
        if not extends(self._head, decision):
            return None
        assert body is not None
        digest = record_digest(body)
        self._head = Head(decision.number, digest, decision.position, decision.reference)
        return Counted(decision, digest, body)


def decoded(body: bytes | None) -> Decision | None:
    """The decision that bytes of a decisions topic are; None where they are none."""
    if not body:
        return None
    try:
        return codec.decode(body, Decision)
    except codec.CodecError:
        return None


MAX_RECORD: Final = 8 * 1024 * 1024
"""Bytes of the largest decision record: `max.message.bytes` of `decisions.*` must allow it."""
