"""Every test of the contract runs against every engine."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.contract.letters import Letters, letters
from tests.streams.engines.contract.local_driver import Local
from tests.support.flows import flow_plan
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, Template, template_of
from tests.support.world import World


class Stage(ABC):
    """Engines, all of them the same hub from the same moment on, and what police send them."""

    def __init__(self, folder: Path, person_partitions: int) -> None:
        self._folder = folder
        self._engines: list[Engine] = []
        self.world = World(folder / "hub-0", person_partitions=person_partitions, plan=flow_plan())
        self.letters: Letters = letters(self.world)
        self.world.refer(*self.letters.council)
        self._engines.append(self.on(self.world))

    @abstractmethod
    def on(self, world: World) -> Engine:
        """An engine of this kind that is the hub of a world."""

    @property
    def engine(self) -> Engine:
        """The hub."""
        return self._engines[0]

    def twin(self) -> Engine:
        """The same hub once more, as the first one is now."""
        return self.keep(self.on(self.another_world()))

    def local_twin(self) -> Engine:
        """The same hub once more, on the local engine."""
        return self.keep(Local(self.another_world()))

    def another_world(self) -> World:
        """The world once more, as it is now: the same keys, rolls and police."""
        return self.world.twin(self._folder / f"hub-{len(self._engines)}")

    def keep(self, engine: Engine) -> Engine:
        """Close the engine with the others."""
        self._engines.append(engine)
        return engine

    def close(self) -> None:
        """Let go of every file and connection."""
        for engine in self._engines:
            engine.close()


class LocalStage(Stage):
    """Hubs in folders."""

    def on(self, world: World) -> Engine:
        """The local engine."""
        return Local(world)


class KafkaStage(Stage):
    """Hubs on one broker and one PostgreSQL."""

    def __init__(self, folder: Path, persons: int, kafka: TestKafka, server: PostgresServer, of: Template) -> None:
        self._kafka, self._server, self._template = kafka, server, of
        super().__init__(folder, persons)

    def on(self, world: World) -> Engine:
        """The Kafka engine."""
        return OnKafka(KafkaHub(world, self._kafka.bootstrap, self._server, self._template, brokers_time=False))


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> Template:
    """Migrated databases to copy."""
    return template_of(postgres)


@pytest.fixture(
    params=[
        pytest.param(("local", 1), id="local, one person partition"),
        pytest.param(("local", 3), id="local, three person partitions"),
        pytest.param(("kafka", 3), id="kafka, three person partitions", marks=pytest.mark.slow),
    ]
)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A furnished hub of each engine."""
    kind, persons = request.param
    made: Stage
    if kind == "local":
        made = LocalStage(tmp_path, persons)
    else:
        server, of = request.getfixturevalue("postgres"), request.getfixturevalue("template")
        made = KafkaStage(tmp_path, persons, request.getfixturevalue("kafka"), server, of)
    yield made
    made.close()
