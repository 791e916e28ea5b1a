"""A demo's home whose story was stopped: its hub open again, at a clock that stands still until it is told to go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from playwright.sync_api import Page

from ops.images.visit import Visit
from services.demo.bringing import Force
from services.demo.homes import agency_folder
from services.demo.world.build import MAPPINGS
from services.demo.world.flows import FlowExport
from services.operator.clock import StoryClock
from services.operator.serving import serve_intake, serve_pages
from services.operator.settings import read_settings
from services.publisher.http import HttpTransport
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

    def go_to(self, at: datetime) -> None:
        """Let time pass; what falls due does."""
        self._clock.go_to(at)
        self.hub.tick(at)

    def bring(self, export: FlowExport) -> None:
        """An agency brings an export through its own publisher, into an intake of the hub."""
        file = self._home / export.file
        file.write_bytes(export.data())
        folder = agency_folder(self._home, export.agency)
        with (
            serve_intake(self.hub, self._clock, 0) as intake,
            HttpTransport(intake.url, folder.token()) as transport,
            Force(folder, transport, self._clock) as force,
        ):
            brought = force.publish(file, MAPPINGS / export.mapping)
            self.hub.run()
        if brought.faults or brought.sent != brought.incidents:
            raise LookupError(
                f"of `{export.file}` {brought.sent} of {brought.incidents} incidents went: {brought.faults}"
            )

    @contextmanager
    def pages(self, page: Page) -> Iterator[Visit]:
        """The hub's pages, visited in a browser's page."""
        links = SignInLinks()
        with serve_pages(self.hub, self._clock, read_settings(self._home), links, 0) as pages:
            yield Visit(page, pages.url, self._clock, links)
