"""`firstbell demo`: told whole as a script would run it, and what it leaves alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.demo.homes import is_demo_home
from services.operator.reading import HomeReader
from services.operator.settings import DemoSettings, HomeSettings, write_settings
from tests.project.sources import ROOT
from tests.services.cli.conftest import Program

PROGRAM = Path(sys.executable).parent / "firstbell"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FIRSTBELL_HOME"}}


@pytest.mark.slow
def test_the_demo_without_a_terminal_tells_everything_and_ends(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ran = subprocess.run(
        [PROGRAM, "demo", "--weekend", "--home", home],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    for said in (
        "All people in this story are invented",
        "60, in 65 events",
        "34 of 34 named cases came as they must",
        "callouts-20270501-0830.csv:17:20",
        "✔ conservation and history over",
        "✔ ledger `bedfordshire-demo/ledger`",
        "✔ replay",
        "4 more callouts came in with 4 notices that nobody has opened yet",
        "Operation Encompass in Bedford Borough, version 1, clause guidance-contents",
    ):
        assert said in ran.stdout
    assert is_demo_home(home)


@pytest.mark.slow
def test_the_demo_for_machines_is_one_document_and_replaces_an_earlier_demo(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    write_settings(home, HomeSettings(demo=DemoSettings(seed=1)))
    (home / "old").write_text("gone")
    ran = subprocess.run(
        [PROGRAM, "demo", "--weekend", "--json", "--seed", "3", "--home", home],
        stdin=subprocess.DEVNULL,
        env=ENVIRONMENT,
        capture_output=True,
        timeout=120,
    )
    document = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert (document["good"], document["counted"]["callouts"], len(document["cases"])) == (True, 60, 34)
    assert not (home / "old").exists()


@pytest.mark.slow
def test_a_story_that_is_stopped_stands_at_that_time(firstbell: Program, tmp_path: Path) -> None:
    home = tmp_path / "home"
    ran = firstbell("demo", "--weekend", "--until", "2027-05-01T00:30", "--no-serve", "--home", home)
    assert ran.code == 0, ran.err
    with HomeReader(home) as reader:
        assert reader.last_recorded().isoformat() == "2027-04-30T23:30:00+00:00"
        assert 3 < reader.counts()["events"] < 20


def test_a_folder_that_is_no_demo_is_left_as_it_is(firstbell: Program, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    ran = firstbell("demo", "--fresh", "--home", tmp_path)
    assert ran.code == 3
    assert "is not a home that the demo made, and is left as it is" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
