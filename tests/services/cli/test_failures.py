"""What errors become: an exit code and a sentence, and never what an unexpected one says."""

import pytest

from services.cli.failures import EXIT_CODES, ExitCode, Failure, failure_of, show_failure
from services.directory.faults import Fault, FileRefused
from services.operator.agency_folder import FolderError
from services.operator.serving import PortTaken
from services.publisher.transport import HubBusy
from services.web.assets import AssetsMissing
from streams import sqlite
from streams.engines.contract import Undecided
from streams.engines.local.home import HomeError
from streams.engines.local.inbound import CannotStore
from streams.ledger.errors import DatabaseForked, LogInUse

SECRET = "Quillfeather"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HomeError("x"), ExitCode.HOME),
        (DatabaseForked("x"), ExitCode.HOME),
        (FolderError("x"), ExitCode.HOME),
        (sqlite.Error("x"), ExitCode.HOME),
        (PermissionError(13, "x", "f"), ExitCode.HOME),
        (LogInUse("x"), ExitCode.UNREACHABLE),
        (CannotStore("x"), ExitCode.UNREACHABLE),
        (Undecided("x"), ExitCode.UNREACHABLE),
        (PortTaken("x"), ExitCode.UNREACHABLE),
        (HubBusy("x"), ExitCode.UNREACHABLE),
        (AssetsMissing("x"), ExitCode.UNREACHABLE),
        (FileRefused(Fault("f", 1, 2, "h", "r", "m")), ExitCode.REFUSED),
        (Failure(ExitCode.FOUND, "x"), ExitCode.FOUND),
        (ValueError("x"), ExitCode.INTERNAL),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.name,
)
def test_each_error_has_its_exit_code(error: Exception, code: ExitCode) -> None:
    assert failure_of(error).code is code


def test_every_exit_code_is_explained() -> None:
    assert set(EXIT_CODES) == set(ExitCode)


def test_an_unexpected_error_is_named_by_kind_and_place_alone() -> None:
    with pytest.raises(KeyError) as raised:
        raise KeyError(SECRET)
    failure = failure_of(raised.value)
    assert failure.lines[0].startswith("a fault of the program: `KeyError` at test_failures.py:")
    assert SECRET not in str(failure)


def test_its_traceback_is_printed_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure_of(ValueError(SECRET))
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FIRSTBELL_TRACEBACK", "1")
    failure_of(ValueError(SECRET))
    assert f"ValueError: {SECRET}" in capsys.readouterr().err


def test_a_file_that_was_refused_shows_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    faults = [Fault("roll.csv", line, 3, "UPN", "it is wrong", "correct it") for line in (2, 9)]
    show_failure(failure_of(FileRefused(*faults)))
    assert capsys.readouterr().err == (
        "error: roll.csv, line 2, column 3 (`UPN`): it is wrong: correct it\n"
        "       roll.csv, line 9, column 3 (`UPN`): it is wrong: correct it\n"
    )
