"""The least that hop 1 can be on Kafka: consume, the same verifying and deciding, produce; no groups, no stores.

Run as `python -m tests.bench.kafka.bare`, told by JSON on standard input; says `ready` in its log before it begins.
"""

import asyncio
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from msgspec import Struct

from schemas.records.decision import Decision, Output
from streams.deciders.places import intake_source
from streams.engines.kafka.batch import KafkaBatch
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.producing import Record, _batches
from streams.engines.kafka.records import OwnForwards, raw, received
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.topics import Place, Topics
from streams.engines.line.chains import Chain
from streams.engines.line.hops import Hops
from streams.engines.line.indexes import Indexes
from streams.engines.line.inputs import Received, Waiting
from streams.engines.line.opening import Openings
from streams.engines.line.ports import Kept, Parking
from streams.engines.local.home import Home
from streams.heads import Head
from streams.vault.tombstone import Tombstone

AT_ONCE = 1024
WAIT_MS = 100


class Told(Struct, frozen=True):
    """What the loop is told."""

    bootstrap: str
    prefix: str
    home: str
    agency: str


class Memory:
    """A state cache that is a dictionary."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    def head(self, source: str) -> Head | None:
        """The beginning."""
        return None

    def parked(self, source: str) -> list[tuple[str, int]]:
        """Nothing."""
        return []

    def body(self, source: str, key: str) -> bytes | None:
        """One state."""
        return self._bodies.get(key)

    def bodies(self, source: str, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The states that there are at these keys."""
        return ((key, self._bodies[key]) for key in keys if key in self._bodies)

    def due_keys(self, source: str, at: int) -> list[str]:
        """Nothing: hop 1 has no deadlines."""
        return []

    def keep(self, source: str, head: Head, states: Sequence[Kept], parkings: Sequence[Parking]) -> None:
        """Hold all of it."""
        self._bodies.update((kept.key, kept.body) for kept in states)


class Nothing:
    """Stores and log of a hop that is never asked to look back."""

    def envelopes(self, events: Collection[bytes]) -> Mapping[bytes, bytes]:
        """None."""
        return {}

    def get(self, owner: bytes) -> list[bytes | Tombstone]:
        """Nobody's."""
        raise KeyError(owner)

    def get_many(self, owners: Collection[bytes]) -> Mapping[bytes, list[bytes | Tombstone]]:
        """Nobody's."""
        return {}

    def others(self, owner: bytes) -> list[list[bytes | Tombstone]]:
        """Nobody's."""
        return []

    def submission(self, source: str, position: int) -> Received:
        """Nothing is parked."""
        self._not_there()

    def waiting_at(self, source: str, position: int) -> Waiting:
        """Nothing is parked."""
        self._not_there()

    def decision(self, source: str, number: int) -> Decision | None:
        """None."""
        return None

    def output(self, output_id: str) -> Output | None:
        """None."""
        return None

    def _not_there(self) -> NoReturn:
        raise KeyError("the bare loop holds nothing back")


async def work(told: Told) -> None:
    """Consume, decide, produce; for ever."""
    topics, keys = Topics(told.prefix), Home(Path(told.home)).read_keys()
    connection, source = KafkaConnection(told.bootstrap), intake_source(told.agency, 0)
    watch = ReferenceWatch(connection, topics, keys.operator.public_key())
    reference = watch.follow()
    watch.close()
    assert reference.hub is not None
    openings, nothing, operator = Openings(Nothing(), Nothing()), Nothing(), keys.operator.public_key()
    hops = Hops(openings, Indexes(), nothing, keys.hub, reference.hub.person_partitions)
    chain = Chain(Memory(), source)
    inputs = topics.inputs_of(source)
    consumer: AIOKafkaConsumer = AIOKafkaConsumer(enable_auto_commit=False, **connection.aiokafka())
    producer = AIOKafkaProducer(enable_idempotence=True, acks="all", max_batch_size=768 * 1024, **connection.aiokafka())
    await consumer.start()
    await producer.start()
    at = TopicPartition(inputs.topic, inputs.partition)
    consumer.assign([at])
    consumer.seek(at, 0)
    print("ready", file=sys.stderr, flush=True)
    while True:
        found = (await consumer.getmany(at, timeout_ms=WAIT_MS, max_records=AT_ONCE)).get(at, [])
        rows = [received(raw(source, r.offset, r.timestamp, r.value, r.headers), operator) for r in found]
        batch = KafkaBatch(reference, reference.hub.hub, keys.blinding, OwnForwards())
        hops.examine_ahead(batch, chain, told.agency, rows)
        for row in rows:
            hops.accept(batch, chain, told.agency, row)
        chain.keep()
        openings.forget()
        await produce(producer, topics.decisions_of(source), [(body, ()) for _, _, body in batch.made])
        await produce(producer, topics.inputs_of("resolve"), [(one.value, one.headers) for one in batch.sent])


async def produce(producer: AIOKafkaProducer, place: Place, records: Sequence[Record]) -> None:
    """Append, acknowledged."""
    sent = []
    for batch, _ in _batches(producer, records):
        sent.append(await producer.send_batch(batch, place.topic, partition=place.partition))
    await asyncio.gather(*sent)


if __name__ == "__main__":
    asyncio.run(work(Told(**json.load(sys.stdin))))
