"""Processes that begin with everything imported: forked from one that did nothing else.

Importing what a worker needs takes longer than what most tests have it do. Each is a process of its own all the same,
with its own memory, sockets and threads, and can be killed, stopped and woken.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Final, TypeVar

PRELOADED: Final = ("tests.support.worker_process", "tests.support.sink_process")
G = TypeVar("G")


class Forked:
    """A process that runs `work` with what it is given. What it says goes to a file, after what stands there."""

    def __init__(self, work: Callable[[G], None], given: G, log: Path) -> None:
        self._process: ForkServerProcess = _context().Process(target=_run, args=(work, given, log), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it lives; a stopped one does."""
        return self._process.is_alive()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; nothing happens where it has ended."""
        if self.running:
            os.kill(self.pid, number)

    def wait(self, timeout: float) -> int:
        """Wait until it has ended; its code, or less the signal that ended it. TimeoutError, and it is killed."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            self.signal(signal.SIGKILL)
            self._process.join()
            raise TimeoutError(f"the process did not end within {timeout:.0f} s")
        return self._process.exitcode


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context


def _run(work: Callable[[G], None], given: G, log: Path) -> None:
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    work(given)
