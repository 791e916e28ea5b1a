"""Photographs a school's inbox, an area's matrix and a contact at the front door in the real browser: `make images`.

The homes are fresh demos, stopped on the Tuesday after the bank holiday: before the school's lead has read anything,
and as a school has just asked the front door.
"""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import FloatRect, Page, ViewportSize, sync_playwright

from ops.setup.browser import locate
from ops.setup.environment import SetupFailed
from services.demo import SEED
from services.demo.telling import tell
from services.demo.world.schools import BEDFORD_ACADEMY
from services.operator.opening import clock_of, working_on
from services.operator.serving import serve_pages
from services.operator.settings import read_settings
from services.web import SignInLinks
from streams.calendar.wall_clock import LONDON

FOLDER: Final = Path(__file__).parent
MORNING: Final = datetime(2027, 5, 4, 7, 0, tzinfo=LONDON)
ASKED: Final = datetime(2027, 5, 4, 9, 30, tzinfo=LONDON)
FRONT_DOOR: Final = "u-ifd-822"
LEAD, AREA = "u-governance-822", "822"
WIDTH, HEIGHT = 1000, 900
SHEET: Final[ViewportSize] = {"width": 1060, "height": 645}
"""As wide as A4 landscape within its margins, in CSS pixels."""
FLAGS: Final = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Write `inbox.png`, `matrix.png` and `front-door.png` beside this file. Raises `SetupFailed` without a browser."""
    chromium = locate()
    if chromium is None:
        raise SetupFailed("no browser is there: run `make setup`, or name a Chromium in CHROMIUM")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        home = Path(scratch) / "home"
        tell(home, SEED, lambda _: None, lambda *_: None, MORNING)
        browser = playwright.chromium.launch(
            executable_path=chromium.program, args=FLAGS, env={**os.environ, **chromium.environment}
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
        _photograph(home, page)
        asked = Path(scratch) / "asked"
        tell(asked, SEED, lambda _: None, lambda *_: None, ASKED)
        _photograph_contact(asked, browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB"))
        browser.close()


def _photograph(home: Path, page: Page) -> None:
    clock, links = clock_of(home), SignInLinks()
    with working_on(home) as (hub, _), serve_pages(hub, clock, read_settings(home), links, 0) as pages:
        reader = hub.reference().readers(BEDFORD_ACADEMY, clock())[0].user
        page.goto(f"{pages.url}/sign-in/{links.make(reader, clock())}")
        page.get_by_role("button").first.click()
        page.goto(f"{pages.url}/school/{BEDFORD_ACADEMY}")
        page.screenshot(path=FOLDER / "inbox.png")
        page.context.clear_cookies()
        page.goto(f"{pages.url}/sign-in/{links.make(LEAD, clock())}")
        page.get_by_role("button").first.click()
        page.goto(f"{pages.url}/governance/{AREA}/matrix")
        page.emulate_media(media="print")
        page.set_viewport_size(SHEET)
        first = page.locator(".fb-matrix-sheet").first.bounding_box()
        assert first is not None
        sheet: FloatRect = {"x": 0, "y": 0, "width": SHEET["width"], "height": first["y"] + first["height"]}
        page.screenshot(path=FOLDER / "matrix.png", clip=sheet)


def _photograph_contact(home: Path, page: Page) -> None:
    """A contact as the front door reads it, down to the choices of what follows."""
    clock, links = clock_of(home), SignInLinks()
    with working_on(home) as (hub, _), serve_pages(hub, clock, read_settings(home), links, 0) as pages:
        page.goto(f"{pages.url}/sign-in/{links.make(FRONT_DOOR, clock())}")
        page.get_by_role("button").first.click()
        page.locator("main ol a").first.click()
        page.get_by_role("button", name="Open this notice").click()
        page.get_by_role("heading", name="Others in the same event").scroll_into_view_if_needed()
        page.screenshot(path=FOLDER / "front-door.png", full_page=True)


if __name__ == "__main__":
    main()
