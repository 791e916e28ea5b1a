"""An agency publishes from its folder to a hub's intake, by commands alone."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.demo.world.build import build_world
from services.demo.world.incidents import SATURDAY
from services.operator.agency_folder import AgencyFolder
from services.operator.clock import machine_clock
from services.operator.opening import working_on
from services.operator.serving import serve_intake
from streams import sqlite
from tests.project.sources import ROOT
from tests.services.cli.conftest import Program

DEMO = ROOT / "ops" / "demo"


@pytest.fixture
def home(firstbell: Program, tmp_path: Path) -> Path:
    """A hub of three areas."""
    made = tmp_path / "home"
    areas = [part for code in ("821", "822", "823") for part in ("--area", f"{code}=Area {code}")]
    assert firstbell("init", "--hub", "test-hub", "--title", "A hub", *areas, "--home", made).code == 0
    return made


@pytest.fixture
def agency(firstbell: Program, home: Path, tmp_path: Path) -> Path:
    """An agency's folder, whose key the hub knows."""
    folder = tmp_path / "agency"
    made = firstbell("keys", "make", folder, "--agency", "bedfordshire-police", "--key", "k1", "--json").document
    registered = ("--title", "Bedfordshire Police", "--area", "822", "--area", "821", "--area", "823")
    ran = firstbell("keys", "register", "bedfordshire-police", "k1", str(made["public"]), *registered, "--home", home)
    assert ran.code == 0
    token = firstbell("keys", "token", "bedfordshire-police", "--home", home)
    (folder / "token").write_text(token.out)
    (folder / "hub.json").write_text(firstbell("keys", "descriptor", "--home", home).out)
    (folder / "mapping.yaml").write_bytes((DEMO / "mapping.yaml").read_bytes())
    return folder


@pytest.fixture
def intake(agency: Path, home: Path) -> Iterator[str]:
    """The hub's intake, as `firstbell serve` runs it, without its engine deciding."""
    with working_on(home) as (hub, _), serve_intake(hub, machine_clock, 0) as running:
        yield running.url


@pytest.fixture
def export(told_export: bytes, tmp_path: Path) -> Path:
    """One of the demo force's exports."""
    path = tmp_path / "export.csv"
    path.write_bytes(told_export)
    return path


@pytest.fixture(scope="session")
def told_export(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Saturday morning export, moved to where this machine's clock has passed: two of its rows are wrong."""
    world = build_world(tmp_path_factory.mktemp("world"), 7)
    return (world.directory / SATURDAY).read_bytes().replace(b"/2027 ", b"/2025 ")


def test_an_export_is_published_over_http(firstbell: Program, agency: Path, intake: str, export: Path) -> None:
    ran = firstbell("publish", export, "--agency", agency, "--hub", intake, "--json")
    assert ran.code == 1, ran.err
    document = ran.document
    assert (document["promised"], document["waiting"]) == (11, 0)
    faults = ran.rows("faults")
    assert {(fault["field"], fault["column"]) for fault in faults} >= {("Surname", 17), ("DOB", 20)}
    again = firstbell("publish", export, "--agency", agency, "--hub", intake, "--json").document
    assert again["promised"] == 0


def test_what_waits_for_a_faulty_row_is_said_until_it_is_mended(
    firstbell: Program, agency: Path, intake: str, export: Path, tmp_path: Path
) -> None:
    to, metrics = ("--agency", agency, "--hub", intake), tmp_path / "told" / "publisher.prom"
    metrics.parent.mkdir()
    waits = firstbell("publish", export, *to, "--json").document["waits_for_mending"]
    assert waits
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(lines[0])
    nothing_new = firstbell("publish", export, *to)
    assert (nothing_new.code, f"{waits} incidents wait for a person" in nothing_new.err) == (1, True)
    assert "of a referral to MARAC its coordinator, and no school" in " ".join(nothing_new.err.split())
    asked = firstbell("outcomes", *to, "--metrics", metrics, "--json")
    assert (asked.code, asked.document["waits_for_mending"]) == (1, waits)
    first = asked.rows("rows")[0]
    assert (first["state"], "line" in str(first["place"])) == ("waits_for_mending", True)
    told = metrics.read_text(encoding="utf-8")
    assert f'firstbell_publisher_open{{state="waits_for_mending"}} {waits}.0' in told
    assert 'firstbell_publisher_oldest_timestamp_seconds{state="waits_for_mending"}' in told
    assert str(first["reference"]) not in told
    assert firstbell("outcomes", *to, "--verify").code == 0


def test_a_hub_that_is_away_is_waited_for(
    firstbell: Program, agency: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.publisher.delivery.ATTEMPTS", 1)
    ran = firstbell("publish", export, "--agency", agency, "--hub", "http://127.0.0.1:9", "--json")
    assert ran.code == 5
    assert ran.document["waiting"] == 11
    assert "run it again" in ran.err


def test_a_folder_that_lacks_something_says_what(firstbell: Program, agency: Path, export: Path) -> None:
    (agency / "token").unlink()
    ran = firstbell("publish", export, "--agency", agency)
    assert ran.code == 3
    assert "there is no `token`" in ran.err
    assert "ask the hub's operator" in ran.err


def test_an_agency_is_set_up_once(firstbell: Program, agency: Path) -> None:
    ran = firstbell("keys", "make", agency, "--agency", "x", "--key", "k2")
    assert ran.code == 3
    assert "is set up" in ran.err
    assert AgencyFolder(agency).settings().key == "k1"


def ask_after_the_promises_time(agency: Path) -> None:
    """As if the hub had last been asked, and had shown nothing, long after it had promised to decide."""
    with closing(sqlite.connect(agency / "sent.db")) as store:
        store.execute("UPDATE asked SET at = at + 3600000000")


def test_what_a_hub_promised_and_did_not_decide_is_sent_again(
    firstbell: Program, agency: Path, intake: str, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = ("--agency", agency, "--hub", intake)
    firstbell("publish", export, *to)
    runs_still = firstbell("send-again", *to, "--json")
    assert runs_still.code == 0, runs_still.err
    assert runs_still.document == {
        "broken": 0, "in_time": 11, "unchanged": 0, "promised": 0, "waiting": 0, "trouble": "",
    }  # fmt: skip
    monkeypatch.setattr("services.publisher.outcomes.Outcomes.fetch", lambda *_: ask_after_the_promises_time(agency))
    again = firstbell("send-again", *to, "--json")
    assert (again.code, again.document["broken"], again.document["promised"]) == (1, 11, 11)
    assert again.document["unchanged"] == 11, "this intake has them still, and gives its former promises"
    assert "11 broken promises were given once more" in again.err
    assert "run it again in a quarter of an hour" in again.err
    monkeypatch.undo()
    assert firstbell("outcomes", *to, "--json").rows("complaints")[0]["kind"] == "promise_broken"


def test_sending_again_to_a_hub_that_is_away_says_so(firstbell: Program, agency: Path) -> None:
    ran = firstbell("send-again", "--agency", agency, "--hub", "http://127.0.0.1:9")
    assert ran.code == 5
    assert "cannot be reached" in ran.err
