"""What one poll brought of a partition, handed through Faust as one message.

Faust's cost is by the message: two tasks, three events and a dozen callbacks for each, about 200 microseconds. So all
records of a partition that a poll brought travel as one, a `Carried`, which agents take, hold and acknowledge as they
do any message. Only the consumer knows: it makes them, and says up to which offset they may be committed.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import faust
from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP, ConsumerMessage, Message, TransportT
from faust.types.transports import ConsumerCallback


class Record(Protocol):
    """A record as aiokafka gives it. `timestamp` is in milliseconds since 1970 UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None
    timestamp_type: int
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


class Carried(ConsumerMessage):
    """Records of one partition, one after the other. Its offset is that of the last."""

    records: Sequence[Record]

    @property
    def first(self) -> int:
        """The offset of the first."""
        return self.records[0].offset


class CarryingConsumer(Consumer):
    """Delivers what a poll brought of a partition together, and commits it together: all of it, or nothing."""

    def __init__(self, transport: TransportT, callback: ConsumerCallback, *given: Any, **named: Any) -> None:  # noqa: ANN401
        self._under_way: defaultdict[TP, deque[Carried]] = defaultdict(deque)

        async def deliver(carried: Carried) -> None:
            self._delivers(carried)
            await callback(carried)

        super().__init__(transport, deliver, *given, **named)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[list[Record]]]:
        found = await super()._getmany(active_partitions, timeout)
        return {place: [records] for place, records in found.items() if records}

    def _to_message(self, tp: TP, record: Sequence[Record]) -> Carried:
        last = record[-1]
        seconds = (last.timestamp or 0) / 1000
        carried = Carried(
            last.topic,
            last.partition,
            last.offset,
            seconds,
            last.timestamp_type,
            None,
            None,
            b"",
            None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )
        carried.records = record
        return carried

    def _delivers(self, carried: Carried) -> None:
        """What is delivered once more stands for what was delivered before."""
        under_way = self._under_way[carried.tp]
        while under_way and under_way[-1].first >= carried.first:
            under_way.pop()
        under_way.append(carried)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """There are none: between what is delivered no offset is left out that anybody would acknowledge."""

    def _new_offset(self, tp: TP) -> int | None:
        """The offset after what is acknowledged, up to the first that is not; None where nothing was added."""
        under_way, acked = self._under_way[tp], self._acked_index[tp]
        committed, reached = self._committed_offset[tp] or 0, None
        while under_way and (under_way[0].offset in acked or under_way[0].offset < committed):
            reached = under_way.popleft().offset
        if reached is None:
            return None
        acked.difference_update([offset for offset in acked if offset <= reached])
        self._acked[tp].clear()  # the same offsets, in the order in which they came
        return reached + 1

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """What was under way of them is nobody's to commit any more."""
        for place in revoked:
            self._under_way.pop(place, None)
        await super().on_partitions_revoked(revoked)


class CarryingTransport(Transport):
    """aiokafka as Faust drives it, with a consumer that carries."""

    Consumer: ClassVar[type[Consumer]] = CarryingConsumer


class CarryingApp(faust.App):
    """A Faust app whose agents are handed `Carried` messages."""

    def _new_transport(self) -> TransportT:
        return CarryingTransport(self.conf.broker_consumer, self)


def records_of(message: Message) -> Sequence[Record]:
    """The records that a message carries."""
    assert isinstance(message, Carried)
    return message.records
