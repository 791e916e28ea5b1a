"""In what the decisions of two engines differ, event by event, whatever the order in which each took its cases.

Both must have been given the same inputs at the same times. Positions, record numbers and the ids made of them follow
the order between cases and are compared by what stands there; the order itself is compared apart, and reported.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from msgspec import Struct

from schemas import codec
from schemas.records.accept import EventRejected, EventRepeated
from schemas.records.decision import Decision
from schemas.records.inputs import InputKind
from streams.chain import record_digest
from streams.checks.compare_facts import ACCEPT, PERSON, RESOLVE, Fact, facts_of, hop_of, met_in
from streams.checks.compare_scratch import Scratch, said_by
from streams.checks.compare_stories import Difference, Kind, differences
from streams.heads import NO_RECORD

MOST: Final = 1000
"""Subjects (a submission, a case in hop 2, a child in hop 3) whose differences are told one by one."""

_PROGRESS_EVERY: Final = 1000


class Log(Protocol):
    """What one engine decided, wherever it is kept."""

    def sources(self) -> Sequence[str]:
        """The source partitions that have inputs or records."""

    def records(self, source: str) -> Iterator[bytes]:
        """The records of a source partition that count, in their order. May be asked for again."""

    def inputs(self, source: str) -> int:
        """How many inputs stand in a source partition now, decided or not."""


class Order(StrEnum):
    """How the two chains of a source partition stand to each other."""

    IDENTICAL = "identical"
    """The same records, byte for byte."""
    SAME = "same order"
    OTHER = "other order"
    ONE_SIDE = "in one alone"


class ChainPair(Struct, frozen=True):
    """One source partition in both logs: how many records each has of it, and how their orders compare."""

    source: str
    left: int
    right: int
    order: Order


class Counts(Struct):
    """What one log holds: records that count, subjects, and inputs that were sent again and changed nothing."""

    records: int = 0
    subjects: int = 0
    repeats: int = 0


class Compared(Struct, frozen=True):
    """The result. `more` subjects differ beyond those whose differences are listed.

    `of_order`: subjects in which only that differs which follows from the order between cases (who of two cases was
    known from the other; a gap in an instance's sequence). They are no differences.
    """

    differences: tuple[Difference, ...]
    more: int
    of_order: int
    chains: tuple[ChainPair, ...]
    left: Counts
    right: Counts

    @property
    def same(self) -> bool:
        """Whether both engines came to the same."""
        return not self.differences and not self.more

    @property
    def kinds(self) -> dict[str, int]:
        """How many differences of each kind are listed."""
        return dict(Counter(one.kind.value for one in self.differences))


def compare(left: Log, right: Log, *, most: int = MOST, progress: Callable[[int], None] | None = None) -> Compared:
    """Compare two logs. Memory stays flat: what must be remembered goes into scratch files that are removed.

    `progress` is told the number of records read of both, now and then. Raises `codec.CodecError` for bytes that are
    no record: the logs are verified by other checks.
    """
    told = _Told(progress)
    with TemporaryDirectory(prefix="firstbell-compare-") as folder:
        sides = _Side(left, Path(folder) / "left.db", told), _Side(right, Path(folder) / "right.db", told)
        try:
            for side in sides:
                side.read()
            return _result(*sides, most)
        finally:
            for side in sides:
                side.scratch.close()


def _result(left: "_Side", right: "_Side", most: int) -> Compared:
    chains = _chains(left, right)
    strict = {hop: _in_order(chains, hop) for hop in (ACCEPT, RESOLVE, PERSON)}
    left.scratch.join(right.scratch)
    subjects = left.scratch.differing(strict=strict)
    wanted = list(islice(subjects, most))
    more = sum(1 for _ in subjects)
    found = [*_undecided(left, right), *_told_apart(left, right, wanted, strict)]
    of_order = 0
    if not all(strict.values()):
        strictly = sum(1 for _ in left.scratch.differing(strict=dict.fromkeys(strict, True)))
        of_order = strictly - len(wanted) - more
    return Compared(tuple(found), more, of_order, chains, left.counts, right.counts)


class _Told:
    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self._progress = progress
        self._done = 0

    def one(self) -> None:
        self._done += 1
        if self._progress is not None and self._done % _PROGRESS_EVERY == 0:
            self._progress(self._done)


class _Chain:
    """What is kept of one chain: its length, a digest of all its bytes, a digest of the order of its subjects."""

    __slots__ = ("_last", "bytes", "order", "position", "records")

    def __init__(self) -> None:
        self.records = 0
        self.bytes = NO_RECORD
        self.order = NO_RECORD
        self.position = 0
        self._last = b""

    def went_on(self, subject: bytes) -> None:
        if subject != self._last:
            self.order = sha256(self.order + subject).digest()
            self._last = subject


class _Side:
    """One log as it is read."""

    def __init__(self, log: Log, scratch: Path, told: _Told) -> None:
        self._log = log
        self._told = told
        self.scratch = Scratch(scratch)
        self.chains: dict[str, _Chain] = {}
        self.counts = Counts()
        self.waiting: dict[str, int] = {}

    def read(self) -> None:
        """Name people, then take every record in the order of the hops: what is referred to comes first."""
        sources = sorted(self._log.sources(), key=lambda source: (hop_of(source), source))
        inputs = {source: self._log.inputs(source) for source in sources}  # what comes while records are read can wait
        for source in sources:
            if hop_of(source) == RESOLVE:
                for body in self._log.records(source):
                    for person, where in met_in(codec.decode(body, Decision)):
                        self.scratch.met(person, where)
        for source in sources:
            self._read_chain(source, inputs[source])
        self.scratch.settle()
        self.counts.subjects = self.scratch.counted()

    def _read_chain(self, source: str, inputs: int) -> None:
        chain = self.chains[source] = _Chain()
        for body in self._log.records(source):
            decision = codec.decode(body, Decision)
            chain.records += 1
            chain.bytes = sha256(chain.bytes + record_digest(body)).digest()
            chain.position = decision.position
            self._take(decision, chain)
            self._told.one()
        self.counts.records += chain.records
        self.waiting[source] = max(0, inputs - chain.position)

    def _take(self, decision: Decision, chain: _Chain) -> None:
        self.counts.repeats += sum(isinstance(output, EventRepeated) for output in decision.outputs)
        for fact in facts_of(decision, self.scratch):
            if not self.scratch.add(fact):
                self.counts.repeats += 1
            elif decision.kind is not InputKind.TICK and not fact.follows_order:
                chain.went_on(fact.subject)

    def facts(self, wanted: frozenset[bytes]) -> dict[bytes, list[Fact]]:
        """The stories of some subjects, read again: the names that were given the first time stand."""
        stories: dict[bytes, list[Fact]] = {subject: [] for subject in wanted}
        for source in sorted(self.chains, key=lambda source: (hop_of(source), source)):
            hop = hop_of(source)
            if not any(subject.startswith(hop) for subject in wanted):
                continue
            for body in self._log.records(source):
                for fact in facts_of(codec.decode(body, Decision), self.scratch):
                    story = stories.get(fact.subject)
                    if story is not None and not _had(story, fact):
                        story.append(fact)
                self._told.one()
        return stories


def _had(story: list[Fact], fact: Fact) -> bool:
    """Whether a rejection says again what the last one said."""
    return isinstance(fact.output, EventRejected) and bool(story) and said_by(story[-1]) == said_by(fact)


def _chains(left: _Side, right: _Side) -> tuple[ChainPair, ...]:
    return tuple(
        ChainPair(source, one.records, other.records, _order(one, other))
        for source in sorted({*left.chains, *right.chains}, key=lambda source: (hop_of(source), source))
        for one, other in ((left.chains.get(source, _Chain()), right.chains.get(source, _Chain())),)
    )


def _order(one: _Chain, other: _Chain) -> Order:
    if one.bytes == other.bytes:
        return Order.IDENTICAL
    if not one.records or not other.records:
        return Order.ONE_SIDE
    return Order.SAME if one.order == other.order else Order.OTHER


def _in_order(chains: Sequence[ChainPair], hop: bytes) -> bool:
    """Whether all chains of a hop have the same order in both logs."""
    return all(chain.order in (Order.IDENTICAL, Order.SAME) for chain in chains if hop_of(chain.source) == hop)


def _undecided(left: _Side, right: _Side) -> Iterator[Difference]:
    """Inputs that one log has not decided: until it has, nobody can say what it comes to."""
    for source in sorted({*left.waiting, *right.waiting}):
        one, other = left.waiting.get(source, 0), right.waiting.get(source, 0)
        if one or other:
            yield Difference(Kind.UNDECIDED, "", "", f"inputs of {source} that wait", str(one), str(other))


def _told_apart(left: _Side, right: _Side, wanted: Sequence[bytes], strict: dict[bytes, bool]) -> Iterator[Difference]:
    ours, theirs = left.facts(frozenset(wanted)), right.facts(frozenset(wanted))
    for subject in wanted:
        stories = [_comparable(story, strict[subject[:1]]) for story in (ours[subject], theirs[subject])]
        for event, kind, where, one, other in differences(*stories):
            reference = left.scratch.reference(event) or right.scratch.reference(event) or ""
            yield Difference(kind, event.hex() or subject[1:33].hex(), reference, where, one, other)


def _comparable(story: Sequence[Fact], strict: bool) -> list[Fact]:
    """A story without what follows the order between cases, where that order differs."""
    if strict:
        return list(story)
    return [
        Fact(fact.subject, fact.event, fact.at, fact.loosely, fact.loosely, fact.follows_order)
        for fact in story
        if fact.loosely is not None
    ]
