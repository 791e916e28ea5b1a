"""A hub on Kafka for tests: a `World` whose reference, rolls and keys are put where workers look for them.

Topics have a prefix of the hub's own, so that many hubs share the test run's broker; stores are two databases.
"""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from ops.cluster.postgres import PostgresServer
from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Command, Input, TimePassed
from schemas.wire import Submission
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.keys import KeyFolder, OperatorKeys
from streams.engines.kafka.ports import Stores
from streams.engines.kafka.reading import MAX_RECORD, ChainReader
from streams.engines.kafka.records import KEYS
from streams.engines.kafka.topics import Place, Topics, publishers, sources
from streams.engines.kafka.worker import STAGES, WorkerParts
from streams.engines.postgres.migrating import migrate
from streams.engines.postgres.sealed import PostgresRows
from streams.engines.postgres.stores import open_stores
from streams.engines.postgres.vault import PostgresVault
from streams.vault.names import roll_owner, staff_owner
from tests.support.world import HUB, World

PATIENCE = 180.0
"""Seconds after which what a test waits for will not come."""

Template = tuple[str, str]
"""Names of a migrated hub database and a migrated vault, to copy."""


@cache
def template_of(postgres: PostgresServer) -> Template:
    """Two migrated databases, made once for a server, whoever asks."""
    names = ("template_hub", "template_vault")
    for name, kind in zip(names, ("hub", "vault"), strict=True):
        postgres.create_database(name)
        migrate(postgres.url(name), kind)
    return names


KEPT: Final = {"retention.ms": "-1"}
"""A broker looks every five minutes, and deletes what is a week old by its own time: as most records of tests are."""


class KafkaHub:
    """Topics, databases and keys of one hub. It appends inputs and reads records; workers are somebody else's.

    Each topic has so many `copies`, and these `settings` beside those of every hub.
    """

    copies = 1
    settings: Mapping[str, str] = MappingProxyType({})

    def __init__(
        self, world: World, bootstrap: str, postgres: PostgresServer, template: Template, *, brokers_time: bool = True
    ) -> None:
        self.world = world
        self.name = f"t{secrets.token_hex(5)}"
        self.topics = Topics(f"{self.name}.")
        self.connection = KafkaConnection(bootstrap, client=self.name)
        self.folder = world.home.folder.parent / f"{self.name}-scratch"
        self.folder.mkdir()
        self._postgres = postgres
        self._databases = [f"{self.name}_{kind}" for kind in ("hub", "vault")]
        for name, of in zip(self._databases, template, strict=True):
            postgres.create_database(name, of)
        reference = world.engine.reference
        assert reference.hub is not None
        self.partitions = self.topics.partitions(
            publishers(reference), reference.hub.intake_partitions, reference.hub.person_partitions
        )
        self.sources = sources(publishers(reference), reference.hub.intake_partitions, reference.hub.person_partitions)
        self.producer = self._producer()
        self.consumer = KafkaConsumer(
            **self.connection.kafka_python(), enable_auto_commit=False, max_partition_fetch_bytes=MAX_RECORD
        )
        self.referred = 0
        self._read: dict[Place, list[bytes | None]] = {}
        self._config = {
            "message.timestamp.type": "LogAppendTime" if brokers_time else "CreateTime",
            "max.message.bytes": str(MAX_RECORD),
            **KEPT,
            **self.settings,
        }
        self._create(self.partitions)
        self._furnish()

    def stores(self) -> Stores:
        """Connections of a worker's own."""
        return open_stores(*self.addresses, self.world.home.keys)

    @property
    def addresses(self) -> tuple[str, str]:
        """The addresses of the hub's database and of its vault."""
        hub, vault = self._databases
        return self._postgres.url(hub), self._postgres.url(vault)

    @property
    def operator_keys(self) -> OperatorKeys:
        """What an operator of this hub has."""
        return KeyFolder(self.world.home.keys).of_operator()

    def parts(self, worker: str = "1", **changes: object) -> WorkerParts:
        """What a worker of this hub is made of."""
        scratch = self.folder / worker
        scratch.mkdir(exist_ok=True)
        given: dict[str, object] = {
            "connection": self.connection,
            "keys": KeyFolder(self.world.home.keys).of_worker(STAGES),
            "scratch": scratch,
            "stores": self.stores,
            "topics": self.topics,
            "group": f"{self.name}-worker",
            "session_seconds": 6.0,
        }
        return WorkerParts(**(given | changes))  # type: ignore[arg-type]  # names as in the Struct

    def append(
        self,
        place: Place,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        at: datetime | None = None,
    ) -> int:
        """Append one record; its offset. `at` counts where the topic keeps the time of creation."""
        milliseconds = round(at.timestamp() * 1000) if at is not None else None
        key = None if value is not None else b"k"
        sent = self.producer.send(
            place.topic, value, key, list(headers), partition=place.partition, timestamp_ms=milliseconds
        )
        return int(sent.get(timeout=PATIENCE).offset)

    def submit(self, submission: Submission, source: str, at: datetime | None = None) -> int:
        """Append a submission to an intake partition; its position."""
        headers = [(KEYS, submission.keys)]
        return self.append(self.topics.inputs_of(source), submission.envelope, headers, at) + 1

    def input(self, source: str, message: Command | TimePassed, name: str = "", at: datetime | None = None) -> int:
        """Append a command or tick to a partition of hop 2 or 3; its position."""
        return self.append(self.topics.inputs_of(source), codec.encode(Input(name, message)), (), at) + 1

    def refer(self) -> int:
        """Bring the reference topic to where the world's reference log is, record by record; its number."""
        for number, body in self._not_referred():
            self.append(self.topics.reference, body)
            self.referred = number
        return self.referred

    def _not_referred(self) -> list[tuple[int, bytes]]:
        rows = self.world.engine.database.execute(
            "SELECT number, body FROM reference_log WHERE number > ? ORDER BY number", (self.referred,)
        )
        return rows.fetchall()

    def put_rolls(self) -> None:
        """Bring rolls and staff to where the world's are: their keys first, then their rows, then the reference."""
        stores, world = self.stores(), self.world.engine
        rows, vault = stores.rows, stores.vault
        assert isinstance(rows, PostgresRows)
        assert isinstance(vault, PostgresVault)
        for urn, roll in world.reference.rolls.items():
            entries = world.rows.roll(urn, roll.version)
            owners = [roll_owner(urn, roll.version, pupil) for pupil, _ in entries]
            vault.renew([(owner, _keys(world.vault.get(owner))) for owner in owners])
            rows.put_roll(urn, roll.version, entries)
        staff = world.rows.staff()
        owners = [staff_owner(user, version) for user, version, _ in staff]
        vault.renew([(owner, _keys(world.vault.get(owner))) for owner in owners])
        rows.put_staff(staff)
        stores.close()

    def records(self, place: Place) -> list[bytes | None]:
        """The values of a partition, from the beginning to the end as it is now."""
        found, end = self._read.setdefault(place, []), self.end(place)
        if len(found) < end:
            at = TopicPartition(place.topic, place.partition)
            self.consumer.assign([at])
            self.consumer.seek(at, len(found))
            while len(found) < end:
                for some in self.consumer.poll(timeout_ms=200).values():
                    found += [record.value for record in some]
        return found

    def counted(self, source: str) -> list[bytes]:
        """The bytes of the records of a chain that count."""
        reader = ChainReader(HUB, source)
        taken = (reader.take(value) for value in self.records(self.topics.decisions_of(source)))
        return [counted.body for counted in taken if counted is not None]

    def decisions(self, source: str) -> list[Decision]:
        """The records of a chain that count."""
        return [codec.decode(body, Decision) for body in self.counted(source)]

    def end(self, place: Place) -> int:
        """The offset after the last record."""
        at = TopicPartition(place.topic, place.partition)
        return int(self.consumer.end_offsets([at])[at])

    def close(self) -> None:
        """Let go of connections and databases."""
        self.producer.close()
        self.consumer.close()
        for name in self._databases:
            self._postgres.drop_database(name)

    def remake(self, topic: str) -> None:
        """Delete a topic, and make it anew with nothing in it, as somebody in haste might."""
        self.producer.close()
        with closing(KafkaAdminClient(**self.connection.kafka_python())) as admin:
            admin.delete_topics([topic])
        while topic in self.consumer.topics():
            time.sleep(0.2)
        self._create({topic: self.partitions[topic]})
        while topic not in self.consumer.topics():
            time.sleep(0.2)
        self.producer = self._producer()  # the one before numbers on from records that are gone

    def _producer(self) -> KafkaProducer:
        return KafkaProducer(
            **self.connection.kafka_python(), acks="all", enable_idempotence=True, max_request_size=MAX_RECORD
        )

    def _create(self, partitions: Mapping[str, int]) -> None:
        with closing(KafkaAdminClient(**self.connection.kafka_python())) as admin:
            admin.create_topics(
                [
                    NewTopic(name, num_partitions=count, replication_factor=self.copies, topic_configs=self._config)
                    for name, count in partitions.items()
                ]
            )

    def _furnish(self) -> None:
        """Put everything where workers look for it. Nothing breaks yet: no record waits for the one before it."""
        self.put_rolls()
        place, records = self.topics.reference, self._not_referred()
        sent = [self.producer.send(place.topic, body, partition=place.partition) for _, body in records]
        for one in sent:
            one.get(timeout=PATIENCE)
        self.referred = records[-1][0]


def _keys(found: Sequence[object]) -> list[bytes]:
    return [key for key in found if isinstance(key, bytes)]


def until(condition: Callable[[], bool], seconds: float = PATIENCE, every: float = 0.1) -> None:
    """Wait for something to come true. AssertionError where it does not in time, which is long: machines are busy."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:.0f} s"
        time.sleep(every)
