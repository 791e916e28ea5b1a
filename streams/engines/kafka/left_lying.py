"""Inputs that the consumer group passed by, or does not bring: read from their partition."""

import logging

from streams.engines.kafka.counters import Counters
from streams.engines.kafka.fetching import Expired, Fetched, Fetcher
from streams.engines.kafka.partition import Partition
from streams.engines.kafka.ports import LostInputs, LostRows
from streams.engines.kafka.producing import Landed
from streams.engines.kafka.records import Raw, raw
from streams.engines.kafka.topics import Topics

_logger = logging.getLogger(__name__)


class LeftLying:
    """Reads inputs that nobody brings. Of what is gone from its topic by now the hub keeps a finding."""

    def __init__(self, fetcher: Fetcher, topics: Topics, lost: LostRows, counters: Counters) -> None:
        self._fetcher = fetcher
        self._topics = topics
        self._lost = lost
        self._counters = counters

    async def between(self, partition: Partition, last: int) -> list[Raw]:
        """The inputs of a partition after those that it has seen, up to position `last`.

        Those that its topic's retention removed are recorded as lost and passed over: they wait for nobody any more.
        Raises `Landed` where somebody else has decided some of them meanwhile: begin anew.
        """
        source = partition.source
        while (records := await self._standing(partition, last)) is None:
            await self._look_again(partition)
            partition.seen = await self._passed_over(partition)
        self._counters.gaps[source] += len(records)
        return [raw(source, one.offset, one.milliseconds, one.value, one.headers) for one in records]

    async def _standing(self, partition: Partition, last: int) -> list[Fetched] | None:
        """The same as they stand in the topic; None where the first of them is gone."""
        try:
            return await self._fetcher.all(self._topics.inputs_of(partition.source), partition.seen, last)
        except Expired:
            return None

    async def _look_again(self, partition: Partition) -> None:
        """Raise `Landed` where somebody else has decided inputs that are gone: then nothing was lost."""
        seen = partition.seen
        await partition.take_over()
        if partition.seen > seen:
            partition.drop()
            raise Landed(f"inputs of `{partition.source}` from {seen} on are decided")
        partition.seen = seen

    async def _passed_over(self, partition: Partition) -> int:
        """Record what is gone; the position before the oldest input that is still there."""
        source, place = partition.source, self._topics.inputs_of(partition.source)
        oldest = await self._fetcher.beginning(place)
        lost = LostInputs(source, place.topic, place.partition, partition.seen, oldest)
        if self._lost.put(lost):
            self._counters.lost[source] += oldest - partition.seen
            _logger.critical(
                "inputs of `%s` are gone before they were decided: offsets %d to %d of `%s` %d, %d in all",
                source,
                lost.first,
                oldest - 1,
                place.topic,
                place.partition,
                oldest - lost.first,
            )
        return oldest
