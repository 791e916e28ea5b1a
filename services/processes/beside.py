"""A process beside the engine's: it serves the pages or the intake of a home for `firstbell serve`, or sends its mail.

Taking requests apart and making pages needs as much of a processor as deciding: in one process they would take turns
at the interpreter, and whoever waits for a page or a promise would wait for deciding as well (ops/decisions/0117).
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import FastAPI

from services.intake.app import server_of as intake_server
from services.logs.starting import logged
from services.metrics import catalogue
from services.metrics.catalogue import Metric
from services.metrics.requests import CountedRequests
from services.operator.serving import intake_of, pages_of
from services.operator.settings import read_settings
from services.processes.sending import send_beside
from services.processes.starting import Begun, Count, Said, Start, clock_of
from services.serving import Serving
from services.settings.processes import ServeSettings
from services.web import SignInLinks
from services.web.server import server_of as page_server
from streams.engines.local.asking import Asking
from streams.engines.local.beside import DoorBeside, PagesBeside
from streams.engines.local.home import Home


class Telling:
    """`services.metrics.requests.Counts`, kept by whoever started this process."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def add(self, metric: Metric, *labels: str) -> None:
        """Count."""
        self.say(Count(metric.name, labels, None))

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """One more value of a histogram."""
        self.say(Count(metric.name, labels, value))

    def say(self, said: Said) -> None:
        """Tell something."""
        self._asking.tell(msgspec.msgpack.encode(said))


def main() -> None:
    """Serve until standard input ends: that is how this process is told to stop, and how it learns that the engine's
    was killed. Signals of a terminal or a service manager reach both; the one that was started first ends the other."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    start = msgspec.json.decode(sys.stdin.buffer.readline(), type=Start)
    settings = ServeSettings.read()
    asking = Asking(Connection(start.engine))
    telling = Telling(asking)

    def line_written(level: str) -> None:
        if start.counted:
            telling.add(catalogue.LOG_LINES, level)

    with logged(f"serve-{start.part}", settings.instance, settings.log, line_written):
        if start.listening is None:
            send_beside(start, settings, asking, lambda: telling.say(Begun(())))
        else:
            _serve(start, start.listening, asking, telling)


def _serve(start: Start, descriptor: int, asking: Asking, telling: Telling) -> None:
    with (
        socket.socket(fileno=descriptor) as listening,
        _application(start, asking, listening) as (app, links),
    ):
        if start.counted:
            app.add_middleware(CountedRequests, meters=telling)
        server = page_server(app) if start.part == "pages" else intake_server(app)
        with Serving(server, listening, start.part):
            telling.say(Begun(links))
            sys.stdin.buffer.read()


@contextmanager
def _application(start: Start, asking: Asking, listening: socket.socket) -> Iterator[tuple[FastAPI, tuple[str, ...]]]:
    """What is served, and the tokens of the sign-in links that were asked for."""
    home, clock = Home(Path(start.home)), clock_of(start)
    if start.part == "intake":
        operator = Ed25519PublicKey.from_public_bytes(bytes.fromhex(start.operator))
        with closing(DoorBeside(home, operator, asking)) as door:
            yield intake_of(door, home.folder, clock, listening), ()
        return
    links = SignInLinks()
    with closing(PagesBeside(home, home.read_keys(), clock, asking)) as hub:
        tokens = [links.make(user, clock(), timedelta(seconds=start.links_last)) for user in start.links]
        yield pages_of(hub, home, clock, read_settings(home.folder), links), tuple(tokens)


if __name__ == "__main__":
    main()
    os._exit(0)  # a request that was given up must not keep the process
