"""The operator's registry on a real cluster: a hub declared and furnished from nothing, by one writer at a time."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient, NewTopic

from ops.cluster.postgres import PostgresServer
from schemas.events.encompass import EVENT_TYPE
from schemas.records.reference import AgencyKind, AgencyRegistered, InstrumentSuspended
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.registry import AnotherOperator, KafkaRegistry, RegistryParts
from streams.engines.kafka.sinks.clients import Appender
from streams.engines.kafka.topics import Topics
from streams.engines.line.indexes import Indexes
from streams.engines.local.home import Home, HomeError
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.sealed import PostgresRows
from streams.engines.postgres.vault import PostgresVault
from streams.matching.people import StaffNames
from streams.reference.log import sign_next
from streams.vault.keyring import KeyRing
from streams.vault.names import roll_owner, staff_owner
from tests.support.force import POLICE
from tests.support.furnishing import AREA, LONG_AGO, furnish
from tests.support.kafka import TestKafka
from tests.support.people import pupil
from tests.support.postgres import fresh
from tests.support.world import COORDINATOR, FIRST, HUB, PLAN, PUPILS, SECOND

AGENCY = AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, (EVENT_TYPE,), (AREA,))
SUSPENDED = InstrumentSuspended("bedford-operation-encompass", True, LONG_AGO, "reviewed", "a council")


class Place:
    """An empty reference topic, two empty databases, a folder of fresh keys."""

    def __init__(self, folder: Path, bootstrap: str, postgres: PostgresServer) -> None:
        self.home = Home(folder / "home")
        with self.home.making():
            pass
        self.keys = self.home.read_keys()
        self.topics = Topics(f"r{secrets.token_hex(5)}.")
        self.connection = KafkaConnection(bootstrap)
        self.databases = fresh(postgres, "hub"), fresh(postgres, "vault")
        admin = KafkaAdminClient(**self.connection.kafka_python())
        admin.create_topics([NewTopic(self.topics.reference.topic, num_partitions=1, replication_factor=1)])
        admin.close()
        self.opened: list[KafkaRegistry | ReferenceWatch] = []

    def registry(self) -> KafkaRegistry:
        """An operator's."""
        keys = KeyFolder(self.home.keys).of_operator()
        made = KafkaRegistry(RegistryParts(self.connection, *self.databases, self.home.keys, keys, self.topics))
        self.opened.append(made)
        return made

    def watch(self) -> ReferenceWatch:
        """Another process's."""
        made = ReferenceWatch(self.connection, self.topics, self.keys.operator.public_key())
        self.opened.append(made)
        return made

    def indexes(self) -> Indexes:
        """Rolls and staff as a worker reads them."""
        engine, vault = open_engine(self.databases[0]), PostgresVault(self.databases[1], KeyRing(self.home.keys))
        rows, made, reference = PostgresRows(engine), Indexes(), self.watch().follow()
        for roll in reference.rolls.values():
            made.load_roll(rows, vault, roll.urn, roll.version, roll.digest)
        made.load_staff(rows, vault, reference.staff)
        vault.close()
        engine.dispose()
        return made


@pytest.fixture
def place(kafka: TestKafka, postgres: PostgresServer, tmp_path: Path) -> Iterator[Place]:
    """Nothing yet."""
    made = Place(tmp_path, kafka.bootstrap, postgres)
    yield made
    for one in made.opened:
        one.close()


@pytest.fixture
def registry(place: Place) -> KafkaRegistry:
    """The operator of a hub that is declared."""
    made = place.registry()
    made.declare(place.keys.public, HUB, "Test hub", LONG_AGO, intake_partitions=4, person_partitions=3)
    return made


def test_a_hub_is_declared_once(place: Place, registry: KafkaRegistry) -> None:
    hub = place.watch().follow().hub
    assert hub is not None
    assert (hub.hub, hub.intake_partitions, hub.person_partitions) == (HUB, 4, 3)
    assert "hub-1" in registry.reference().hub_keys
    with pytest.raises(HomeError, match="declared"):
        place.registry().declare(place.keys.public, HUB, "Again", LONG_AGO)


def test_a_whole_hub_is_furnished(place: Place, registry: KafkaRegistry) -> None:
    furnish(registry, PLAN, [AGENCY], LONG_AGO)
    reference = place.watch().follow()
    assert {agency for agency, one in reference.agencies.items() if one.event_types} == {POLICE}
    assert set(reference.rolls) == {FIRST, SECOND}
    indexes = place.indexes()
    assert indexes.staff[COORDINATOR] == StaffNames(given_names="Co", family_name="Ordinator")
    assert [len(indexes.rolls.entries_of(pupil(n, FIRST).pupil)) for n in range(PUPILS)] == [1] * PUPILS


def test_a_new_roll_destroys_the_one_before(place: Place, registry: KafkaRegistry) -> None:
    rolls = ([pupil(0, FIRST), pupil(2, FIRST)], [pupil(2, FIRST)])
    assert [registry.put_roll(FIRST, entries, LONG_AGO, LONG_AGO, LONG_AGO) for entries in rolls] == [1, 2]
    engine, vault = open_engine(place.databases[0]), PostgresVault(place.databases[1], KeyRing(place.home.keys))
    assert PostgresRows(engine).roll(FIRST, 1) == []
    assert [name for name, _ in PostgresRows(engine).roll(FIRST, 2)] == [pupil(2, FIRST).pupil]
    with pytest.raises(KeyError):
        vault.get(roll_owner(FIRST, 1, pupil(0, FIRST).pupil))
    assert vault.get(roll_owner(FIRST, 2, pupil(2, FIRST).pupil))
    vault.close()
    engine.dispose()
    with pytest.raises(ValueError, match="twice"):
        registry.put_roll(FIRST, [pupil(2, FIRST)] * 2, LONG_AGO, LONG_AGO, LONG_AGO)


def test_a_new_name_replaces_the_old_and_destroys_its_key(place: Place, registry: KafkaRegistry) -> None:
    old, new = (StaffNames(given_names="Jo", family_name=name) for name in ("Old", "New"))
    assert registry.put_staff([("u-1", old), ("u-2", old)], LONG_AGO) == 2
    assert registry.put_staff([("u-1", new), ("u-2", old)], LONG_AGO) == 1
    assert registry.put_staff([("u-1", new)], LONG_AGO) == 0
    assert place.indexes().staff == {"u-1": new, "u-2": old}
    vault = PostgresVault(place.databases[1], KeyRing(place.home.keys))
    with pytest.raises(KeyError):
        vault.get(staff_owner("u-1", 1))
    vault.close()


def test_two_operators_take_turns(place: Place, registry: KafkaRegistry) -> None:
    other = place.registry()
    numbers = [one.refer([AGENCY], LONG_AGO) for one in (registry, other, registry, other)]
    assert numbers == [3, 4, 5, 6]
    assert place.watch().follow().number == 6


def test_an_append_that_did_not_land_at_the_end_counts_for_nobody_and_is_told(
    place: Place, registry: KafkaRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who does not take the lock appends at the same moment, with the same keys."""
    real = KafkaRegistry._appended

    def slow(self: KafkaRegistry, values: list[bytes]) -> list[int]:
        reference = self._watch.current
        body = sign_next(
            reference, HUB, SUSPENDED, LONG_AGO, "operator", "operator-1", place.keys.operator, place.keys.blinding
        )
        appender = Appender(place.connection)
        appender.append(place.topics.reference, [body])
        appender.close()
        return real(self, values)

    with monkeypatch.context() as patch:
        patch.setattr(KafkaRegistry, "_appended", slow)
        with pytest.raises(AnotherOperator, match="do this again"):
            registry.refer([AGENCY], LONG_AGO)
    reference = place.watch().follow()
    assert (reference.number, set(reference.agencies)) == (3, set())
    assert registry.refer([AGENCY], LONG_AGO) == 4


def test_foreign_records_are_passed_over(place: Place, registry: KafkaRegistry) -> None:
    appender = Appender(place.connection)
    appender.append(place.topics.reference, [b"foreign", b""])
    appender.close()
    assert registry.refer([AGENCY], LONG_AGO) == 3
    assert place.watch().follow().number == 3


def test_what_was_given_out_does_not_change(place: Place, registry: KafkaRegistry) -> None:
    watch = place.watch()
    watch.start()
    before = watch.current
    registry.refer([AGENCY], LONG_AGO)
    assert watch.follow() is not before
    assert (before.agencies, set(watch.current.agencies)) == ({}, {POLICE})
