"""The inputs of a hub on Kafka given once more to a local engine, accepted at the same times."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from schemas.wire import Submission
from streams.engines.kafka.records import Raw, raw, received
from streams.engines.kafka.sinks.clients import Reader
from tests.support.kafka_hub import KafkaHub
from tests.support.world import World


class Brought(Struct, frozen=True):
    """A submission as the broker holds it, and when it was accepted."""

    source: str
    position: int
    at: datetime
    submission: Submission


def raw_inputs(hub: KafkaHub, source: str) -> Iterator[Raw]:
    """The inputs of a source partition, from its beginning to its end as of now."""
    place = hub.topics.inputs_of(source)
    with closing(Reader(hub.connection)) as reader:
        following, end = 0, reader.end(place)
        reader.add([(place, following)])
        while following < end:
            for read in reader.poll(min(1000, end - following), 0.2):
                following = read.offset + 1
                yield raw(source, read.offset, read.milliseconds, read.value, read.headers)


def brought(hub: KafkaHub) -> list[Brought]:
    """What agencies brought, each partition's in its order, all in the order of their acceptance."""
    operator = hub.world.keys.operator.public_key()
    found = []
    for source in hub.sources:
        for one in raw_inputs(hub, source) if source.startswith("intake.") else ():
            submission = received(one, operator)
            found.append(Brought(source, one.position, one.at, Submission(submission.envelope, submission.keys)))
    return sorted(found, key=lambda one: (one.at, one.source, one.position))


def hand_in(world: World, given: Sequence[Brought]) -> None:
    """Hand submissions in at a local hub, accepted when the broker accepted them; nothing is decided yet."""
    for (at, source), some in groupby(given, key=lambda one: (one.at, one.source)):
        world.clock.now = at
        agency = source.removeprefix("intake.").rsplit(".", 1)[0]
        world.inbound.submit(world.engine.hub, agency, [one.submission for one in some])


def again(hub: KafkaHub, folder: Path) -> World:
    """A local hub that was given what this one was, and has decided it."""
    local = hub.world.twin(folder)
    hand_in(local, brought(hub))
    local.run()
    return local
