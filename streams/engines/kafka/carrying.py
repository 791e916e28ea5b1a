"""What one poll brought of a partition, handed through Faust as one message.

Faust's cost is by the message: two tasks, three events and a dozen callbacks for each, about 200 microseconds. So all
records of a partition that a poll brought travel as one, a `Carried`, which agents take, hold and acknowledge as they
do any message. Only the consumer knows: it makes them, and says up to which offset they may be committed.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

import faust
from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP, ConsumerMessage, EventT, Message, TransportT
from faust.types.transports import ConsumerCallback

from streams.engines.kafka.connection import KafkaConnection

_CARRIED_WAIT: Final = 16
"""Polls' results that may wait for an agent before no more is fetched of their partitions."""


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


def hold(events: Sequence[EventT[bytes]]) -> None:
    """Faust lets go of one reference of every event as it ends, and commits those that have none left."""
    for event in events:
        event.message.incref()


class UnderWay:
    """What was delivered of each partition and is not committed: (first, last) offsets, in order."""

    def __init__(self) -> None:
        self._delivered: defaultdict[tuple[str, int], deque[tuple[int, int]]] = defaultdict(deque)

    def delivers(self, place: tuple[str, int], first: int, last: int) -> None:
        """Note what goes to the agents. What is delivered once more stands for what was delivered before."""
        delivered = self._delivered[place]
        while delivered and delivered[-1][0] >= first:
            delivered.pop()
        delivered.append((first, last))

    def committable(self, place: tuple[str, int], acked: set[int], committed: int) -> int | None:
        """The offset after the last that is done, before the first that is not; None where nothing was added.

        `acked` are last offsets of what is done; those that are told of are taken out of it.
        """
        delivered, reached = self._delivered[place], None
        while delivered and (delivered[0][1] in acked or delivered[0][1] < committed):
            _, reached = delivered.popleft()
        if reached is None:
            return None
        acked.difference_update([offset for offset in acked if offset <= reached])
        return reached + 1

    def forget(self, place: tuple[str, int]) -> None:
        """Nothing of a partition is this consumer's to commit any more."""
        self._delivered.pop(place, None)


class CarryingConsumer(Consumer):
    """Delivers what a poll brought of a partition together, and commits it together: all of it, or nothing."""

    def __init__(self, transport: TransportT, callback: ConsumerCallback, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as Faust has it
        self._under_way = UnderWay()

        async def deliver(carried: Carried) -> None:
            self._under_way.delivers(carried.tp, carried.records[0].offset, carried.offset)
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

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """There are none: between what is delivered no offset is left out that anybody would acknowledge."""

    def _new_offset(self, tp: TP) -> int | None:
        """The offset after what is acknowledged, up to the first that is not; None where nothing was added."""
        self._acked[tp].clear()  # the same offsets as in the index, in the order in which they came
        return self._under_way.committable(tp, self._acked_index[tp], self._committed_offset[tp] or 0)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """What was under way of them is nobody's to commit any more."""
        for place in revoked:
            self._under_way.forget(place)
        await super().on_partitions_revoked(revoked)


class CarryingTransport(Transport):
    """aiokafka as Faust drives it, with a consumer that carries."""

    Consumer: ClassVar[type[Consumer]] = CarryingConsumer


class CarryingApp(faust.App):
    """A Faust app whose agents are handed `Carried` messages."""

    def _new_transport(self) -> TransportT:
        return CarryingTransport(self.conf.broker_consumer, self)


def carrying_app(
    connection: KafkaConnection, group: str, session_seconds: float, batch: int, folder: Path
) -> CarryingApp:
    """An app for one consumer group, without agents: nothing of Faust's own but group membership and commits."""
    tls = connection.tls
    return CarryingApp(
        group,
        broker=connection.faust_broker(),
        broker_credentials=tls.context() if tls is not None else None,
        broker_client_id=connection.client,
        broker_session_timeout=session_seconds,
        broker_heartbeat_interval=session_seconds / 5,
        broker_request_timeout=max(connection.request_seconds, session_seconds + 1),
        broker_commit_interval=1.0,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=4 * 1024 * 1024,
        processing_guarantee="at_least_once",
        stream_wait_empty=False,
        broker_max_poll_records=batch,
        stream_buffer_maxsize=_CARRIED_WAIT,
        topic_disable_leader=True,
        topic_allow_declare=False,
        store="memory://",
        datadir=str(folder),
        web_enabled=False,
        autodiscover=False,
    )


def records_of(message: Message) -> Sequence[Record]:
    """The records that a message carries."""
    assert isinstance(message, Carried)
    return message.records
