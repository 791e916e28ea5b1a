"""Hubs on Kafka whose decisions topics hold what a local engine recorded on a night when much happened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from tests.streams.engines.contract.drama import play
from tests.streams.engines.contract.letters import letters
from tests.streams.engines.contract.local_driver import Local
from tests.streams.engines.kafka.conftest import MakeHub
from tests.streams.engines.kafka.conftest import make_hub as make_hub
from tests.streams.engines.kafka.conftest import template as template
from tests.streams.engines.kafka_sinks.recorded import Recorded
from tests.streams.engines.kafka_sinks.whole import Whole
from tests.support.flows import flow_plan
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, Template
from tests.support.world import World


@pytest.fixture(scope="package")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A local hub after that night."""
    world = World(tmp_path_factory.mktemp("night") / "hub", person_partitions=3, plan=flow_plan())
    play(Local(world), letters(world))
    yield world
    world.close()


@pytest.fixture
def recorded(
    night: World, kafka: TestKafka, postgres: PostgresServer, template: Template, tmp_path: Path
) -> Iterator[Recorded]:
    """The same hub on Kafka; its decisions are appended as a test asks."""
    hub = KafkaHub(night, kafka.bootstrap, postgres, template)
    yield Recorded(hub, tmp_path)
    hub.close()


@pytest.fixture
def whole(make_hub: MakeHub, tmp_path: Path) -> Iterator[Whole]:
    """A whole hub with two person partitions."""
    made = Whole(make_hub(2), tmp_path)
    yield made
    made.close()
