"""An action of a meeting in its owner's hands: found, opened, answered, and heard of by the coordinator."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from schemas.records.actions import ActionAnswered, ActionOpened
from schemas.records.reference import InstrumentSuspended
from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.meeting import CARE, IDVA, MARAC, NARRATIVE, VICTIM, agenda, hold, open_first, outputs
from tests.browser.site import Site, check_page, serving
from tests.support.furnishing import AREA

WORDS = "Visit her at her sister’s on Tuesday, never at home."
NOTE = "Nobody opened on Tuesday; the sister asks for Friday."
INBOX = f"/inbox/childrens_social_care/area/{AREA}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is recorded stays recorded."""
    with serving(tmp_path) as site:
        hold(site.night)
        yield site


def give(site: Site, page: Page, owner: str = f"childrens_social_care/area/{AREA}/") -> None:
    """The MARAC coordinator reads the first case and gives an action."""
    open_first(site, page, "marac_coordinator", MARAC)
    page.get_by_label("Who is to do it").select_option(value=owner)
    page.get_by_label("By when", exact=True).fill("2026-12-01")
    page.get_by_label("What is to be done").fill(WORDS)
    page.get_by_role("button", name="Record this action").click()
    expect(page.get_by_text("Its owner has not opened it here")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_owner_opens_its_action_and_says_that_it_cannot_be_done(
    site: Site, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    give(site, page)
    site.sign_in(page, CARE)
    page.goto(site.address + INBOX)
    page.get_by_role("link", name="Your actions (1)").click()
    expect(page.get_by_text("Action from the MARAC")).to_be_visible()
    check_page(page)
    page.locator(".fb-list__title a").first.click()
    check_page(page)
    assert VICTIM not in page.content()
    page.get_by_role("button", name="Open this action").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text(VICTIM).first).to_be_visible()
    assert NARRATIVE not in page.content()
    assert "Invented Street" not in page.content(), "no address"
    check_page(page)
    (opened,) = [one for one in outputs(site) if isinstance(one, ActionOpened)]
    assert (opened.user, opened.recipient.role) == (CARE, "childrens_social_care")

    page.get_by_role("button", name="Record this answer").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select what came of it")
    check_page(page)
    page.get_by_label("It cannot be done", exact=True).check()
    page.get_by_label("Nobody was reached").check()
    page.get_by_label("Note for the meeting").fill(NOTE)
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Your answer is recorded")).to_be_visible()
    expect(page.get_by_text("You said: cannot be done")).to_be_visible()
    check_page(page)
    (said,) = [one for one in outputs(site) if isinstance(one, ActionAnswered)]
    assert (said.user, said.answer, said.reason) == (CARE, "cannot_be_done", "no_contact")
    assert NOTE.encode() not in (site.night.home.folder / "hub.db").read_bytes()

    site.sign_in(page, MARAC)
    page.goto(agenda(site, "marac_coordinator"))
    expect(page.get_by_role("heading", name="Actions whose owners have answered (1)")).to_be_visible()
    assert NOTE not in page.content()
    check_page(page)
    page.locator(".fb-list__title a").first.click()
    if page.get_by_role("button", name="Open this case").count():
        page.get_by_role("button", name="Open this case").click()
    expect(page.get_by_text(f"The owner’s note: {NOTE}")).to_be_visible()
    check_page(page)


def test_what_is_said_to_be_done_stands_apart_and_is_not_overdue(site: Site, page: Page) -> None:
    give(site, page)
    site.sign_in(page, CARE)
    page.goto(f"{site.address}{INBOX}/actions")
    page.locator(".fb-list__title a").first.click()
    page.get_by_role("button", name="Open this action").click()
    page.get_by_label("It is done").check()
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_role("heading", name="You said that they are done (1)")).to_be_visible()
    check_page(page)
    page.goto(site.address + INBOX)
    assert "Your actions" not in page.locator("main").inner_text()


def test_one_past_its_date_stands_first_and_is_marked_for_owner_and_coordinator(site: Site, page: Page) -> None:
    give(site, page)
    site.night.clock.forward(timedelta(days=9))
    with site.night.hub.locked:
        site.night.hub.tick(site.night.clock.now)
        site.night.hub.run()
    site.sign_in(page, CARE)
    page.goto(site.address + INBOX)
    expect(page.get_by_text("1 overdue")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Your actions (1)").click()
    expect(page.get_by_text("Should have been done by")).to_be_visible()
    check_page(page)
    site.sign_in(page, MARAC)
    page.goto(agenda(site, "marac_coordinator"))
    expect(page.get_by_role("heading", name="Overdue actions (1)")).to_be_visible()


def test_one_that_its_owner_may_not_read_any_more_is_not_lost(site: Site, page: Page) -> None:
    give(site, page)
    with site.night.hub.locked:
        now = site.night.clock.now
        rests = InstrumentSuspended("bedford-marac", True, now, "reviewed", "a council")
        site.night.hub.registry.refer([rests], now)
    site.sign_in(page, CARE)
    page.goto(f"{site.address}{INBOX}/actions")
    page.locator(".fb-list__title a").first.click()
    page.get_by_role("button", name="Open this action").click()
    expect(page.get_by_text("You are still asked to do it.")).to_be_visible()
    check_page(page)
    page.goto(f"{site.address}{INBOX}/actions")
    expect(page.get_by_text("Ask the coordinator")).to_be_visible()
    check_page(page)
    page.locator(".fb-list__title a").first.click()
    expect(page.get_by_text("You could not be shown this action")).to_be_visible()
    check_page(page)
    site.sign_in(page, MARAC)
    page.goto(agenda(site, "marac_coordinator"))
    expect(page.get_by_text("Tell its owner yourself")).to_be_visible()
    check_page(page)


def test_a_member_in_conflict_finds_no_trace_of_the_action(site: Site, page: Page) -> None:
    give(site, page)
    site.sign_in(page, CARE)
    page.goto(f"{site.address}{INBOX}/actions")
    address = str(page.locator(".fb-list__title a").first.get_attribute("href"))
    open_first(site, page, "marac_coordinator", MARAC)
    page.get_by_text("Leave a member out of this case").click()
    page.get_by_label("Who is left out").select_option(value=f"childrens_social_care/area/{AREA}/")
    page.locator("#conflict").select_option("employs")
    page.get_by_role("button", name="Leave out").click()
    expect(page.get_by_text("Its owner is left out of this case, and does not see it")).to_be_visible()
    site.sign_in(page, CARE)
    page.goto(site.address + INBOX)
    assert "Your actions" not in page.locator("main").inner_text()
    page.goto(f"{site.address}{INBOX}/actions")
    expect(page.get_by_text("No meeting waits for anything from you.")).to_be_visible()
    told = []
    for asked in (address, f"{INBOX}/actions/person.0-9999-0"):
        answer = page.goto(site.address + asked)
        assert answer is not None
        told.append((answer.status, page.locator("main").inner_text()))
    assert told[0] == told[1]
    assert told[0][0] == 404


def test_what_is_given_by_name_is_on_nobody_elses_page(site: Site, page: Page) -> None:
    give(site, page, f"idva/area/{AREA}/{IDVA}")
    site.sign_in(page, CARE)
    page.goto(f"{site.address}{INBOX}/actions")
    expect(page.get_by_text("No meeting waits for anything from you.")).to_be_visible()
    site.sign_in(page, IDVA)
    page.goto(f"{site.address}/inbox/idva/area/{AREA}/actions")
    expect(page.get_by_text("Given to you by name")).to_be_visible()
    check_page(page)


def test_erasing_anybody_of_the_event_erases_words_and_note_for_the_owner_too(site: Site, page: Page) -> None:
    give(site, page)
    site.sign_in(page, CARE)
    page.goto(f"{site.address}{INBOX}/actions")
    page.locator(".fb-list__title a").first.click()
    page.get_by_role("button", name="Open this action").click()
    page.get_by_label("It cannot be done", exact=True).check()
    page.get_by_label("Nobody was reached").check()
    page.get_by_label("Note for the meeting").fill(NOTE)
    page.get_by_role("button", name="Record this answer").click()
    page.locator(".fb-list__title a").first.click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    (opened,) = [one for one in outputs(site) if isinstance(one, ActionOpened)]
    with site.night.hub.locked:
        site.night.hub.registry.erase(opened.event, site.night.clock.now, "data_subject_request", (0,))
    page.reload()
    expect(page.get_by_text("these words were erased")).to_be_visible()
    expect(page.get_by_text("No longer held: this has been erased.").first).to_be_visible()
    assert WORDS not in page.content()
    assert NOTE not in page.content()
    check_page(page)
