"""The hub's processes as they are started and watched; and the whole of them, with the demo's story."""

import os
from pathlib import Path
from typing import Self

import pytest

from ops.cluster.brokers import free_ports
from ops.cluster.hub import HubCluster
from ops.cluster.programs import Program, ProgramDied, stop_all
from ops.cluster.run import main
from streams.engines.local.home import Home


def ticker(folder: Path, **settings: str) -> Program:
    """A ticker that lacks settings."""
    return Program("ticker", ("ticker",), settings, folder / "ticker.log", free_ports(1)[0])


def test_a_process_that_dies_is_told_with_its_code_and_the_end_of_its_log(tmp_path: Path) -> None:
    program = ticker(tmp_path).start()
    with pytest.raises(ProgramDied, match=r"(?s)`ticker` ended with code 8; .*`FIRSTBELL_KAFKA_BOOTSTRAP` is not set"):
        program.wait_ready()
    assert program.pid is None


def test_a_process_that_is_never_ready_is_told_with_what_it_says(tmp_path: Path) -> None:
    settings = {"KAFKA_BOOTSTRAP": "127.0.0.1:9", "KAFKA_SECURITY": "plaintext"}
    program = ticker(tmp_path, **settings).start()
    try:
        with pytest.raises(ProgramDied, match=r"`ticker` (was not ready in 0 s|ended with code 5)"):
            program.wait_ready(timeout=0)
    finally:
        stop_all([program])
    assert program.pid is None


def test_nothing_of_the_callers_settings_reaches_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_KAFKA_BOOTSTRAP", "127.0.0.1:9")
    with pytest.raises(ProgramDied, match="`FIRSTBELL_KAFKA_BOOTSTRAP` is not set"):
        ticker(tmp_path).start().wait_ready()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("kept")
    assert main([str(tmp_path), "--no-serve"]) == 1
    assert "holds something else, and is left as it is" in " ".join(capsys.readouterr().out.split())
    assert os.listdir(tmp_path) == ["mine"]


class Quiet(Program):
    """A process that notes what is done with it, and ends with a code."""

    def __init__(self, folder: Path, code: int) -> None:
        super().__init__("ticker", ("ticker",), {}, folder / "ticker.log", 0)
        self.log.touch()
        self.done: list[str] = []
        self._code = code

    def start(self) -> Self:
        self.done.append("started")
        return self

    def wait_ready(self, timeout: float = 0) -> None:
        self.done.append("ready")

    def ask_to_stop(self) -> None:
        self.done.append("asked")

    def wait(self, timeout: float) -> int | None:
        self.done.append("ended")
        return self._code


def test_a_process_that_rests_goes_on_afterwards(tmp_path: Path) -> None:
    cluster, ticker = HubCluster(tmp_path / "cluster", Home(tmp_path / "home")), Quiet(tmp_path, 0)
    cluster.programs["ticker"] = ticker
    with cluster.resting("ticker"):
        assert ticker.done == ["asked", "ended"]
        cluster.check()
    assert ticker.done == ["asked", "ended", "started", "ready"]
    assert cluster.programs == {"ticker": ticker}


def test_a_process_that_ends_badly_when_asked_is_told(tmp_path: Path) -> None:
    cluster = HubCluster(tmp_path / "cluster", Home(tmp_path / "home"))
    cluster.programs["ticker"] = Quiet(tmp_path, 70)
    told = "`ticker` did not end well when asked, but with code 70"
    with pytest.raises(ProgramDied, match=told), cluster.resting("ticker"):
        pytest.fail("it went on")


@pytest.mark.long
def test_the_story_comes_to_the_same_on_a_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(tmp_path / "cluster"), "--brokers", "1", "--workers", "2", "--no-serve"])
    shown = capsys.readouterr().out
    assert code == 0, shown[-5000:]
    assert "the same decisions" in shown
    assert "6 exports came through the intake, 6 straight to the brokers" in shown
