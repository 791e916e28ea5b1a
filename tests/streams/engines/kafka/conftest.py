"""Hubs on the test run's broker and PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, Template, template_of
from tests.support.world import World

MakeHub = Callable[..., KafkaHub]


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> Template:
    """Migrated databases to copy."""
    return template_of(postgres)


@pytest.fixture
def make_hub(
    kafka: TestKafka, postgres: PostgresServer, template: Template, tmp_path: Path
) -> Iterator[Callable[[int], KafkaHub]]:
    """Makes a furnished hub with so many person partitions."""
    made: list[KafkaHub] = []

    def make(person_partitions: int = 1) -> KafkaHub:
        world = World(tmp_path / f"hub-{len(made)}", person_partitions=person_partitions)
        made.append(KafkaHub(world, kafka.bootstrap, postgres, template))
        return made[-1]

    yield make
    for hub in made:
        hub.close()
        hub.world.close()


@pytest.fixture
def engines(hub: KafkaHub) -> Iterator[Callable[[str], OnKafka]]:
    """Makes engines of the same hub, each with a scratch folder of its own, that know nothing of each other."""
    made: list[OnKafka] = []

    def make(name: str) -> OnKafka:
        made.append(OnKafka(hub, name))
        return made[-1]

    yield make
    for engine in made:
        engine.let_go()


@pytest.fixture
def hub(make_hub: Callable[[int], KafkaHub]) -> KafkaHub:
    """A furnished hub with one person partition."""
    return make_hub(1)
