"""Serving a hub's pages and its intake on this machine, each in a thread of its own beside the engine's."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec
import uvicorn
from fastapi import FastAPI

from services.intake.app import create_intake
from services.intake.app import server_of as intake_server
from services.intake.hub import IntakeHub
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens, new_token, token_digest
from services.operator.addresses import HOST
from services.operator.clock import Clock
from services.operator.settings import HomeSettings
from services.web import SignInLinks, WebSettings, create_app
from services.web.assets import Assets
from services.web.server import server_of as page_server
from streams.durability import write_durably
from streams.engines.contract import Hub
from streams.engines.local.home import PROMISE_KEY_ID, Home, HomeError
from streams.simulation.simulators import HomeSimulator

if TYPE_CHECKING:
    from streams.engines.local.hub import LocalHub  # a process that only serves need not load the engine

TOKENS: Final = "tokens.json"
STARTS_WITHIN: Final = 20.0
"""Seconds in which a server that was told to start listens, or has failed."""

LETS_GO_WITHIN: Final = 2.0

TokenDigests = dict[str, list[str]]


class PortTaken(Exception):
    """Another process listens where this one should; the text says what to do."""


def listen(port: int) -> socket.socket:
    """A socket that listens on loopback; port 0 takes any that is free. Raises `PortTaken`.

    A process that was killed has let go of its port a moment later: so long it is tried again.
    """
    until = time.monotonic() + LETS_GO_WITHIN
    while True:
        try:
            return _listen(port)
        except PortTaken:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise PortTaken(f"port `{port}` is taken: stop what listens there, or name another port") from None
    return listening


class Running:
    """One server in a thread of its own. Use as a context manager."""

    def __init__(self, server: uvicorn.Server, listening: socket.socket) -> None:
        self._server = server
        self._listening = listening
        self._thread = threading.Thread(target=self._run, name=f"server-{self.port}", daemon=True)
        self._ended = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        """Start; returns once requests are answered. RuntimeError where the server does not start."""
        self._thread.start()
        waited = 0.0
        while not self._server.started:
            if self._ended.wait(0.01) or (waited := waited + 0.01) > STARTS_WITHIN:
                raise RuntimeError(f"the server on port {self.port} did not start")
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the requests under way, then stop."""
        self._server.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self._listening.close()
            self._ended.set()


def serve_intake(hub: "LocalHub", clock: Clock, port: int) -> Running:
    """The intake of a hub that is told a story, in a thread beside it."""
    listening = listen(port)
    return Running(intake_server(intake_of(hub, hub.home.folder, clock, listening)), listening)


def intake_of(hub: IntakeHub, folder: Path, clock: Clock, listening: socket.socket) -> FastAPI:
    """The intake as an application; the home's folder holds the digests of the agencies' tokens."""
    settings = IntakeSettings(url=f"http://{HOST}:{listening.getsockname()[1]}", promise_key=PROMISE_KEY_ID)
    return create_intake(hub, AgencyTokens(read_tokens(folder)), settings, clock=clock)


def serve_pages(hub: "LocalHub", clock: Clock, settings: HomeSettings, links: SignInLinks, port: int) -> Running:
    """The pages of a hub, in a thread beside it."""
    return Running(page_server(pages_of(hub, hub.home, clock, settings, links)), listen(port))


def pages_of(hub: Hub, home: Home, clock: Clock, settings: HomeSettings, links: SignInLinks) -> FastAPI:
    """The pages as an application; cookies without `Secure`, since loopback has no TLS.

    Raises `AssetsMissing` where the page assets were not set up.
    """
    declared = hub.reference().hub
    if declared is None:
        raise HomeError("the hub was never declared: run `firstbell init`")
    web = WebSettings(
        session_secret=home.read_keys().session,
        hub=declared.hub,
        telephones=settings.telephones,
        people_are_invented=settings.demo is not None,
        secure_cookies=False,
        ledger=home.ledger,
    )
    return create_app(hub, web, clock, links, HomeSimulator(home.folder))


def check_servable(folder: Path) -> None:
    """Raise what would keep pages or intake of a home from beginning: `AssetsMissing`, or HomeError for its tokens."""
    Assets(WebSettings.model_fields["govuk_frontend"].default)
    read_tokens(folder)


@contextmanager
def deciding(hub: "LocalHub", tick_every: float) -> Iterator[None]:
    """The engine decides in the background, ticks by the clock and signs checkpoints. Closes the hub at the end."""
    hub.start(tick_every)
    try:
        yield
    finally:
        hub.close()


def read_tokens(folder: Path) -> TokenDigests:
    """The digests of the agencies' tokens. HomeError where the file cannot be read."""
    path = folder / TOKENS
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=TokenDigests)
    except msgspec.DecodeError:
        raise HomeError(f"the home's `{TOKENS}` cannot be read: restore it from the backup") from None


def give_token(folder: Path, agency: str) -> str:
    """A new token for an agency; only its digest is kept, so that it is shown this once."""
    token = new_token()
    kept = read_tokens(folder)
    kept.setdefault(agency, []).append(token_digest(token))
    path = folder / TOKENS
    write_durably(path, msgspec.json.encode(kept), "home.tokens")
    path.chmod(0o600)
    return token
