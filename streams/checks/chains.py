"""Walk the chains of decision records: numbers, links, places, reference and time only go forward."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import InputKind
from streams.chain import record_digest
from streams.checks.findings import Finding, FindingKind
from streams.heads import NO_RECORD


class ChainRecord(Struct, frozen=True):
    """A decision record as it was found: where it claims to stand, its bytes, its place in the ledger."""

    source: str
    number: int
    body: bytes
    ledger_index: int

    @property
    def id(self) -> str:
        """The record's id."""
        return f"{self.source}-{self.number}"


class _Head:
    __slots__ = ("at", "digest", "number", "position", "reference")

    def __init__(self) -> None:
        self.number = 0
        self.digest = NO_RECORD
        self.position = 0
        self.reference = 0
        self.at: datetime | None = None


class ChainWalk:
    """Takes the records of all chains, each chain's in order. After a fault it goes on from the record at hand."""

    def __init__(
        self,
        reference: Mapping[int, bytes],
        *,
        remember: bool = True,
        named: Callable[[int], None] | None = None,
    ) -> None:
        """`reference`: digests by number. `remember` what was taken, to tell a repeated record from another one.

        `named` is told each reference number before it is looked up.
        """
        self._reference = reference
        self._remember = remember
        self._named = named
        self._heads: dict[str, _Head] = {}
        self._digests: dict[tuple[str, int], bytes] = {}

    def position(self, source: str) -> int:
        """The last input position that a chain has applied; 0 where there is no chain."""
        head = self._heads.get(source)
        return head.position if head is not None else 0

    def digest(self, source: str) -> bytes:
        """The digest of the last record taken of a chain."""
        return self._heads[source].digest

    def take(self, record: ChainRecord) -> tuple[Decision | None, list[Finding]]:
        """The decision, if it counts, and what is wrong with it or its place."""
        digest = record_digest(record.body)
        had = self._digests.get((record.source, record.number))
        if had is not None:
            return None, [_again(record, had == digest)]
        if self._remember:
            self._digests[record.source, record.number] = digest
        head = self._heads.setdefault(record.source, _Head())
        try:
            decision = codec.decode(record.body, Decision)
        except codec.CodecError as error:
            head.number, head.digest = record.number, digest
            return None, [
                Finding(FindingKind.RECORD_UNREADABLE, record.id, f"its bytes are no decision record: {error}")
            ]
        if record.number < head.number:
            detail = f"it stands after record `{head.number}` of its chain"
            return decision, [Finding(FindingKind.OUT_OF_ORDER, record.id, detail)]
        findings = [*_place(record, decision), *_link(record, decision, head), *self._time(record, decision, head)]
        head.number, head.digest, head.position = record.number, digest, decision.position
        head.reference = max(head.reference, decision.reference)
        if decision.kind is not InputKind.FORWARDED:
            head.at = decision.at
        return decision, findings

    def _time(self, record: ChainRecord, decision: Decision, head: _Head) -> Iterator[Finding]:
        if decision.reference < head.reference:
            detail = f"it was decided under reference `{decision.reference}`, after `{head.reference}` had been applied"
            yield Finding(FindingKind.REFERENCE_WENT_BACK, record.id, detail)
        if self._named is not None:
            self._named(decision.reference)
        if self._reference.get(decision.reference) != decision.reference_digest:
            detail = f"the reference log has no record `{decision.reference}` of that digest"
            yield Finding(FindingKind.REFERENCE_UNKNOWN, record.id, detail)
        # A forward keeps the time at which its first cause was accepted; what comes from outside keeps its own order.
        if decision.kind is not InputKind.FORWARDED and head.at is not None and decision.at < head.at:
            yield Finding(FindingKind.TIME_WENT_BACK, record.id, "its input was appended before the one it follows")


def _again(record: ChainRecord, same: bool) -> Finding:
    if same:
        return Finding(FindingKind.APPLIED_TWICE, record.id, "the same record stands in its chain twice")
    return Finding(FindingKind.CHAIN_FORK, record.id, "another record of this number stands in the chain")


def _place(record: ChainRecord, decision: Decision) -> Iterator[Finding]:
    if (decision.source, decision.number) != (record.source, record.number):
        detail = f"it says of itself that it is record `{decision.number}` of `{decision.source}`"
        yield Finding(FindingKind.RECORD_MISPLACED, record.id, detail)


def _link(record: ChainRecord, decision: Decision, head: _Head) -> Iterator[Finding]:
    if record.number != head.number + 1:
        yield Finding(FindingKind.CHAIN_GAP, record.id, f"it follows record `{head.number}`")
    elif decision.previous != head.digest:
        yield Finding(FindingKind.CHAIN_BROKEN, record.id, "it names another record than the one before it")
    if decision.position == head.position:
        yield Finding(
            FindingKind.APPLIED_TWICE, record.id, f"the input at position `{decision.position}` was decided before"
        )
    elif decision.position < head.position:
        detail = f"the input at position `{decision.position}` was decided after `{head.position}`"
        yield Finding(FindingKind.OUT_OF_ORDER, record.id, detail)
