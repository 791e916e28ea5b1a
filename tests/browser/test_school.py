"""A safeguarding lead's morning on a real hub: the inbox, opening, reading, printing, answering."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.hub import CHILD_NAME, DSL, SCHOOL, SCHOOL_NAME, SUMMARY
from tests.browser.site import Site, open_subject, serving


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is answered stays answered."""
    with serving(tmp_path) as site:
        yield site


@pytest.mark.parametrize("javascript", [True, False])
def test_a_lead_reads_and_acknowledges_a_notice(site: Site, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(page, DSL)
    expect(page.locator("h1")).to_have_text("Notices")
    expect(page.get_by_text("Open by 08:45 today")).to_have_count(2)
    assert CHILD_NAME not in page.content()

    page.get_by_role("link", name=re.compile("^Operation Encompass")).click()
    assert CHILD_NAME not in page.content()
    page.get_by_role("button", name="Open this notice").click()
    expect(page.get_by_text(CHILD_NAME)).to_be_visible()
    expect(page.get_by_text(SUMMARY)).to_be_visible()
    headings = page.locator("h2").all_text_contents()
    assert headings.index("Before you do anything") < headings.index("What you have been sent")

    page.get_by_role("button", name="Acknowledge this notice").click()
    expect(page.get_by_text("You acknowledged the notice")).to_be_visible()
    states = [row.state for row in site.night.hub.views.inbox(SCHOOL, closed=True)]
    assert "acknowledged" in states


def test_an_update_marks_what_is_new_and_the_first_leads_to_it(site: Site, page: Page) -> None:
    site.sign_in(page, DSL)
    open_subject(page, site.notice("update"), "Open this notice")
    new = page.locator(".govuk-summary-list__row").filter(has=page.locator(".govuk-tag", has_text="New"))
    expect(new.filter(has_text="What the child said")).to_have_count(1)
    expect(new.filter(has_text="Child's name")).to_have_count(0)
    page.goto(f"{site.inbox}/closed")
    page.get_by_role("link", name=re.compile("^Operation Encompass")).click()
    page.get_by_role("button", name="Go to the newer notice").click()
    expect(page.locator("h1")).to_have_text("Update to an Operation Encompass notification")


def test_a_child_who_is_not_ours_goes_to_the_council(site: Site, page: Page) -> None:
    site.sign_in(page, DSL)
    open_subject(page, site.notice("first"), "Open this notice")
    page.get_by_text("This is not our pupil").click()
    page.get_by_role("button", name="The child is not our pupil").click()
    expect(page.get_by_text("The council will find the right school")).to_be_visible()
    assert site.item("not_ours")


def test_a_notice_prints_on_one_page(site: Site, page: Page, tmp_path: Path) -> None:
    site.sign_in(page, DSL)
    open_subject(page, site.notice("first"), "Open this notice")
    printed = page.pdf(path=tmp_path / "notice.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    expect(page.get_by_text(f"of {SCHOOL_NAME}")).to_be_visible()
    expect(page.get_by_role("button", name="Acknowledge this notice")).to_be_hidden()
    expect(page.get_by_text(CHILD_NAME)).to_be_visible()


def test_a_notice_closes_after_five_minutes(site: Site, page: Page) -> None:
    site.sign_in(page, DSL)
    open_subject(page, site.notice("first"), "Open this notice")
    site.night.clock.now = site.night.clock.now.replace(minute=36)
    page.reload()
    expect(page.get_by_text("for 5 minutes after it was opened")).to_be_visible()
    assert CHILD_NAME not in page.content()


def test_the_back_button_after_signing_out_shows_nothing(site: Site, page: Page) -> None:
    site.sign_in(page, DSL)
    open_subject(page, site.notice("first"), "Open this notice")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.wait_for_load_state()
    page.go_back()
    expect(page.get_by_text("You need to sign in")).to_be_visible()
    assert CHILD_NAME not in page.content()


def test_the_whole_way_by_keyboard(site: Site, page: Page) -> None:
    site.sign_in(page, DSL)
    page.goto(site.inbox)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    notice = page.locator("main a").first
    expect(notice).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "Open this notice")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before you do anything")).to_be_visible()
    _tab_to(page, "Acknowledge this notice")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You acknowledged the notice")).to_be_visible()


def _tab_to(page: Page, button: str) -> None:
    """Press Tab until the button has the focus; it must be reached within the page's links."""
    expect(page.get_by_role("button", name=button)).to_be_visible()
    for _ in range(15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == button:
            return
    pytest.fail(f"`{button}` cannot be reached by keyboard")
