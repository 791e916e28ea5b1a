"""A check that runs beside the tests: either's failure is the whole's, and the tests speak last."""

import sys

import pytest

from ops.setup.beside import main


def said(what: str, code: int) -> list[str]:
    """A command that says something and ends with a code."""
    return [sys.executable, "-c", f"import sys; print({what!r}, flush=True); sys.exit({code})"]


@pytest.mark.parametrize(("check", "tests", "code"), [(0, 0, 0), (3, 0, 3), (0, 1, 1), (3, 1, 1)])
def test_either_that_fails_fails_the_whole(
    check: int, tests: int, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*said("the check", check), "--", *said("= 1 passed in 1s =", tests)]) == code
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "= 1 passed in 1s ="
    assert lines[1:2] == (["the check"] if check else [])
    assert ("ended with code 3" in lines[-1]) == (check == 3)


def test_a_check_that_was_killed_fails_the_whole() -> None:
    killed = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
    assert main([*killed, "--", *said("passed", 0)]) == 9


def test_a_check_without_tests_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(said("the check", 0)) == 64
    assert "then `--`, then the tests" in capsys.readouterr().err
