"""Every page of a real hub at two widths, with JavaScript and without: accessible, no wider than the screen."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP_WIDTH, PHONE_WIDTH, OpenPage
from tests.browser.hub import AUDITOR, BOTH, COUNCIL, DSL, FRONT_DOOR, GOVERNANCE, NOBODY, SENDER
from tests.browser.site import Site, check_page, open_subject, serving

Shown = Callable[[Site, Page], object]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One hub for all pages: nothing here answers a notice or an item."""
    with serving(tmp_path_factory.mktemp("pages")) as site:
        yield site


def _mistaken(site: Site, page: Page) -> None:
    open_subject(page, site.item("match"), "Open this item")
    page.get_by_role("button", name="Record this answer").click()


def _undecided(site: Site, page: Page) -> None:
    open_subject(page, site.contact(), "Open this notice")
    page.get_by_role("button", name="Record this decision").click()


def _unsettled(site: Site, page: Page) -> None:
    page.goto(site.item("id_conflict"))
    page.get_by_role("button", name="Settle this item").click()


PAGES: Final[dict[str, tuple[str | None, Shown]]] = {
    "welcome": (None, lambda site, page: page.goto(site.address)),
    "sign-in": (None, lambda site, page: page.goto(f"{site.address}/sign-in/any")),
    "sign in needed": (None, lambda site, page: page.goto(site.inbox)),
    "places": (BOTH, lambda site, page: page.goto(f"{site.address}/")),
    "no role": (NOBODY, lambda site, page: page.goto(f"{site.address}/")),
    "inbox": (DSL, lambda site, page: page.goto(site.inbox)),
    "empty inbox": (BOTH, lambda site, page: page.goto(f"{site.address}/school/109414")),
    "done notices": (DSL, lambda site, page: page.goto(f"{site.inbox}/closed")),
    "notice before opening": (DSL, lambda site, page: page.goto(site.notice("first"))),
    "notice": (DSL, lambda site, page: open_subject(page, site.notice("first"), "Open this notice")),
    "update": (DSL, lambda site, page: open_subject(page, site.notice("update"), "Open this notice")),
    "front door": (FRONT_DOOR, lambda site, page: page.goto(site.front_door)),
    "front door, done": (FRONT_DOOR, lambda site, page: page.goto(f"{site.front_door}/closed")),
    "contact before opening": (FRONT_DOOR, lambda site, page: page.goto(site.contact())),
    "contact": (FRONT_DOOR, lambda site, page: open_subject(page, site.contact(), "Open this notice")),
    "contact with mistakes": (FRONT_DOOR, _undecided),
    "not yours": (DSL, lambda site, page: page.goto(site.desk)),
    "not found": (DSL, lambda site, page: page.goto(f"{site.inbox}/notices/none")),
    "desk": (COUNCIL, lambda site, page: page.goto(site.desk)),
    "done items": (COUNCIL, lambda site, page: page.goto(f"{site.desk}/closed")),
    "item before opening": (COUNCIL, lambda site, page: page.goto(site.item("match"))),
    "match": (COUNCIL, lambda site, page: open_subject(page, site.item("match"), "Open this item")),
    "match with mistakes": (COUNCIL, _mistaken),
    "no reader": (COUNCIL, lambda site, page: open_subject(page, site.item("no_reader"), "Open this item")),
    "school on holiday": (COUNCIL, lambda site, page: open_subject(page, site.item("holiday"), "Open this item")),
    "two versions": (COUNCIL, lambda site, page: page.goto(site.item("id_conflict"))),
    "two versions with mistakes": (COUNCIL, _unsettled),
    "parked": (COUNCIL, lambda site, page: page.goto(site.item("parked"))),
    "events": (AUDITOR, lambda site, page: page.goto(f"{site.address}/trace")),
    "trace before opening": (AUDITOR, lambda site, page: page.goto(site.event())),
    "trace": (AUDITOR, lambda site, page: open_subject(page, site.event(), "Follow this event")),
    "sent events": (SENDER, lambda site, page: page.goto(site.sent().partition("/events/")[0])),
    "sent event before opening": (SENDER, lambda site, page: page.goto(site.sent())),
    "sent event": (SENDER, lambda site, page: open_subject(page, site.sent(), "Show what became of it")),
    "agreements": (GOVERNANCE, lambda site, page: page.goto(site.governance)),
    "agreement": (GOVERNANCE, lambda site, page: page.goto(site.agreement)),
    "agreement's text": (GOVERNANCE, lambda site, page: page.goto(f"{site.agreement}/papers/text")),
    "agreement's matrix": (GOVERNANCE, lambda site, page: page.goto(f"{site.agreement}/matrix")),
    "notice for parents": (GOVERNANCE, lambda site, page: page.goto(f"{site.agreement}/papers/parents")),
    "notice for a child": (GOVERNANCE, lambda site, page: page.goto(f"{site.agreement}/papers/child")),
    "papers": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/papers")),
    "data flows": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/papers/data-flows")),
    "processing": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/papers/record-of-processing")),
    "matrix": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/matrix")),
    "matrix with a mistake": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/matrix?day=soon")),
    "who sees": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/who-sees?item=child_voice")),
    "can": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/can?agency=bedfordshire-police&urn=109413")),
    "difference": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/difference")),
    "simulate": (GOVERNANCE, lambda site, page: page.goto(f"{site.governance}/simulate")),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "javascript"),
    [(DESKTOP_WIDTH, True), (PHONE_WIDTH, True), (PHONE_WIDTH, False)],
    ids=["desktop", "phone", "phone-without-javascript"],
)
def test_a_page_is_accessible_and_fits(
    site: Site, open_page: OpenPage, name: str, width: int, javascript: bool
) -> None:
    user, show = PAGES[name]
    page = open_page(javascript=javascript, width=width)
    if user is not None:
        site.sign_in(page, user)
    show(site, page)
    check_page(page)


def test_no_page_is_kept_by_the_browser(site: Site, page: Page) -> None:
    site.sign_in(page, DSL)
    open_subject(page, site.notice("first"), "Open this notice")
    answered = page.reload()
    assert answered is not None
    assert answered.headers["cache-control"] == "no-store"
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_scripts_of_others_do_not_run(site: Site, page: Page) -> None:
    page.goto(site.address)
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None


def test_the_pages_are_set_in_arial(site: Site, page: Page) -> None:
    page.goto(site.address)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily") == "arial, sans-serif"
