"""Visitors of the pages: a client that reads pages and sends their forms, as a browser without JavaScript does."""

import asyncio
from collections.abc import AsyncIterable, Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI

from services.web import SignInLinks, WebSettings, create_app
from tests.services.web import world
from tests.services.web.fake_hub import FakeHub


class Form:
    """A form of a page: where it is posted and its fields."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, str] = {}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].fields[given["name"]] = given["value"]


def forms_of(html: str) -> list[Form]:
    """All forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = world.NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **units: int) -> None:
        """Let time go by."""
        self.now += timedelta(**units)


class Visitor:
    """One browser."""

    def __init__(self, app: FastAPI, links: SignInLinks, clock: Callable[[], datetime]) -> None:
        self._transport = httpx.ASGITransport(app=app)
        self._links = links
        self._clock = clock
        self.cookies = httpx.Cookies()

    def request(
        self,
        method: str,
        path: str,
        data: dict[str, str] | None = None,
        content: bytes | AsyncIterable[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One request, no redirect followed."""

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://localhost", cookies=self.cookies
            ) as client:
                response = await client.request(method, path, data=data, content=content, headers=headers)
                self.cookies = client.cookies
                return response

        return asyncio.run(send())

    def get(self, path: str) -> httpx.Response:
        """Look at a page."""
        return self.request("GET", path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with just these fields."""
        return self.request("POST", path, data=fields)

    def send(self, page: httpx.Response, action: str, **fields: str) -> httpx.Response:
        """Send the form of a page whose address ends so, with its hidden fields and these."""
        form = next(form for form in forms_of(page.text) if form.action.endswith(action))
        return self.post(form.action, **(form.fields | fields))

    def sign_in(self, user: str) -> "Visitor":
        """Sign in by a one-time link."""
        path = f"/sign-in/{self._links.make(user, self._clock())}"
        response = self.send(self.get(path), path)
        assert response.status_code == 303, response.text
        return self


@pytest.fixture
def hub() -> FakeHub:
    """The hub behind the pages."""
    return FakeHub()


@pytest.fixture
def clock() -> Clock:
    """The pages' clock."""
    return Clock()


@pytest.fixture
def links() -> SignInLinks:
    """Sign-in links that were given out."""
    return SignInLinks()


@pytest.fixture
def settings() -> WebSettings:
    """Settings of the pages, as on loopback."""
    return WebSettings(
        session_secret=b"a test secret of thirty-two bytes",
        hub=world.HUB,
        telephones={world.AREA: "01234 276693"},
        secure_cookies=False,
    )


@pytest.fixture
def app(hub: FakeHub, settings: WebSettings, clock: Clock, links: SignInLinks) -> FastAPI:
    """The application."""
    return create_app(hub, settings, clock, links)


@pytest.fixture
def visit(app: FastAPI, links: SignInLinks, clock: Clock) -> Callable[[], Visitor]:
    """Makes visitors, each a browser of its own."""
    return lambda: Visitor(app, links, clock)


@pytest.fixture
def visitor(visit: Callable[[], Visitor]) -> Visitor:
    """A browser in which nobody is signed in."""
    return visit()


@pytest.fixture
def dsl(visit: Callable[[], Visitor]) -> Visitor:
    """The school's safeguarding lead."""
    return visit().sign_in(world.DSL)


@pytest.fixture
def council(visit: Callable[[], Visitor]) -> Visitor:
    """A coordinator of the council."""
    return visit().sign_in(world.COUNCIL)


@pytest.fixture
def auditor(visit: Callable[[], Visitor]) -> Visitor:
    """The hub's auditor."""
    return visit().sign_in(world.AUDITOR)
