"""Starting the processes beside the engine's, answering them, and ending them in order."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from multiprocessing.connection import Connection
from typing import Final, Self

import msgspec

from services.metrics import catalogue
from services.metrics.meters import Meters
from services.operator.addresses import HOST
from services.processes.starting import Begun, Part, Said, Since, Start
from streams.engines.local.asking import Answering, Perform, Question, Recall, Submit, Tell
from streams.engines.local.hub import LocalHub

MODULE: Final = "services.processes.beside"
BEGINS_WITHIN: Final = 120.0
ENDS_WITHIN: Final = 20.0
"""Seconds in which requests that are under way are finished; after them the process is killed."""

_MAY: Final[dict[Part, tuple[type[Question], ...]]] = {
    "pages": (Perform,),
    "intake": (Submit, Recall),
    "outbox": (Perform,),
}
_COUNTED: Final = {
    metric.name: metric for metric in (catalogue.REQUESTS, catalogue.REQUEST_SECONDS, catalogue.LOG_LINES)
}
_SAID: Final = msgspec.msgpack.Decoder(Said)


class ChildEnded(Exception):
    """A process beside the engine's ended by itself; the text says what to do."""


class Child:
    """One process beside the engine's. Use as a context manager, inside that of the hub whom it asks."""

    def __init__(
        self,
        part: Part,
        hub: LocalHub,
        listening: socket.socket | None,
        clock: Since | None,
        meters: Meters | None,
        links: Sequence[str] = (),
        links_last: float = 0.0,
    ) -> None:
        self.part = part
        self.url = f"http://{HOST}:{listening.getsockname()[1]}" if listening is not None else ""
        self._hub, self._listening, self._meters = hub, listening, meters
        self._clock, self._users, self._links_last = clock, tuple(links), links_last
        self._begun = threading.Event()
        self._tokens: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        """Start it; `begun` waits until it answers."""
        ours, theirs = socket.socketpair()
        with theirs, self._listening or nullcontext():
            listening = self._listening.fileno() if self._listening is not None else None
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", MODULE],
                stdin=subprocess.PIPE,
                pass_fds=(theirs.fileno(), *([listening] if listening is not None else [])),
            )
            start = self._start(theirs.fileno(), listening)
        self._answering = Answering(self._hub, Connection(ours.detach()), (*_MAY[self.part], Tell), self._told)
        self._answering.start()
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(start) + b"\n")
        self._process.stdin.flush()
        return self

    def __exit__(self, *_: object) -> None:
        """Let it finish what is under way, and end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answering.join()

    def begun(self) -> tuple[str, ...]:
        """Wait until it answers requests; the tokens of its sign-in links. Raises `ChildEnded`."""
        waited = 0.0
        while not self._begun.wait(0.05):
            self.check()
            if (waited := waited + 0.05) > BEGINS_WITHIN:
                raise ChildEnded(f"the process of the {self.part} did not begin in {BEGINS_WITHIN:.0f} s")
        return self._tokens

    def check(self) -> None:
        """Raise `ChildEnded` where the process has ended."""
        code = self._process.poll()
        if code is not None:
            raise ChildEnded(f"the process of the {self.part} ended with {code}: its log says why; start it again")

    def _start(self, engine: int, listening: int | None) -> Start:
        return Start(
            part=self.part,
            home=os.fspath(self._hub.home.folder.absolute()),
            listening=listening,
            engine=engine,
            operator=self._hub.operator_key.public_bytes_raw().hex(),
            links=self._users,
            links_last=self._links_last,
            counted=self._meters is not None,
            clock=self._clock,
        )

    def _told(self, body: bytes) -> None:
        said = _SAID.decode(body)
        if isinstance(said, Begun):
            self._tokens = said.links
            self._begun.set()
        elif self._meters is not None:
            metric = _COUNTED[said.metric]
            if said.value is None:
                self._meters.add(metric, *said.labels)
            else:
                self._meters.observe(metric, said.value, *said.labels)
