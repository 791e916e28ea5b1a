"""`firstbell compare` of a home with a hub on real brokers, named by the settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from tests.services.cli.conftest import Program
from tests.support.force import POLICE
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, template_of, until
from tests.support.kafka_workers import WorkerThread
from tests.support.people import child_of, pupil
from tests.support.same_inputs import again
from tests.support.world import FIRST, World

INTAKE = f"intake.{POLICE}.0"


@pytest.fixture(scope="module")
def hub(kafka: TestKafka, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaHub]:
    """A hub that has decided two events."""
    world = World(tmp_path_factory.mktemp("compared") / "hub")
    made = KafkaHub(world, kafka.bootstrap, postgres, template_of(postgres))
    for number in range(2):
        made.submit(world.seal(f"ref-{number}", [child_of(pupil(2 * number, FIRST))]), INTAKE)
    with WorkerThread(made.parts()) as worker:
        until(lambda: len(made.counted("person.0")) == 2 or not worker.running)
    yield made
    made.close()
    world.close()


@pytest.fixture
def settings(hub: KafkaHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator's commands are told of the cluster."""
    views, vault = hub.addresses
    for name, value in {
        "KAFKA_BOOTSTRAP": hub.connection.bootstrap,
        "KAFKA_SECURITY": "plaintext",
        "KAFKA_PREFIX": hub.topics.prefix,
        "VIEWS_DATABASE_URL": views,
        "VAULT_DATABASE_URL": vault,
        "KEYS_FOLDER": str(hub.world.home.keys),
        "VAULT_KEYS_FOLDER": str(hub.world.home.keys),
    }.items():
        monkeypatch.setenv(f"FIRSTBELL_{name}", value)


@pytest.mark.usefixtures("settings")
def test_a_home_that_was_given_the_same_is_the_same(firstbell: Program, hub: KafkaHub, tmp_path: Path) -> None:
    local = again(hub, tmp_path / "local")
    local.close()
    ran = firstbell("compare", local.home.folder, "kafka", "--json")
    assert (ran.code, ran.document["same"]) == (0, True), ran.out + ran.err
    counts = ran.document["right"]
    assert isinstance(counts, dict)
    assert counts["records"] == sum(len(hub.counted(source)) for source in hub.sources) > 4


@pytest.mark.usefixtures("settings")
def test_a_home_that_was_given_less_is_not(firstbell: Program, hub: KafkaHub) -> None:
    ran = firstbell("compare", hub.world.home.folder, "kafka", "--json")
    assert ran.code == 7
    assert {row["kind"] for row in ran.rows("differences")} >= {"outcome", "child", "notice"}


def test_without_settings_it_says_which_are_missing(firstbell: Program, hub: KafkaHub) -> None:
    ran = firstbell("compare", hub.world.home.folder, "kafka")
    assert ran.code == 8
    assert "FIRSTBELL_KAFKA_BOOTSTRAP" in ran.err
