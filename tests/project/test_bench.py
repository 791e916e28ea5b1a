"""`make bench`: every benchmark is run, each in a process of its own, and a missed limit ends it with 1."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.project.sources import ROOT


def test_every_benchmark_is_run() -> None:
    assert {file.name for file in bench.named([])} == {file.name for file in (ROOT / "tests/bench").rglob("test_*.py")}
    assert [file.name for file in bench.named(["kafka/test_cost"])] == ["test_cost.py"]


def test_a_name_of_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["test_cost", "nothing"]) == bench.WRONG_CALL
    assert "`nothing`" in capsys.readouterr().err


def test_whatever_misses_its_limit_is_named_and_the_others_are_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = []

    def in_a_process(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        run.append(Path(command[3]).name)
        assert command[0] == sys.executable
        return subprocess.CompletedProcess(command, int(run[-1] == "test_cost.py"))

    monkeypatch.setattr(subprocess, "run", in_a_process)
    assert bench.main(["test_memory", "test_replay", "kafka/test_cost"]) == bench.FAILED
    assert run == ["test_cost.py", "test_memory.py", "test_replay.py"]
    assert capsys.readouterr().out.strip() == "not within its limits: kafka/test_cost.py"
    assert bench.main(["test_replay"]) == 0
