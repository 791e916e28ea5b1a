"""The pages of a real hub, served on loopback, and what a person does on them."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from playwright.sync_api import Page, expect

from schemas.records.share import Recipient
from services.web import SignInLinks, WebSettings, create_app
from services.web.server import server_of
from streams.simulation.simulators import HomeSimulator
from tests.browser.axe import axe
from tests.browser.hub import HUB, SCHOOL, Night
from tests.support.force import POLICE
from tests.support.furnishing import AREA

ENDED_WITHIN = 60.0
"""Seconds that the server may take to end."""


class Site(Struct, frozen=True):
    """The served pages and the hub behind them."""

    address: str
    night: Night
    links: SignInLinks

    @property
    def inbox(self) -> str:
        """The first school's inbox."""
        return f"{self.address}/school/{SCHOOL}"

    @property
    def front_door(self) -> str:
        """The front door's inbox."""
        return f"{self.address}/inbox/ifd/area/{AREA}"

    def contact(self) -> str:
        """The address of a contact at the front door that waits, or was opened."""
        rows = self.night.hub.views.inbox_of(Recipient("ifd", "area", AREA))
        return f"{self.front_door}/notices/{rows[0].notice}"

    @property
    def desk(self) -> str:
        """The council's desk."""
        return f"{self.address}/council/{AREA}"

    def sign_in(self, page: Page, user: str) -> None:
        """Sign in by a one-time link."""
        page.goto(f"{self.address}/sign-in/{self.links.make(user, self.night.clock())}")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Signed in as")).to_be_visible()

    @property
    def governance(self) -> str:
        """The council area's agreements."""
        return f"{self.address}/governance/{AREA}"

    @property
    def agreement(self) -> str:
        """The agreement in force."""
        return f"{self.governance}/agreements/bedford-operation-encompass/1"

    def sent(self) -> str:
        """The address of what became of the newest event, for its sender."""
        return f"{self.address}/agency/{POLICE}/events/{self.night.hub.views.events(limit=1)[0].event.hex()}"

    def notice(self, kind: str) -> str:
        """The address of a waiting or opened notice of one kind at the first school."""
        rows = self.night.hub.views.inbox(SCHOOL)
        return f"{self.inbox}/notices/{next(row.notice for row in rows if row.kind == kind)}"

    def item(self, kind: str) -> str:
        """The address of an open desk item of one kind."""
        rows = self.night.hub.views.desk([AREA])
        return f"{self.desk}/items/{next(row.item for row in rows if row.kind == kind)}"

    def event(self) -> str:
        """The address of the newest event's trace."""
        return f"{self.address}/trace/{self.night.hub.views.events(limit=1)[0].event.hex()}"


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve a night's hub on a free port until the block ends."""
    night = Night(folder / "home")
    links = SignInLinks()
    settings = WebSettings(
        session_secret=night.home.read_keys().session,
        hub=HUB,
        telephones={AREA: "01632 960 123"},
        people_are_invented=True,
        secure_cookies=False,
        ledger=night.home.ledger,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = server_of(create_app(night.hub, settings, night.clock, links, HomeSimulator(night.home.folder)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="pages")
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", night, links)
    finally:
        server.should_exit = True
        thread.join(ENDED_WITHIN)
        listening.close()
        night.hub.close()


def open_subject(page: Page, address: str, button: str) -> None:
    """Go to a notice, desk item or event and open it."""
    page.goto(address)
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(re.compile(r"\?view="))


def check_page(page: Page) -> None:
    """What holds for every page: no accessibility fault, nothing wider than the screen, one heading, a title."""
    assert axe(page) == []
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, f"{page.title()} is {width} wide on a screen of {shown}"
    expect(page.locator("h1")).to_have_count(1)
    expect(page).to_have_title(re.compile(r".+ – FirstBell$"))
