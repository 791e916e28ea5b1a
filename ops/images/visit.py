"""Somebody's visit to the pages of a hub in the real browser, and the pictures that are taken of it."""

from pathlib import Path
from typing import Final

from playwright.sync_api import FloatRect, Locator, Page

from services.operator.clock import Clock
from services.web import SignInLinks

FOLDER: Final = Path(__file__).parent
WIDTH, HEIGHT = 1000, 900
MARGIN: Final = 25
TALLEST: Final = 1150
"""Pixels: of a longer page the picture shows the beginning."""
LARGEST: Final = 150_000
"""Bytes: a clone of the project stays small."""


class PictureTooLarge(Exception):
    """A picture has more bytes than the project keeps of one."""


class Visit:
    """One browser page at one hub's pages, signed in as one reader at a time."""

    def __init__(self, page: Page, url: str, clock: Clock, links: SignInLinks) -> None:
        self.page = page
        self._url = url
        self._clock = clock
        self._links = links

    def sign_in(self, user: str) -> None:
        """Leave as whoever was there, and come in as this one."""
        self.page.context.clear_cookies()
        self.go(f"/sign-in/{self._links.make(user, self._clock())}")
        self.page.get_by_role("button").first.click()

    def go(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(f"{self._url}{path}")

    def press(self, name: str) -> None:
        """Press the first button of this name."""
        self.page.get_by_role("button", name=name).first.click()

    def photograph(self, name: str, path: str | None = None, tallest: int = TALLEST, since: str = "") -> None:
        """Write a picture of the page, or of the one at `path`, from its head to the end of its content.

        Of a page whose beginning matters less, it starts at the heading `since`. Raises `PictureTooLarge`.
        """
        if path is not None:
            self.go(path)
        top = self._box(self.page.get_by_role("heading", name=since))["y"] - MARGIN if since else 0
        content = self._box(self.page.locator("main"))
        end = min(content["y"] + content["height"], top + tallest)
        file = FOLDER / f"{name}.png"
        clip: FloatRect = {"x": 0, "y": top, "width": WIDTH, "height": end - top}
        self.page.screenshot(path=file, full_page=True, clip=clip)
        check_size(file)

    def _box(self, of: Locator) -> FloatRect:
        box = of.bounding_box()
        if box is None:
            raise LookupError(f"`{self.page.title()}` does not show {of}")
        return box


def check_size(file: Path) -> None:
    """Raises `PictureTooLarge`."""
    size = file.stat().st_size
    if size > LARGEST:
        raise PictureTooLarge(f"`{file.name}` has {size} bytes, over {LARGEST}: show less of the page")
