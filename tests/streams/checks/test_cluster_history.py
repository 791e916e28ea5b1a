"""A real hub on a real broker, its history checked and compared; then what a writer that was taken over may leave."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ops.cluster.postgres import PostgresServer
from schemas import codec
from streams.checks.cluster_log import ClusterLog
from streams.checks.compare import compare
from streams.checks.compare_home import log_of_home
from streams.checks.findings import FindingKind
from streams.checks.history import Submitted, check_history
from streams.checks.history_cluster import history_of_cluster
from tests.streams.checks.planting import changed_values
from tests.support.force import POLICE
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, template_of, until
from tests.support.kafka_workers import WorkerThread
from tests.support.people import child_of, pupil
from tests.support.same_inputs import again
from tests.support.world import FIRST, SECOND, World

INTAKE = f"intake.{POLICE}.0"
"""Nobody writes the ledger of these hubs: their records have no entry, and the checker says so of each."""
UNLEDGERED = {FindingKind.LEDGER_ENTRY_MISSING}
EVENTS = 6


@pytest.fixture(scope="module")
def hub(kafka: TestKafka, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaHub]:
    """A hub that has decided some events, one of them brought twice."""
    world = World(tmp_path_factory.mktemp("cluster") / "hub", person_partitions=2)
    made = KafkaHub(world, kafka.bootstrap, postgres, template_of(postgres))
    children = [child_of(pupil(number, (FIRST, SECOND)[number % 2])) for number in range(EVENTS)]
    sealed = [world.seal(f"ref-{number}", [child]) for number, child in enumerate(children)]
    for submission in (*sealed, sealed[0]):
        made.submit(submission, INTAKE)
    with WorkerThread(made.parts()) as worker:
        until(lambda: _decided(made) == EVENTS or not worker.running)
    yield made
    made.close()
    world.close()


def _decided(hub: KafkaHub) -> int:
    return sum(len(hub.counted(f"person.{n}")) for n in range(2))


@pytest.fixture
def log(hub: KafkaHub) -> Iterator[ClusterLog]:
    """The hub's log."""
    with ClusterLog(hub.connection, hub.world.keys.operator.public_key(), hub.topics) as made:
        yield made


def kinds(log: ClusterLog, submitted: list[Submitted] | None = None) -> set[FindingKind]:
    history = history_of_cluster(log, submitted=submitted or [])
    return {finding.kind for finding in check_history(history)} - UNLEDGERED


def test_a_whole_history_has_no_fault(log: ClusterLog) -> None:
    assert kinds(log) == set()
    assert log.not_counted.total() == 0


def test_a_promise_that_nobody_kept_is_found(log: ClusterLog) -> None:
    assert kinds(log, [Submitted(b"\x01" * 32, INTAKE, 99)]) == {FindingKind.SUBMISSION_LOST}


def test_views_that_were_never_written_are_found(hub: KafkaHub, log: ClusterLog) -> None:
    address = hub.addresses[0].replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address) as views:
        found = {finding.kind for finding in check_history(history_of_cluster(log, views))}
    assert found - UNLEDGERED == {FindingKind.VIEW_DIFFERS}


def test_it_is_compared_with_a_home_that_was_given_the_same(hub: KafkaHub, log: ClusterLog, tmp_path: Path) -> None:
    local = again(hub, tmp_path / "local")
    local.close()
    with log_of_home(local.home.folder) as home:
        found = compare(home, log)
    assert found.differences == ()
    assert (found.left.repeats, found.right.repeats) == (0, 1)


def test_what_a_writer_left_that_was_taken_over_counts_not(hub: KafkaHub, log: ClusterLog) -> None:
    """A record that extends no head, one of another content under the last number, foreign bytes, nothing at all."""
    before = list(log.records("resolve"))
    first = hub.decisions("resolve")[0]
    last = hub.decisions("resolve")[-1]
    for body in (codec.encode(first), codec.encode(changed_values(last)[-1]), b"foreign", None):
        hub.append(hub.topics.decisions_of("resolve"), body)
    assert list(log.records("resolve")) == before
    assert log.not_counted["resolve"] == 4
    assert kinds(log) == set()
