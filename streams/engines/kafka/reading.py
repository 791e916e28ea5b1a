"""Reading a chain back: of the records that stand in its partition, only those that extend its head count."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from schemas import codec
from schemas.records.decision import Beginning, Decision
from streams.chain import extends, record_digest
from streams.heads import Head


class Counted(Struct, frozen=True, gc=False):
    """A record that counts, the digest of its bytes, its bytes."""

    decision: Decision
    digest: bytes
    body: bytes


class Linked(Struct, frozen=True, gc=False):
    """A record that counts, of which no more is known than its place: the chain's head with it, and its bytes."""

    head: Head
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
        if decision is None or not self._is_next(decision, self._head):
            return None
        assert body is not None
        digest = record_digest(body)
        self._head = Head(decision.number, digest, decision.position, decision.reference)
        return Counted(decision, digest, body)

    def take_linked(self, bodies: Sequence[bytes | None]) -> list[Linked | None]:
        """`take` for many at once, where nothing of a record is needed but its place in the chain.

        The last that counts is read whole. Each of the others is named by the digest in the one after it, whose
        writer had read it whole or made it; so their beginnings tell as much (ops/decisions/0116).
        """
        head, found = self._head, list[Linked | None]()
        for body in bodies:
            record = _beginning(body)
            if record is None or body is None or not self._is_next(record, head):
                found.append(None)
                continue
            head = Head(record.number, record_digest(body), record.position, record.reference)
            found.append(Linked(head, body))
        last = next((one for one in reversed(found) if one is not None), None)
        if last is not None and decoded(last.body) is None:
            whole = [(self.take(body), self._head) for body in bodies]
            return [Linked(after, one.body) if one is not None else None for one, after in whole]
        self._head = head
        return found

    def _is_next(self, record: Decision | Beginning, head: Head) -> bool:
        return record.source == self.source and record.hub == self._hub and extends(head, record)


def _beginning(body: bytes | None) -> Beginning | None:
    if not body:
        return None
    try:
        return codec.decode_beginning(body, Decision, Beginning)
    except codec.CodecError:
        return None


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
