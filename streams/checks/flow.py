"""What decisions forward to the next hop, and whether each forward is applied there once and in order.

A forwarded input's digest binds the record it comes from, its number between the two partitions and the outputs it
carries. So the next hop's record names the one forward that it answers, and nothing else needs to be believed.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.answers import ContactAnswered, ContactNamed
from schemas.records.decision import Output, Parked, Unparked
from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import InputKind
from schemas.records.match import AdultConcerned, ChildLeft, ChildMatched, ChildNotOnRoll, MatchReferred
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from streams.chain import forward_digest
from streams.checks.findings import Finding, FindingKind
from streams.checks.records import Recorded
from streams.deciders.places import RESOLVE, person_source

OUTCOMES: Final = (ChildMatched, MatchReferred, ChildNotOnRoll, ChildLeft, AdultConcerned)

_ELSEWHERE: Final = (RestrictionCarried, ContactAnswered, ContactNamed)
"""What an event means for another case."""
_SENT_ON: Final = (*OUTCOMES, EventConflicted, PatternFound, RepeatAssessed, *_ELSEWHERE)


class Forward(Struct, frozen=True):
    """Outputs on their way from one record to one partition of the next hop."""

    source: str
    target: str
    record: str
    number: int
    outputs: tuple[ForwardedOutput, ...]


class Part(Struct, frozen=True):
    """Outputs of a record that answer one input; `first` is the place of the first, `forward` what they answer."""

    forward: Forward | None
    first: int
    outputs: tuple[Output, ...]


class Flow:
    """All forwards under way. Records must come in an order in which none stands before the one it follows from."""

    def __init__(self, person_partitions: int) -> None:
        self._person_partitions = person_partitions
        self._sent: dict[tuple[str, str], int] = {}
        self._applied: dict[tuple[str, str], int] = {}
        self._parked: dict[tuple[str, int], Forward | None] = {}
        self._under_way: dict[tuple[str, bytes], Forward] = {}

    def take(self, record: Recorded) -> tuple[list[Part], list[Finding]]:
        """The parts of a record, each with the forward that it answers, and what is wrong; then what they send on.

        A record has one part, unless it retries parked inputs: then each has its own. A parked input has none yet.
        """
        outputs = record.decision.outputs
        forward, findings = self._answered(record)
        if any(isinstance(output, Parked) for output in outputs):
            self._parked[record.decision.source, record.decision.position] = forward
            return [], findings
        parts = self._retried(record) or [Part(forward, 0, outputs)]
        for part in parts:
            for target, pairs in self._targets(record.decision.source, part):
                self._send(record, target, pairs)
        return parts, findings

    def _retried(self, record: Recorded) -> list[Part]:
        source, outputs = record.decision.source, record.decision.outputs
        starts = [ordinal for ordinal, output in enumerate(outputs) if isinstance(output, Unparked)]
        parts = []
        for start, end in zip(starts, [*starts, len(outputs)][1:], strict=True):
            unparked = outputs[start]
            if isinstance(unparked, Unparked):
                forward = self._parked.pop((source, unparked.position), None)
                parts.append(Part(forward, start + 1, outputs[start + 1 : end]))
        return parts

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

    def _targets(self, source: str, part: Part) -> Iterator[tuple[str, list[tuple[int, ForwardedOutput]]]]:
        """What goes where: by itself, what an event changes in another case."""
        targets: dict[tuple[str, bytes], list[tuple[int, ForwardedOutput]]] = {}
        own = {output.case for output in part.outputs if isinstance(output, (*OUTCOMES, PeopleNoted))}
        for ordinal, output in enumerate(part.outputs, part.first):
            if isinstance(output, EventAccepted) or (isinstance(output, EventConflicted) and source != RESOLVE):
                targets.setdefault((RESOLVE, b""), []).append((ordinal, output))
            elif isinstance(output, _SENT_ON) and (source == RESOLVE or not isinstance(output, RestrictionCarried)):
                target = person_source(output.person, self._person_partitions)
                other = isinstance(output, _ELSEWHERE) and output.case not in own
                targets.setdefault((target, output.case if other else b""), []).append((ordinal, output))
        return ((target, pairs) for (target, _), pairs in targets.items())

    def _send(self, record: Recorded, target: str, pairs: list[tuple[int, ForwardedOutput]]) -> None:
        source = record.decision.source
        number = self._sent[source, target] = self._sent.get((source, target), 0) + 1
        digest = forward_digest(record.digest, number, tuple(ordinal for ordinal, _ in pairs))
        outputs = tuple(output for _, output in pairs)
        self._under_way[target, digest] = Forward(source, target, record.id, number, outputs)


def never_applied(forward: Forward) -> Finding:
    """What is wrong where a hub at rest has not applied a forward."""
    detail = f"forward `{forward.number}` to `{forward.target}` was never applied there"
    return Finding(FindingKind.NEVER_APPLIED, forward.record, detail)
