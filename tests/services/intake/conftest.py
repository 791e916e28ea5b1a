"""A real hub behind a real server on loopback, and an agency that is registered at it."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from msgspec import Struct

from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered
from services.intake.app import create_intake, server_of
from services.intake.documents import HubDescriptor, describe_hub
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens, new_token, token_digest
from services.publisher.identity import Identity, create_key, read_identity
from streams.engines.local.home import PROMISE_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from tests.services.publisher.support import AGENCY, HUB, NOW

OTHER = "bedford-hospital"
STRANGER = "nobody-registered"
SETTINGS = IntakeSettings(url="http://127.0.0.1", promise_key=PROMISE_KEY_ID, retry_seconds=1)


class World(Struct):
    """The hub, who may speak to it, and where."""

    hub: LocalHub
    identity: Identity
    tokens: dict[str, str]
    app: FastAPI
    url: str = ""

    @property
    def descriptor(self) -> HubDescriptor:
        """What publishers know of the hub."""
        found = describe_hub(self.hub.reference(), PROMISE_KEY_ID, self.url, NOW)
        assert found is not None
        return found

    def headers(self, agency: str = AGENCY, **more: str) -> dict[str, str]:
        """The headers of an agency's request."""
        return {"authorization": f"Bearer {self.tokens[agency]}", **more}


@pytest.fixture
def unserved(tmp_path: Path) -> Iterator[World]:
    """The hub and its application, not served yet."""
    home = Home(tmp_path / "hub")
    began = NOW - timedelta(days=30)
    declare_hub(home, HUB, "Bedford", began)
    public = create_key(tmp_path / "key")
    hub = LocalHub(home, lambda: NOW)
    with hub.locked:
        hub.registry.refer(
            [
                AgencyRegistered(AGENCY, "Police", AgencyKind.POLICE, ("encompass.notification",), ("822",)),
                AgencyRegistered(OTHER, "Hospital", AgencyKind.HOSPITAL, (), ("822",)),
                AgencyKeyAdded(AGENCY, "police-1", public, began, None),
            ],
            began,
        )
    tokens = {agency: new_token() for agency in (AGENCY, OTHER, STRANGER)}
    known = AgencyTokens({agency: [token_digest(token)] for agency, token in tokens.items()})
    app = create_intake(hub, known, SETTINGS, clock=lambda: NOW)
    yield World(hub, read_identity(tmp_path / "key", AGENCY, "police-1"), tokens, app)
    hub.close()


@pytest.fixture
def world(unserved: World) -> Iterator[World]:
    """The hub, served."""
    server = server_of(unserved.app, port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended before it had started"
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    unserved.url = f"http://127.0.0.1:{port}"
    yield unserved
    server.should_exit = True
    thread.join()


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """An HTTP client at the server."""
    with httpx.Client(base_url=world.url, timeout=60) as opened:
        yield opened
