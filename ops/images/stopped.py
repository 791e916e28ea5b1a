"""A demo's home whose story has ended: its hub open again, at a clock that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from playwright.sync_api import Page

from ops.images.visit import Visit
from services.operator.clock import StoryClock
from services.operator.serving import serve_pages
from services.operator.settings import read_settings
from services.web import SignInLinks
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub


class Stopped:
    """The hub of a home at a time at or after its story's last. Use as a context manager."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self._clock = StoryClock(at)
        self._home = folder
        self.hub = LocalHub(Home(folder), self._clock)
        self.hub.tick(at)

    def __enter__(self) -> Self:
        """This hub."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self.hub.close()

    @contextmanager
    def pages(self, page: Page) -> Iterator[Visit]:
        """The hub's pages, visited in a browser's page."""
        links = SignInLinks()
        with serve_pages(self.hub, self._clock, read_settings(self._home), links, 0) as pages:
            yield Visit(page, pages.url, self._clock, links)
