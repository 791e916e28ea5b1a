"""A contact about the wrong people, in a browser: its outcome is asked back at the desk, and shown to nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from schemas.events.event import Withdrawal
from schemas.events.front_door import CONTACT_TYPE
from tests.browser.council import Council
from tests.browser.hub import COUNCIL
from tests.browser.site import Site, check_page, serving


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is recorded stays recorded."""
    with serving(tmp_path) as site:
        yield site


def test_the_desk_has_the_outcome_withdrawn_and_reads_nothing_of_it(site: Site, page: Page) -> None:
    council = Council(site.night)
    council.decide("D-1")
    site.night.withdraw("contact-1", CONTACT_TYPE, Withdrawal.WRONG_PEOPLE, revision=2)
    site.sign_in(page, COUNCIL)
    page.goto(site.desk)
    page.get_by_role("link", name="Have an outcome about the wrong people withdrawn").click()
    expect(page.get_by_text("D-1, revision 1")).to_be_visible()
    expect(page.get_by_text("It is shown to nobody")).to_be_visible()
    expect(page.get_by_role("button", name="Open this item")).to_have_count(0)
    check_page(page)
    page.get_by_role("button", name="Settle this item").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("What was sent was erased").check()
    page.get_by_role("button", name="Settle this item").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("That was not recorded")
    council.take_back("D-1", why=Withdrawal.WRONG_PEOPLE)
    page.goto(site.desk)
    expect(page.get_by_text("Have an outcome about the wrong people withdrawn")).to_have_count(0)
