"""The whole line as processes: what is published becomes visible, ledgered and measured; ticks come from one of two."""

import signal
from pathlib import Path

import psycopg
import pytest

from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.note import VerifierKey
from tests.services.processes.conftest import Start, Started
from tests.services.processes.test_worker import publish
from tests.support.furnishing import school
from tests.support.kafka_hub import KafkaHub

pytestmark = pytest.mark.slow


@pytest.fixture
def told(variables: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """What every process is told, the ledger's folder too."""
    (tmp_path / "ledger").mkdir()
    return variables | {"FIRSTBELL_LEDGER_FOLDER": str(tmp_path / "ledger"), "FIRSTBELL_TICKER_SECONDS": "0.5"}


def test_what_is_published_is_decided_seen_and_ledgered(
    hub: KafkaHub, told: dict[str, str], start: Start, tmp_path: Path
) -> None:
    worker, ledger, views = start("worker", told), start("ledger-writer", told), start("views", told)
    for process in (worker, ledger, views):
        process.until_ready()
    publish(hub, "ref-1")
    views.until(lambda: views.metric("firstbell_visible_seconds_count") == 1)
    views.until(lambda: views.metric("firstbell_notices_unopened{") == 1)
    assert views.metric("firstbell_ledger_entries") > 3
    ledger.until(lambda: ledger.metric('firstbell_records_written_total{sink="ledger"}') >= 3)
    views.until(lambda: views.metric("firstbell_checkpoint_entries") == views.metric("firstbell_ledger_entries"))
    assert views.metric("firstbell_unsigned_seconds") == 0
    views.until(lambda: views.metric("firstbell_standing_age_seconds") < 20)
    for process in (worker, ledger, views):
        assert process.end(signal.SIGTERM) == 0, process.said
        assert process.errors == [], process.said
    declared = hub.world.engine.hub
    note = (tmp_path / "ledger" / "checkpoint").read_bytes()
    checkpoint = open_checkpoint(note, VerifierKey(declared.ledger_origin, declared.ledger_key))
    assert checkpoint.size >= hub.referred + 3


def active(ticker: Started) -> bool:
    """Whether a ticker is the one that ticks."""
    return ticker.ask("/readyz")[0] == 200


def test_of_two_tickers_one_is_ready_and_the_other_takes_over(
    hub: KafkaHub, told: dict[str, str], start: Start
) -> None:
    tickers = [start("ticker", told), start("ticker", told)]
    tickers[0].until(lambda: any(active(ticker) for ticker in tickers))
    first = next(ticker for ticker in tickers if active(ticker))
    other = next(ticker for ticker in tickers if ticker is not first)
    assert not active(other)
    assert "no partition to work on" in other.ask("/readyz")[1]
    assert other.ask("/healthz")[0] == 200
    first.process.kill()
    first.process.wait()
    other.until(lambda: active(other))
    ends = [hub.end(hub.topics.inputs_of("person.0"))]
    other.until(lambda: hub.end(hub.topics.inputs_of("person.0")) > ends[0])
    assert other.end() == 0


def test_a_process_that_hangs_is_not_alive(hub: KafkaHub, told: dict[str, str], start: Start) -> None:
    views = start("views", told | {"FIRSTBELL_MONITOR_STUCK_SECONDS": "2"})
    views.until_ready()
    assert views.ask("/healthz")[0] == 200
    address = told["FIRSTBELL_VIEWS_DATABASE_URL"]
    with psycopg.connect(address) as holding:
        holding.execute("LOCK TABLE reference_log IN ACCESS EXCLUSIVE MODE")
        hub.world.refer(school("901234"))
        hub.refer()
        views.until(lambda: views.ask("/healthz")[0] == 503)
        assert views.ask("/healthz")[1].startswith("stuck: no turn for ")
        assert views.metric("firstbell_turn_age_seconds") > 2
    views.until(lambda: views.ask("/healthz")[0] == 200)
    assert views.end() == 0


def test_a_ledger_folder_that_is_not_there_is_said(told: dict[str, str], start: Start) -> None:
    ledger = start("ledger-writer", told | {"FIRSTBELL_LEDGER_FOLDER": "/nowhere"})
    assert ledger.wait() == 8
    assert "`FIRSTBELL_LEDGER_FOLDER` (`/nowhere`) is not right: there is no such folder" in ledger.said
