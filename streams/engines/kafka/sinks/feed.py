"""What every sink reads: the reference log, and each chain of decisions that the reference says there is."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.ledgered import REFERENCE_SOURCE
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reading import ChainReader
from streams.engines.kafka.sinks.clients import Read, Reader
from streams.engines.kafka.topics import Place, Topics, publishers, sources
from streams.engines.observing import Observer
from streams.engines.postgres.log_copies import SinkHead
from streams.heads import Head
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed

_LOOK_EVERY: Final = 5.0
"""Seconds between looks for the topics of agencies that were registered since."""

_TELL_EVERY: Final = 0.5
_MANY: Final = 64
_MORE_SECONDS: Final = 0.25
"""What the effect of a record waits longer where many come: under load alone, never where one person waits."""

_logger = logging.getLogger(__name__)


class Taken(Struct, frozen=True, gc=False):
    """A record that counts. `at` says where its chain goes on.

    `decision` is None of a reference record, and of every record where the feed does not read them whole.
    """

    body: bytes
    decision: Decision | None
    at: SinkHead


class Feed:
    """Reads on from the heads that a sink has kept. Poll it or close it. Raises what `Reader.poll` raises."""

    def __init__(
        self,
        connection: KafkaConnection,
        topics: Topics,
        operator: Ed25519PublicKey,
        heads: Mapping[str, SinkHead],
        observer: Observer,
        clock: Callable[[], float] = time.monotonic,
        *,
        whole: bool = True,
    ) -> None:
        self.reference = Reference()
        self._whole = whole
        self._topics = topics
        self._operator = operator
        self._heads = dict(heads)
        self._observer = observer
        self._clock = clock
        self._chains: dict[Place, ChainReader] = {}
        self._looked = self._told = float("-inf")
        self._reader = Reader(
            connection,
            brokers=lambda answer: observer.stands("brokers", answer),
            served=lambda answer: observer.stands("served", answer),
        )
        self._reader.add([(topics.reference, 0)])

    def poll(self, limit: int, seconds: float) -> list[Taken]:
        """The records that came within so many seconds and count, those of each chain in their order.

        Where many come, more are waited for: what is written at once costs a good part less.
        """
        self._look_for_chains()
        came = self._reader.poll(limit, seconds)
        if _MANY <= len(came) < limit:
            came += self._reader.poll(limit - len(came), _MORE_SECONDS)
        by_chain: dict[Place, list[Read]] = {}
        for read in came:
            by_chain.setdefault(read.place, []).append(read)
        taken: list[Taken] = []
        for place, reads in by_chain.items():
            if place == self._topics.reference:
                taken += [found for read in reads if (found := self._take_reference(read)) is not None]
            else:
                taken += self._take(self._chains[place], reads)
        return taken

    def chains(self) -> list[str]:
        """The sources that are being read."""
        return [chain.source for chain in self._chains.values()]

    def tell_lag(self) -> None:
        """Tell the observer how many records of each source are not read yet; twice a second at most."""
        now = self._clock()
        if now - self._told < _TELL_EVERY:
            return
        self._told = now
        behind = self._reader.behind()
        for place, chain in self._chains.items():
            if place in behind:
                self._observer.waits(chain.source, behind[place])

    def close(self) -> None:
        """Disconnect."""
        self._reader.close()

    def _take_reference(self, read: Read) -> Taken | None:
        try:
            record = apply_signed(self.reference, read.value or b"", self._operator)
        except (ReferenceForged, codec.CodecError):
            self._observer.not_counted(REFERENCE_SOURCE)
            return None
        kept = self._heads.get(REFERENCE_SOURCE)
        self._looked = float("-inf")
        if kept is not None and record.number <= kept.head.number:
            return None
        assert read.value is not None
        head = Head(record.number, self.reference.digest)
        return Taken(read.value, None, SinkHead(REFERENCE_SOURCE, read.place.topic, 0, read.offset + 1, head))

    def _take(self, chain: ChainReader, reads: Sequence[Read]) -> Iterator[Taken]:
        """The records of one chain that count, in order; the others are told of."""
        if not self._whole:
            for read, linked in zip(reads, chain.take_linked([read.value for read in reads]), strict=True):
                if linked is None:
                    self._passed_over(chain, read)
                else:
                    yield Taken(linked.body, None, _at(chain, read, linked.head))
            return
        for read in reads:
            counted = chain.take(read.value)
            if counted is None:
                self._passed_over(chain, read)
            else:
                yield Taken(counted.body, counted.decision, _at(chain, read, chain.head))

    def _passed_over(self, chain: ChainReader, read: Read) -> None:
        self._observer.not_counted(chain.source)
        _logger.warning("a record of `%s` at offset %d does not extend its chain", chain.source, read.offset)

    def _look_for_chains(self) -> None:
        """Read the chains that the reference names and whose topics exist; look again for those that are missing."""
        hub, now = self.reference.hub, self._clock()
        if hub is None or now - self._looked < _LOOK_EVERY:
            return
        self._looked = now
        wanted = sources(publishers(self.reference), hub.intake_partitions, hub.person_partitions)
        lacking = [source for source in wanted if self._topics.decisions_of(source) not in self._chains]
        if not lacking:
            return
        there = self._reader.topics()
        self._reader.add(list(self._begin(hub.hub, lacking, there)))

    def _begin(self, hub: str, lacking: list[str], there: Mapping[str, int]) -> Iterator[tuple[Place, int]]:
        for source in lacking:
            place = self._topics.decisions_of(source)
            if place.partition >= there.get(place.topic, 0):
                _logger.warning(
                    "`%s` is missing: apply the topics that are declared (firstbell kafka apply)", place.topic
                )
                continue
            kept = self._heads.get(source)
            self._chains[place] = ChainReader(hub, source, kept.head if kept is not None else None)
            yield place, kept.next_offset if kept is not None else 0


def _at(chain: ChainReader, read: Read, head: Head) -> SinkHead:
    return SinkHead(chain.source, read.place.topic, read.place.partition, read.offset + 1, head)
