"""The hub's own processes: started with the commands that an operator uses, watched, and ended by their ids."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final, Self

from ops.cluster.properties import HOST

FIRSTBELL: Final = Path(sys.executable).with_name("firstbell")
READY_SECONDS: Final = 180.0
STOP_SECONDS: Final = 40.0
BETWEEN: Final = 0.1
PREFIX: Final = "FIRSTBELL_"


class ProgramDied(Exception):
    """A process ended by itself, or was not ready in time; the text holds its name and the end of its log."""


class Program:
    """One process, `firstbell <command>`, with its settings in its environment and its log in a file."""

    def __init__(self, name: str, command: Sequence[str], settings: Mapping[str, str], log: Path, port: int) -> None:
        self.name = name
        self.log = log
        self._command = [str(FIRSTBELL), *command]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self._environment = inherited | {PREFIX + name: value for name, value in settings.items()}
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process, None while it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> Self:
        """Start it, and return at once."""
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self

    def check(self) -> None:
        """Raise `ProgramDied` where it ended by itself."""
        if self._process is not None and (code := self._process.poll()) is not None:
            raise ProgramDied(f"`{self.name}` ended with code {code}; its log, {self.log}, ends with:\n{self.tail()}")

    def wait_ready(self, timeout: float = READY_SECONDS) -> None:
        """Wait until it says that it is ready. Raises `ProgramDied`."""
        end = time.monotonic() + timeout
        while not self.ready():
            self.check()
            if time.monotonic() >= end:
                raise ProgramDied(
                    f"`{self.name}` was not ready in {timeout:.0f} s: it says `{self.standing()}`; its log, {self.log},"
                    f" ends with:\n{self.tail()}"
                )
            time.sleep(BETWEEN)

    def ready(self) -> bool:
        """Whether it says so."""
        return self._asked()[0] == HTTPStatus.OK

    def standing(self) -> str:
        """What it says of itself; empty where it does not answer."""
        return self._asked()[1]

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self._signal(signal.SIGKILL)
        self.wait(STOP_SECONDS)

    def pause(self) -> None:
        """Stop it without ending it (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def ask_to_stop(self) -> None:
        """Tell it to finish what is under way, and return at once."""
        if self.pid is not None:
            self._signal(signal.SIGCONT)
            self._signal(signal.SIGTERM)

    def wait(self, timeout: float) -> int | None:
        """Wait for its end, and kill it if that takes too long; its exit code."""
        if self._process is None:
            return None
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def tail(self, lines: int = 12) -> str:
        """The end of its log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def _asked(self) -> tuple[int, str]:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace").strip()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def _signal(self, number: int) -> None:
        if self._process is None:
            raise ProgramDied(f"`{self.name}` was not started")
        self._process.send_signal(number)


def stop_all(programs: Iterable[Program], timeout: float = STOP_SECONDS) -> None:
    """End processes in order: all are told first, then each is waited for."""
    running = list(programs)
    for program in running:
        program.ask_to_stop()
    end = time.monotonic() + timeout
    for program in running:
        program.wait(max(1.0, end - time.monotonic()))
