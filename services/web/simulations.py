"""Simulations that were asked for in the browser: each in a process of its own, watched by a thread, kept in memory.

The process is nicer than the engine's and reads alone, so that nobody waits for it. Nothing is written to the log, and
nothing to a disk: what was found is gone with this process, or an hour later.
"""

import logging
import os
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

from msgspec import Struct

from streams.agreements.document import Agreement, canonical, from_canonical
from streams.simulation.simulate import Simulated
from streams.simulation.simulators import Simulator

KEPT_FOR: Final = timedelta(hours=1)
KEPT: Final = 20
"""Simulations kept at most; the oldest that has ended goes first."""
NICENESS: Final = 10

_logger: Final = logging.getLogger(__name__)


class Asked(Struct, frozen=True):
    """What was asked: by whom, at which place, which draft over which stretch, and what was found doubtful about it."""

    user: str
    place: str
    draft: Agreement
    start: datetime
    end: datetime
    at: datetime
    warnings: tuple[str, ...] = ()


class Job(Struct):
    """One simulation. `found` is there once it has ended well; `failed` says that it ended otherwise."""

    id: str
    asked: Asked
    done: int = 0
    total: int = 0
    found: Simulated | None = None
    failed: bool = False

    @property
    def running(self) -> bool:
        """Whether it still goes on."""
        return self.found is None and not self.failed


class Busy(Exception):
    """Another simulation runs: one at a time, so that the engine keeps its processor."""


class Simulations:
    """The simulations of one application. `simulator` is None where none can be made."""

    def __init__(self, simulator: Simulator | None, clock: Callable[[], datetime]) -> None:
        self._simulator = simulator
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._latest: tuple[BaseProcess, threading.Thread] | None = None

    @property
    def possible(self) -> bool:
        """Whether this application can simulate."""
        return self._simulator is not None

    def start(self, asked: Asked) -> Job:
        """Begin one. Raises `Busy` while another runs, and RuntimeError where none is possible."""
        if self._simulator is None:
            raise RuntimeError("this application was given no simulator")
        with self._lock:
            if any(job.running for job in self._jobs.values()):
                raise Busy
            self._forget()
            job = Job(secrets.token_urlsafe(16), asked)
            self._jobs[job.id] = job
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        given = (theirs, self._simulator, canonical(asked.draft), asked.start, asked.end)
        process = context.Process(target=run, args=given, name="simulation", daemon=True)
        process.start()
        theirs.close()
        following = (job, ours, process.join, self._closed)
        thread = threading.Thread(target=_follow, args=following, name="simulation", daemon=True)
        thread.start()
        self._latest = process, thread
        return job

    def close(self) -> None:
        """End the one that runs: nobody is left to read what it finds. It counts as failed."""
        self._closed.set()
        if self._latest is not None:
            process, thread = self._latest
            process.terminate()
            thread.join()

    def find(self, id: str, user: str, place: str) -> Job | None:
        """One of this user's own, at this place."""
        with self._lock:
            self._forget()
            job = self._jobs.get(id)
        return job if job is not None and (job.asked.user, job.asked.place) == (user, place) else None

    def of(self, user: str, place: str) -> list[Job]:
        """Those of a user at a place, the newest first."""
        with self._lock:
            self._forget()
            mine = [job for job in self._jobs.values() if (job.asked.user, job.asked.place) == (user, place)]
        return sorted(mine, key=lambda job: job.asked.at, reverse=True)

    def _forget(self) -> None:
        now = self._clock()
        ended = [id for id, job in self._jobs.items() if not job.running]
        old = [id for id in ended if now - self._jobs[id].asked.at > KEPT_FOR]
        for id in {*old, *ended[: max(0, len(self._jobs) - KEPT + 1)]}:
            del self._jobs[id]


def run(told: Connection, simulator: Simulator, draft: bytes, start: datetime, end: datetime) -> None:
    """What the process does: simulates, tells how far it is, and at last what it found, or the kind of its fault."""
    os.nice(NICENESS)
    document = from_canonical(draft)
    if not isinstance(document, Agreement):
        raise TypeError("only agreements are simulated")
    try:
        told.send(simulator.simulate(document, start, end, lambda done, total: told.send((done, total))))
    except Exception as error:  # told as its kind alone, which the one who waits must learn; its text may name a value
        told.send(type(error).__qualname__)
    finally:
        told.close()


def _follow(job: Job, heard: Connection, join: Callable[[], None], closed: threading.Event) -> None:
    """Take in what the process tells until it ends; one that ends without a word has failed."""
    try:
        while job.running:
            _take(job, heard.recv())
    except EOFError:
        job.failed = True
        if not closed.is_set():
            _logger.error("a simulation's process ended without an answer")
    finally:
        heard.close()
        join()


def _take(job: Job, said: Simulated | tuple[int, int] | str) -> None:
    match said:
        case Simulated():
            job.found = said
        case (done, total):
            job.done, job.total = done, total
        case str():
            job.failed = True
            _logger.error("a simulation failed with %s", said)
