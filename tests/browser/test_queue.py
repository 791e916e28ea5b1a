"""A manager's morning on a real hub: the queue of every flow, another priority, patterns, a repeat at MARAC."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from schemas.records.reference import Body
from schemas.records.triage import ContactPrioritised
from streams.deciders.areas import FRONT_DOOR_MANAGER
from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.hub import CHILD_NAME, FRONT_DOOR
from tests.browser.meeting import MARAC, SPOC, hold
from tests.browser.site import Site, check_page, open_subject, serving
from tests.support.furnishing import AREA, appointed


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, with missing episodes, referrals to MARAC and contacts, and a manager of the front door."""
    with serving(tmp_path) as site:
        hold(site.night)
        manager: Body = appointed(FRONT_DOOR, FRONT_DOOR_MANAGER, "area", AREA)
        with site.night.hub.locked:
            site.night.hub.registry.refer([manager], site.night.clock.now)
        yield site


def inbox(site: Site, role: str) -> str:
    """The address of a role's inbox in the area."""
    return f"{site.address}/inbox/{role}/area/{AREA}"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_sees_every_flow_by_priority_and_changes_one_with_a_reason(
    site: Site, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(page, FRONT_DOOR)
    page.goto(site.front_door)
    assert CHILD_NAME not in page.content()
    for title in ("Missing child report", "MARAC referral", "Contact to the front door"):
        expect(page.get_by_role("link", name=title).first).to_be_visible()
    expect(page.get_by_text("Lives where MARAC is asked").first).to_be_visible()
    check_page(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Change the priority").first).to_be_hidden()
    expect(page.get_by_text("Printed for Integrated front door")).to_be_visible()
    page.emulate_media(media="screen")

    page.get_by_role("link", name="Change the priority").last.click()
    check_page(page)
    page.get_by_role("button", name="Change the priority").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select why the priority changes")
    check_page(page)
    page.get_by_label("Urgent", exact=True).check()
    page.get_by_label("Something new is known").check()
    page.get_by_role("button", name="Change the priority").click()
    expect(page.get_by_text("The priority is changed")).to_be_visible()
    expect(page.get_by_text(f"by Front door manager ({FRONT_DOOR})")).to_be_visible()
    outputs = [output for row in site.night.hub.views.events() for step in site.night.hub.views.trace(row.event)
               for _, output in step.outputs]  # fmt: skip
    assert any(isinstance(output, ContactPrioritised) for output in outputs)


def test_beside_a_contact_stand_its_household_and_what_was_decided_before(site: Site, page: Page) -> None:
    site.sign_in(page, FRONT_DOOR)
    page.goto(site.front_door)
    page.get_by_role("link", name="Missing child report").first.click()
    page.get_by_role("button", name="Open this notice").click()
    page.get_by_label("Early help").check()
    page.get_by_label("Given", exact=True).check()
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text(f"By Integrated front door ({FRONT_DOOR})")).to_be_visible()
    page.get_by_role("link", name="Missing child report").first.click()
    page.get_by_role("button", name="Open this notice").click()
    expect(page.get_by_text("Early help, ").first).to_be_visible()
    expect(page.get_by_text("The same person").first).to_be_visible()
    check_page(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_proposed_is_declined_with_a_reason(site: Site, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(page, SPOC)
    page.goto(f"{inbox(site, 'spoc_coordinator')}/patterns")
    check_page(page)
    page.locator(".fb-list__title a").first.click()
    expect(page.get_by_role("heading", name="What was counted")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Record this answer").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select why")
    page.get_by_label("Decline it").check()
    page.get_by_label("Somebody works with them already").check()
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Your answer is recorded")).to_be_visible()
    check_page(page)


def test_the_marac_coordinator_reads_whether_a_referral_is_a_repeat(site: Site, page: Page) -> None:
    site.sign_in(page, MARAC)
    recipient = f"{inbox(site, 'marac_coordinator')}/notices"
    rows = [row for row in site.night.hub.views.notices() if row.role == "marac_coordinator"]
    open_subject(page, f"{recipient}/{rows[-1].notice}", "Open this notice")
    expect(page.get_by_role("heading", name="Whether it is a repeat")).to_be_visible()
    expect(page.get_by_text("Not a repeat: no abuse between them was counted")).to_be_visible()
    check_page(page)
