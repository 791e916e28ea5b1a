"""`firstbell worker` on a real broker and PostgreSQL: ready only when it is, decides, drains, ends with a code."""

import signal

import pytest

from ops.cluster.postgres import PostgresServer
from schemas.records.accept import EventAccepted
from tests.services.processes.conftest import Start
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub
from tests.support.people import child_of, pupil
from tests.support.world import FIRST

pytestmark = pytest.mark.slow


def publish(hub: KafkaHub, reference: str) -> None:
    """One event for the intake partition."""
    source = next(source for source in hub.sources if source.startswith("intake."))
    hub.submit(hub.world.seal(reference, [child_of(pupil(0, FIRST))]), source)


def accepted(hub: KafkaHub) -> int:
    """How many events were accepted."""
    sources = [source for source in hub.sources if source.startswith("intake.")]
    decisions = [decision for source in sources for decision in hub.decisions(source)]
    return sum(isinstance(output, EventAccepted) for decision in decisions for output in decision.outputs)


def test_a_worker_decides_tells_of_it_and_drains(hub: KafkaHub, variables: dict[str, str], start: Start) -> None:
    worker = start("worker", variables)
    assert worker.ask("/healthz")[0] == 200
    assert worker.ask("/readyz")[0] == 503
    worker.until_ready()
    publish(hub, "ref-1")
    worker.until(lambda: worker.metric('firstbell_decisions_total{stage="person"}') >= 1)
    assert worker.metric(f'firstbell_events_total{{agency="{POLICE}"') == 1
    assert worker.metric("firstbell_stage_seconds_count") >= 3
    assert worker.metric('firstbell_condition{condition="recovered"}') == 1
    assert accepted(hub) == 1
    assert worker.end(signal.SIGTERM) == 0
    assert {line["process"] for line in worker.lines} == {"worker"}
    assert worker.lines[-1]["message"] == "ends: everything that was under way is done"
    assert worker.errors == [], worker.said


def test_a_worker_of_one_hop_takes_that_hop_alone(hub: KafkaHub, variables: dict[str, str], start: Start) -> None:
    worker = start("worker --stage accept --batch 7", variables)
    worker.until_ready()
    publish(hub, "ref-1")
    worker.until(lambda: worker.metric('firstbell_decisions_total{stage="accept"}') == 1)
    assert worker.metric('firstbell_decisions_total{stage="resolve"}') == 0
    assert worker.end(signal.SIGINT) == 0


def test_a_worker_without_postgresql_is_alive_and_not_ready(
    hub: KafkaHub, variables: dict[str, str], start: Start, postgres: PostgresServer
) -> None:
    worker = start("worker", variables)
    worker.until_ready()
    postgres.pause()
    try:
        worker.until(lambda: worker.ask("/readyz")[0] == 503)
        assert "PostgreSQL" in worker.ask("/readyz")[1]
        assert worker.ask("/healthz") == (200, "live\n")
    finally:
        postgres.resume()
    worker.until_ready()
    publish(hub, "ref-1")
    worker.until(lambda: worker.metric('firstbell_decisions_total{stage="person"}') >= 1)
    assert worker.end() == 0


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"FIRSTBELL_KAFKA_BOOTSTRAP": "127.0.0.1:1"}, 5, "no broker listens at `127.0.0.1:1`"),
        (
            {"FIRSTBELL_KAFKA_PREFIX": "nobody."},
            5,
            "`firstbell kafka plan` shows whether a topic or a right is missing",
        ),
        ({"FIRSTBELL_VIEWS_DATABASE_URL": "postgresql://u:sesame@127.0.0.1:1/d"}, 5, "PostgreSQL"),
        ({"FIRSTBELL_WORKER_BATCH": "many"}, 8, "`FIRSTBELL_WORKER_BATCH` (`many`) is not right"),
        ({"FIRSTBELL_SCRATCH_FOLDER": "/nowhere"}, 8, "`FIRSTBELL_SCRATCH_FOLDER` (`/nowhere`) is not right"),
        ({"FIRSTBELL_KEYS_FOLDER": "/tmp"}, 3, "key file `operator.public` is missing in `/tmp`"),
        ({"FIRSTBELL_VAULT_KEYS_FOLDER": "/tmp"}, 3, "key file `key-encryption` is missing in `/tmp`"),
    ],
)
def test_what_a_worker_cannot_start_with_is_said_with_a_code(
    variables: dict[str, str], start: Start, changes: dict[str, str], code: int, said: str
) -> None:
    worker = start("worker", variables | changes)
    assert worker.wait() == code, worker.said
    assert said in worker.said
    assert "sesame" not in worker.said
    assert "Traceback" not in worker.said
