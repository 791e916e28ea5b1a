"""Following the reference topic: before each batch to its very end, so that nothing is decided under what has ended."""

import asyncio
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import codec
from schemas.records.reference import ReferenceRecord
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.fetching import Fetcher, Shrunk
from streams.engines.kafka.topics import Place
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed


class Follower:
    """The reference as far as it was read. `applied` is told every record that counts, in order."""

    def __init__(
        self,
        fetcher: Fetcher,
        place: Place,
        operator: Ed25519PublicKey,
        counters: Counters,
        applied: Callable[[ReferenceRecord], None] = lambda record: None,
    ) -> None:
        self.reference = Reference()
        self._fetcher = fetcher
        self._place = place
        self._operator = operator
        self._counters = counters
        self._applied = applied
        self._next = 0
        self._lock = asyncio.Lock()

    async def follow(self) -> None:
        """Read to the end as it is now. Foreign records, and those that do not extend the log, are passed over.

        Raises `Shrunk` where less stands there than was read: nothing that came since could be known.
        """
        async with self._lock:
            end = await self._fetcher.end(self._place)
            if end < self._next:
                raise Shrunk(self._place, end, self._next)
            async for records in self._fetcher.read(self._place, self._next, end):
                for record in records:
                    self._take(record.value)
                    self._next = record.offset + 1

    def _take(self, value: bytes | None) -> None:
        try:
            record = apply_signed(self.reference, value or b"", self._operator)
        except (ReferenceForged, codec.CodecError):
            self._counters.reference_not_counted += 1
            return
        self._applied(record)
