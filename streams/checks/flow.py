"""What decisions forward to the next hop, and whether each forward is applied there once and in order.

A forwarded input's digest binds the record it comes from, its number between the two partitions and the outputs it
carries. So the next hop's record names the one forward that it answers, and nothing else needs to be believed.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from schemas.records.accept import EventAccepted
from schemas.records.inputs import InputKind
from schemas.records.match import ChildLeft, ChildMatched, ChildNotOnRoll, ChildOutcome, MatchReferred
from streams.chain import forward_digest
from streams.checks.findings import Finding, FindingKind
from streams.checks.records import Recorded
from streams.deciders.places import RESOLVE, person_source

OUTCOMES: Final = (ChildMatched, MatchReferred, ChildNotOnRoll, ChildLeft)


class Forward(Struct, frozen=True):
    """Outputs on their way from one record to one partition of the next hop."""

    source: str
    target: str
    record: str
    number: int
    outputs: tuple[EventAccepted | ChildOutcome, ...]


class Flow:
    """All forwards under way. Records must come in an order in which none stands before the one it follows from."""

    def __init__(self, person_partitions: int) -> None:
        self._person_partitions = person_partitions
        self._sent: dict[tuple[str, str], int] = {}
        self._applied: dict[tuple[str, str], int] = {}
        self._under_way: dict[tuple[str, bytes], Forward] = {}

    def take(self, record: Recorded) -> tuple[Forward | None, list[Finding]]:
        """The forward that a record answers, if it answers one, and what is wrong with that; then what it sends on."""
        answered, findings = self._answered(record)
        for target, pairs in self._targets(record).items():
            self._send(record, target, pairs)
        return answered, findings

    def under_way(self) -> Iterator[Forward]:
        """What was sent and never applied."""
        return iter(self._under_way.values())

    def _answered(self, record: Recorded) -> tuple[Forward | None, list[Finding]]:
        decision = record.decision
        if decision.kind is not InputKind.FORWARDED:
            return None, []
        forward = self._under_way.pop((decision.source, decision.input), None)
        if forward is None:
            detail = "the record answers a forward that nobody sent, or that was applied before"
            return None, [Finding(FindingKind.APPLIED_TWICE, record.id, detail)]
        way = (forward.source, forward.target)
        last = self._applied.get(way, 0)
        self._applied[way] = forward.number
        if forward.number != last + 1:
            detail = f"forward `{forward.number}` of `{forward.source}` was applied after forward `{last}`"
            return forward, [Finding(FindingKind.OUT_OF_ORDER, record.id, detail)]
        return forward, []

    def _targets(self, record: Recorded) -> dict[str, list[tuple[int, EventAccepted | ChildOutcome]]]:
        targets: dict[str, list[tuple[int, EventAccepted | ChildOutcome]]] = {}
        for ordinal, output in enumerate(record.decision.outputs):
            if isinstance(output, EventAccepted):
                targets.setdefault(RESOLVE, []).append((ordinal, output))
            elif isinstance(output, OUTCOMES):
                target = person_source(output.person, self._person_partitions)
                targets.setdefault(target, []).append((ordinal, output))
        return targets

    def _send(self, record: Recorded, target: str, pairs: list[tuple[int, EventAccepted | ChildOutcome]]) -> None:
        source = record.decision.source
        number = self._sent[source, target] = self._sent.get((source, target), 0) + 1
        digest = forward_digest(record.digest, number, tuple(ordinal for ordinal, _ in pairs))
        outputs = tuple(output for _, output in pairs)
        self._under_way[target, digest] = Forward(source, target, record.id, number, outputs)
