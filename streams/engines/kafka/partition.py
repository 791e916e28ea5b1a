"""A source partition that this process works on: its chain taken over from the log, and how far it reaches."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from schemas.records.decision import Decision
from schemas.records.inputs import InputKind
from schemas.records.match import MatchReferred
from streams.chain import record_digest
from streams.deciders.places import RESOLVE
from streams.engines.kafka.batch import KafkaBatch
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.fetching import Fetcher
from streams.engines.kafka.reading import ChainReader, Counted, decoded
from streams.engines.kafka.scratch import Beside, Met, Scratch
from streams.engines.kafka.topics import Place
from streams.engines.line.chains import Chain
from streams.engines.line.deciding import is_first_meeting
from streams.engines.line.folding import fold

_LOOK_BACK: Final = 1024
"""Records of other writers, at most, that may stand between the cache's head and where it ends."""


class Partition:
    """Chain, state and place of one source partition. `take_over` first, and again after anything went wrong."""

    chain: Chain

    def __init__(
        self,
        source: str,
        place: Place,
        hub: str,
        person_partitions: int,
        fetcher: Fetcher,
        folder: Path,
        counters: Counters,
    ) -> None:
        self.source = source
        self.place = place
        self.next = 0
        """Offset at which the next decision record must land."""
        self.seen = 0
        """Position up to which inputs were decided, or passed over because they had come again or are gone."""
        self.sent_to = 0
        """Position up to which this process knows that what was forwarded arrived; before it, nobody knows."""
        self.taken = False
        self._hub = hub
        self._person_partitions = person_partitions
        self._fetcher = fetcher
        self._counters = counters
        self._scratch = Scratch(folder, hub, source)
        self._commands: dict[bytes, int] = {}

    async def take_over(self) -> None:
        """Read the chain to its end, from the cache where that stands on the chain. Raises `Expired`, `KafkaError`."""
        self.drop()
        end = await self._fetcher.end(self.place)
        if not await self._cache_stands(end):
            self._scratch.clear()
        self.chain = Chain(self._scratch.cache, self.source)
        reader = ChainReader(self._hub, self.source, self.chain.head())
        async for records in self._fetcher.read(self.place, self._scratch.next, end):
            counted = [(record.offset, self._count(reader.take(record.value))) for record in records]
            self._fold([(at, record) for at, record in counted if record is not None], records[-1].offset + 1)
        self.next = end
        self.seen, self.sent_to = self.chain.position, 0
        self.taken = True

    def drop(self) -> None:
        """What is in memory counts no more."""
        self.taken = False
        self._commands = {}
        self._scratch.rollback()

    def close(self) -> None:
        """Let go of the cache's file."""
        self._scratch.close()

    def had_command(self, digest: bytes) -> bool:
        """Whether a command of these bytes was decided not long ago."""
        return digest in self._commands or self._scratch.had_command(digest)

    def remember_command(self, digest: bytes, number: int) -> None:
        """A command was decided by the record of this number."""
        self._commands[digest] = number

    def met(self) -> list[Met]:
        """Everyone first met in this chain."""
        return self._scratch.met()

    def keep(self, batch: KafkaBatch) -> None:
        """A batch stands where it must: put its state into the cache."""
        records = [(at, decision) for at, (decision, _, _) in enumerate(batch.made, self.next)]
        self.next += batch.decided
        self._keep(self.next, records)

    async def records_since(self, position: int) -> list[Counted]:
        """The records that answer inputs from a position on, in order, read back from the partition's end."""
        found: list[Counted] = []
        wanted, end, span = self.chain.digest, self.next, 256
        while end > 0 and self.chain.number > 0:
            start = max(0, end - span)
            for record in reversed(await self._fetcher.all(self.place, start, end)):
                counted = _counted(record.value, wanted)
                if counted is None:
                    continue
                if counted.decision.position < position:
                    return found[::-1]
                found.append(counted)
                wanted = counted.decision.previous
            end, span = start, span * 2
        return found[::-1]

    async def referral(self, number: int) -> Counted | None:
        """The record of this number, where it refers doubtful matches to a desk; None where there is none such."""
        offset = self._scratch.referral(number)
        if offset is None:
            return None
        (record,) = await self._fetcher.all(self.place, offset, offset + 1)
        decision = decoded(record.value)
        return Counted(decision, record_digest(record.value), record.value) if decision and record.value else None

    async def _cache_stands(self, end: int) -> bool:
        """Whether the record that the cache is named by stands where the cache ends, or shortly before."""
        head, reach = self._scratch.head(), self._scratch.next
        if reach > end:
            return False
        if head.number == 0:
            return True
        latest = await self._fetcher.all(self.place, max(0, reach - _LOOK_BACK), reach)
        return any(record.value and record_digest(record.value) == head.digest for record in reversed(latest))

    def _count(self, counted: Counted | None) -> Counted | None:
        if counted is None:
            self._counters.not_counted[self.source] += 1
        return counted

    def _fold(self, records: Sequence[tuple[int, Counted]], reach: int) -> None:
        for _, counted in records:
            decision = counted.decision
            fold(self.chain, decision, counted.digest, self._person_partitions)
            if decision.kind is InputKind.COMMAND:
                self._commands[decision.input] = decision.number
        self._counters.folded[self.source] += len(records)
        self._keep(reach, [(at, counted.decision) for at, counted in records])

    def _keep(self, reach: int, records: Sequence[tuple[int, Decision]]) -> None:
        beside = Beside(reach, list(self._commands.items()))
        if self.source == RESOLVE:
            beside.met = [met for _, decision in records for met in first_meetings(decision)]
            beside.referrals = [(decision.number, at) for at, decision in records if _refers(decision)]
        self._scratch.begin()
        self.chain.keep()
        self._scratch.keep(beside)
        self._scratch.commit()
        self._commands = {}


def first_meetings(decision: Decision) -> Iterator[Met]:
    """Whoever a record of hop 2 first met, and where they are described."""
    for ordinal, output in enumerate(decision.outputs):
        if is_first_meeting(output, f"{RESOLVE}-{decision.number}-{ordinal}"):
            yield output.person, output.event, output.section


def _refers(decision: Decision) -> bool:
    return any(type(output) is MatchReferred for output in decision.outputs)


def _counted(body: bytes | None, digest: bytes) -> Counted | None:
    """The record of these bytes, if it is the one of this digest."""
    if not body or record_digest(body) != digest:
        return None
    decision = decoded(body)
    return Counted(decision, digest, body) if decision is not None else None
