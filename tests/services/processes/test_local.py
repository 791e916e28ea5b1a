"""`firstbell serve --monitor-port`: the three processes of a hub tell the same metrics together, on loopback."""

import re
from pathlib import Path

import httpx
import pytest

from services.metrics import catalogue
from tests.services.cli.conftest import Program
from tests.services.processes.conftest import Start, Started

pytestmark = pytest.mark.slow


def served(start: Start, home: Path, *words: str) -> Started:
    """A home that is being served, and has said how to stop it."""
    words = ("serve", "--home", str(home), "--port", "0", "--intake-port", "0", *words)
    process = start(" ".join(words), {})
    process.until(lambda: "stop with" in process.out)
    return process


def test_what_is_decided_and_how_the_hub_stands_is_told(start: Start, copy_of_told_home: Path, tmp_path: Path) -> None:
    process = served(start, copy_of_told_home, "--monitor-port", "0")
    found = re.search(r"^metrics (http://127\.0\.0\.1:\d+)/metrics$", process.out, re.MULTILINE)
    assert found is not None
    url = found[1]

    def text() -> str:
        return httpx.get(url + "/metrics").text

    def value(start_of_line: str) -> float:
        return sum(float(line.split()[-1]) for line in text().splitlines() if line.startswith(start_of_line))

    process.until(lambda: httpx.get(url + "/readyz").status_code == 200)
    assert httpx.get(url + "/healthz").text == "live\n"
    assert value("firstbell_ledger_entries") > 100
    assert value("firstbell_desk_items{") > 0
    assert value("firstbell_notices_unopened{") > 0
    export = copy_of_told_home / "world" / "callouts-20270501-0830.csv"
    fresh = tmp_path / "fresh.csv"
    fresh.write_bytes(
        export.read_bytes().replace(b"BEDS-OE-27-1", b"BEDS-OE-27-9").replace(b"01/05/2027", b"04/05/2027")
    )
    intake = re.search(r"^intake\s+(\S+)$", process.out, re.MULTILINE)
    assert intake is not None
    agency = copy_of_told_home / "agencies" / "bedfordshire-police"
    ran = Program()("publish", fresh, "--agency", agency, "--hub", intake[1], "--json")
    promised = ran.document["promised"]
    assert isinstance(promised, int)
    assert promised > 8, ran.err
    process.until(lambda: value('firstbell_events_total{agency="bedfordshire-police"') >= promised)
    assert value("firstbell_visible_seconds_count") > 0
    assert value('firstbell_requests_total{method="POST",status="2xx"}') > 0
    names = {line.split("{")[0].split(" ")[0] for line in text().splitlines() if not line.startswith("#")}
    assert {catalogue.STAGE_SECONDS.exposed + "_count", catalogue.UNSIGNED.exposed} <= names
    assert process.end() == 0


def test_it_is_off_unless_it_is_asked_for(start: Start, copy_of_told_home: Path) -> None:
    process = served(start, copy_of_told_home)
    assert "metrics" not in process.out
    assert process.end() == 0
