"""How commands end: exit codes, and errors as a person reads them."""

import sys
import traceback
from enum import IntEnum
from os import environ
from typing import Final

from rich.console import Console
from rich.text import Text

from streams import sqlite

TRACEBACK: Final = "FIRSTBELL_TRACEBACK"


class ExitCode(IntEnum):
    """How a command ended. The numbers are stable: scripts rely on them."""

    OK = 0
    FOUND = 1
    USAGE = 2
    HOME = 3
    REFUSED = 4
    UNREACHABLE = 5
    UNKNOWN_EVENT = 6
    DIFFERENT = 7
    SETTINGS = 8
    DRIFT = 9
    DENIED = 10
    INTERNAL = 70
    READER_GONE = 141


EXIT_CODES: Final = {
    ExitCode.OK: "all is well",
    ExitCode.FOUND: "a check found something wrong",
    ExitCode.USAGE: "the command was not understood",
    ExitCode.HOME: "there is no hub's home, or it is broken",
    ExitCode.REFUSED: "the input was refused",
    ExitCode.UNREACHABLE: "something could not be reached, or is not decided yet: try again",
    ExitCode.UNKNOWN_EVENT: "no accepted event is called that",
    ExitCode.DIFFERENT: "two engines came to different decisions",
    ExitCode.SETTINGS: "a setting of a process is missing or wrong",
    ExitCode.DRIFT: "the brokers, or the databases, are not as declared",
    ExitCode.DENIED: "the brokers refuse this certificate, or give it no such right",
    ExitCode.INTERNAL: "a fault of the program itself",
    ExitCode.READER_GONE: "whoever read the output stopped reading",
}


class Failure(Exception):
    """A command cannot do what it was asked; `lines` say why and what to do next."""

    def __init__(self, code: ExitCode, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception stands for; what nobody expected becomes an internal one, without its text."""
    if isinstance(error, Failure):
        return error
    # imported here: a command that succeeds need not load what others can fail with
    from services.demo.bringing import NotDelivered
    from services.directory.faults import FileRefused
    from services.operator.agency_folder import FolderError
    from services.operator.serving import PortTaken
    from services.publisher.delivery import PromiseInvalid
    from services.publisher.errors import StoreError
    from services.publisher.identity import IdentityError
    from services.publisher.transport import HubBusy, HubRefused
    from services.settings.faults import SettingsRefused
    from services.web.assets import AssetsMissing
    from streams.checks.home import HomeUnreadable
    from streams.engines.contract import Undecided
    from streams.engines.local.home import HomeError
    from streams.engines.local.inbound import CannotStore
    from streams.ledger.errors import LedgerError, LogInUse
    from streams.reference.log import ReferenceForged

    match error:
        case SettingsRefused():
            return Failure(ExitCode.SETTINGS, *error.faults, "ops/settings.md lists every setting")
        case LogInUse():
            text = "another process works on this home: stop `firstbell serve`, or wait until it is done"
            return Failure(ExitCode.UNREACHABLE, text)
        case HomeError() | HomeUnreadable() | LedgerError() | ReferenceForged():
            return Failure(ExitCode.HOME, str(error))
        case PortTaken() | PromiseInvalid() | NotDelivered() | HubBusy() | HubRefused() | AssetsMissing():
            return Failure(ExitCode.UNREACHABLE, str(error))
        case FolderError() | IdentityError() | StoreError():
            return Failure(ExitCode.HOME, str(error))
        case FileRefused():
            return Failure(ExitCode.REFUSED, *(str(fault) for fault in error.faults))
        case CannotStore() | Undecided():
            return Failure(ExitCode.UNREACHABLE, str(error))
        case PermissionError():
            return Failure(ExitCode.HOME, f"`{error.filename}` may not be read or written: check who owns it")
        case sqlite.Error():
            text = f"the home's databases cannot be read or written (`{type(error).__name__}`: {error})"
            return Failure(ExitCode.HOME, text, "free space on the disk, or restore them from the backup")
    return _internal(error)


def show_failure(failure: Failure) -> None:
    """Print a failure on stderr."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for place, line in enumerate(failure.lines):
        console.print(Text.assemble(("error: ", "bold red"), line) if place == 0 else Text(f"       {line}"))


def _internal(error: BaseException) -> Failure:
    """Names the kind and the place only: the text of an unexpected error could hold anything."""
    if environ.get(TRACEBACK):
        traceback.print_exception(error, file=sys.stderr)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "an unknown place"
    return Failure(
        ExitCode.INTERNAL,
        f"a fault of the program: `{type(error).__name__}` at {place}",
        f"run it again with {TRACEBACK}=1 where its output stays private, and report what that prints",
    )
