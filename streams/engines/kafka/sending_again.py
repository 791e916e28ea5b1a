"""Sending again what was forwarded of inputs that were decided before: nobody knows whether it was sent."""

from collections.abc import Sequence
from datetime import datetime

from streams.engines.kafka.counters import Counters
from streams.engines.kafka.fetching import Expired
from streams.engines.kafka.forwarding import AppendedAt, send_on, sent_before
from streams.engines.kafka.line import Line
from streams.engines.kafka.log import FetchedLog
from streams.engines.kafka.partition import Partition
from streams.engines.kafka.ports import Stores
from streams.engines.kafka.producing import Producer
from streams.engines.kafka.topics import Topics


class SendingAgain:
    """Rebuilds forwards from the records of a partition, numbers and all; the reader applies only the next one."""

    def __init__(self, producer: Producer, topics: Topics, log: FetchedLog, stores: Stores, counters: Counters) -> None:
        self._producer = producer
        self._topics = topics
        self._log = log
        self._stores = stores
        self._counters = counters

    async def send(self, partition: Partition, inputs: Sequence[int], line: Line) -> None:
        """Send again what the records of these inputs forwarded, unless this process knows that it was sent.

        Raises `KafkaError`, and `Expired` where an input that was parked is gone.
        """
        positions = {at for at in inputs if partition.sent_to < at <= partition.chain.position}
        if not positions:
            return
        records = await partition.records_since(min(positions))
        appended_at = self._appended_at(partition, line)
        found = await sent_before(records, partition.chain.forwarded, line.hub.person_partitions, appended_at)
        again = [sent for position, sent in found if position in positions]
        await send_on(self._producer, self._topics, again)
        self._counters.sent_again[partition.source] += len(again)
        partition.sent_to = max(positions)

    def _appended_at(self, partition: Partition, line: Line) -> AppendedAt:
        """When inputs of a partition were accepted, for those that were parked and decided later."""

        async def appended_at(position: int) -> datetime:
            found = await self._log.input(partition.source, position)
            if found is not None:
                return line.read([found])[0].at
            copy = self._stores.intake.at_place(partition.source, position)
            if copy is None:
                raise Expired(f"input `{position}` of `{partition.source}`, which was parked, is gone")
            return copy.at

        return appended_at
