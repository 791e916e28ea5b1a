"""The browser and its pages."""

import os
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from ops.setup.browser import Chromium, locate

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
LOCAL_HOSTS = {"127.0.0.1", "localhost", None}
TIMEOUT_MS = 60_000
"""So long a page may take where three test processes share two processors; nothing waits longer than it must."""
PHONE_WIDTH = 320
DESKTOP_WIDTH = 1280


class OpenPage(Protocol):
    """Opens a page in a context of its own: nothing (cookies, storage) is shared with other pages."""

    def __call__(self, *, javascript: bool = True, width: int = DESKTOP_WIDTH) -> Page:
        """Give a blank page; `width` in CSS pixels."""


@pytest.fixture(scope="package")
def chromium() -> Chromium:
    """The browser program; a missing one is a failure, never a skip."""
    found = locate()
    if found is None or not found.program.exists():
        pytest.fail("no browser for the tests: run `make setup`, or name a Chromium in CHROMIUM", pytrace=False)
    return found


@pytest.fixture(scope="package")
def browser(chromium: Chromium) -> Iterator[Browser]:
    """A running browser that reaches this machine alone.

    Playwright's sync interface keeps an event loop running in this thread, in which no other test could run its own:
    so it ends with this folder's tests.
    """
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium.program, args=FLAGS, env={**os.environ, **chromium.environment}
        )
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages, and closes them after the test, which fails if a script threw or another host was asked."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def watch(request: Request) -> None:
        if urlsplit(request.url).hostname not in LOCAL_HOSTS:
            errors.append(f"the page asked another host: {request.url}")

    def opened(*, javascript: bool = True, width: int = DESKTOP_WIDTH) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 800}, locale="en-GB"
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        context.on("request", watch)
        context.on("weberror", lambda error: errors.append(f"a script threw: {error.error}"))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page as wide as a desk's screen."""
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A page 320 pixels wide."""
    return open_page(width=PHONE_WIDTH)


@pytest.fixture
def page_without_javascript(open_page: OpenPage) -> Page:
    """A page on which no script of the site runs."""
    return open_page(javascript=False)
