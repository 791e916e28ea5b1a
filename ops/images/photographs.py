"""Photographs pages of the demo in the real browser, for the README and `ops/desks.md`: `make images`.

The home is a fresh demo of the whole month, and thrown away.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import FloatRect, Page, ViewportSize, sync_playwright

from ops.images import desks
from ops.images.stopped import Stopped
from ops.images.visit import FOLDER, HEIGHT, WIDTH, Visit, check_size
from ops.setup.browser import locate
from ops.setup.environment import SetupFailed
from services.demo import SEED
from services.demo.homes import Making
from services.demo.telling import tell
from services.demo.world.build import Span

LEAD, AREA = "u-governance-822", "822"
SCREEN: Final[ViewportSize] = {"width": WIDTH, "height": HEIGHT}
SHEET: Final[ViewportSize] = {"width": 1060, "height": 645}
"""As wide as A4 landscape within its margins, in CSS pixels."""
FLAGS: Final = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Write every picture beside this file. Raises `SetupFailed` without a browser, `PictureTooLarge`."""
    with tempfile.TemporaryDirectory() as scratch, _browser_page() as page:
        home = Path(scratch) / "home"
        tell(home, SEED, lambda _: None, lambda *_: None, making=Making(span=Span.MONTH))
        desks.of_monday(home, page)
        _matrix(home, page)


@contextmanager
def _browser_page() -> Iterator[Page]:
    chromium = locate()
    if chromium is None:
        raise SetupFailed("no browser is there: run `make setup`, or name a Chromium in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.program, args=FLAGS, env={**os.environ, **chromium.environment}
        )
        yield browser.new_page(viewport=SCREEN, locale="en-GB")
        browser.close()


def _matrix(home: Path, page: Page) -> None:
    """The area's matrix on paper."""
    with Stopped(home, desks.MONDAY) as stopped, stopped.pages(page) as visit:
        visit.sign_in(LEAD)
        visit.go(f"/governance/{AREA}/matrix")
        _photograph_sheet(visit)


def _photograph_sheet(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    first = page.locator(".fb-matrix-sheet").first.bounding_box()
    if first is None:
        raise LookupError("the matrix has no sheet")
    sheet: FloatRect = {"x": 0, "y": 0, "width": SHEET["width"], "height": first["y"] + first["height"]}
    file = FOLDER / "matrix.png"
    page.screenshot(path=file, full_page=True, clip=sheet)
    check_size(file)
    page.emulate_media(media="screen")
    page.set_viewport_size(SCREEN)


if __name__ == "__main__":
    main()
