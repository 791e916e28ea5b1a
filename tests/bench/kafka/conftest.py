"""The town on the run's broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from tests.bench.kafka.stage import TownOnKafka
from tests.bench.town import Town
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import template_of


@pytest.fixture
def town(kafka: TestKafka, postgres: PostgresServer, tmp_path: Path) -> Iterator[TownOnKafka]:
    """A furnished town, for which nobody works yet."""
    made = TownOnKafka(Town(tmp_path), kafka.bootstrap, postgres, template_of(postgres))
    yield made
    made.close()
    made.town.hub.close()
