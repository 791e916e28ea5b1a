"""Serving a hub's pages and its intake on this machine, each in a thread of its own beside the engine's."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from fastapi import FastAPI

from services.intake.app import create_intake
from services.intake.app import server_of as intake_server
from services.intake.hub import IntakeHub
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens, new_token, token_digest
from services.operator.addresses import HOST
from services.operator.clock import Clock
from services.operator.settings import HomeSettings
from services.serving import Serving
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


def serve_intake(hub: "LocalHub", clock: Clock, port: int) -> Serving:
    """The intake of a hub that is told a story, in a thread beside it."""
    listening = listen(port)
    return Serving(intake_server(intake_of(hub, hub.home.folder, clock, listening)), listening, "intake")


def intake_of(hub: IntakeHub, folder: Path, clock: Clock, listening: socket.socket) -> FastAPI:
    """The intake as an application; the home's folder holds the digests of the agencies' tokens."""
    settings = IntakeSettings(url=f"http://{HOST}:{listening.getsockname()[1]}", promise_key=PROMISE_KEY_ID)
    return create_intake(hub, AgencyTokens(read_tokens(folder)), settings, clock=clock)


def serve_pages(hub: "LocalHub", clock: Clock, settings: HomeSettings, links: SignInLinks, port: int) -> Serving:
    """The pages of a hub, in a thread beside it."""
    return Serving(page_server(pages_of(hub, hub.home, clock, settings, links)), listen(port), "pages")


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
