"""A front door's morning on a real hub: a contact is read, decided and fed back to the school that made it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.council import Council
from tests.browser.hub import CHILD_NAME, COUNCIL, DSL, FRONT_DOOR
from tests.browser.site import Site, check_page, open_subject, serving


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is decided stays decided."""
    with serving(tmp_path) as site:
        yield site


@pytest.mark.parametrize("javascript", [True, False])
def test_a_contact_is_decided_and_the_school_reads_the_outcome(
    site: Site, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(page, FRONT_DOOR)
    assert CHILD_NAME not in page.content()
    open_subject(page, site.contact(), "Open this notice")
    expect(page.get_by_role("heading", name="Others in the same event")).to_be_visible()
    page.get_by_label("Early help").check()
    page.get_by_label("Refused", exact=True).check()
    page.get_by_role("button", name="Record this decision").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("The family refused")
    check_page(page)
    page.get_by_label("Early help").check()
    page.get_by_label("Given", exact=True).check()
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("The decision is recorded")).to_be_visible()

    lead = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(lead, DSL)
    open_subject(lead, site.notice("feedback"), "Open this notice")
    expect(lead.locator("h1")).to_have_text("What became of your contact to the front door")
    expect(lead.get_by_text("Early help")).to_be_visible()
    expect(lead.get_by_text("not our pupil")).to_have_count(0)
    check_page(lead)


def test_what_was_decided_is_shown_and_a_changed_mind_replaces_it(site: Site, page: Page) -> None:
    site.sign_in(page, FRONT_DOOR)
    address = site.contact()
    for outcome in ("Advice", "Assessment"):
        open_subject(page, address, "Open this notice")
        page.get_by_label(outcome, exact=True).check()
        page.get_by_label("Given", exact=True).check()
        page.get_by_role("button", name="Record this decision").click()
        expect(page.get_by_text("The decision is recorded")).to_be_visible()
    open_subject(page, address, "Open this notice")
    rows = page.locator(".govuk-summary-list__row")
    expect(rows.filter(has_text="Earlier decision")).to_contain_text("Advice")
    expect(rows.filter(has=page.get_by_text("Decision", exact=True))).to_contain_text("Assessment")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Record this decision")).to_be_hidden()
    expect(page.get_by_text("Printed for Integrated front door")).to_be_visible()


def test_what_a_council_published_is_shown_as_its_own_and_as_withdrawn_once_it_is(site: Site, page: Page) -> None:
    council = Council(site.night)
    contact = site.contact()
    council.decide()
    site.sign_in(page, FRONT_DOOR)
    for key in ("Decision", "Withdrawn decision"):
        open_subject(page, contact, "Open this notice")
        rows = page.locator(".govuk-summary-list__row")
        expect(rows.filter(has=page.get_by_text(key, exact=True))).to_contain_text("Early help")
        expect(rows.filter(has=page.get_by_text("By", exact=True)).last).to_contain_text("in the council’s own system")
        check_page(page)
        council.take_back()
    expect(page.get_by_role("heading", name="Decide what follows")).to_be_visible()


def test_a_desk_is_told_why_a_published_outcome_decides_nothing_of_a_child(site: Site, page: Page) -> None:
    Council(site.night).decide()
    site.sign_in(page, COUNCIL)
    page.goto(site.item("outcome"))
    expect(page.locator("main")).to_contain_text("does not name this one")
    check_page(page)
    expect(page.locator("main")).not_to_contain_text("Sent by")
