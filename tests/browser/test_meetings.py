"""Meetings on a real hub: agendas, actions that carry on, packs, and copies with what each agency may know."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from schemas.records.meetings import (
    ActionSet,
    CopyPrinted,
    Owner,
    SetAction,
)
from schemas.records.share import Recipient
from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.meeting import (
    CARE,
    MARAC,
    NARRATIVE,
    SPOC,
    VICTIM,
    agenda,
    hold,
    meet_again,
    open_first,
    outputs,
    take_all_back,
)
from tests.browser.site import Site, check_page, serving
from tests.support.force import POLICE
from tests.support.furnishing import AREA

WORDS = "Ring her sister on Tuesday, and ask for the school run to be changed."
CHILD = "Idris Calloway"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is recorded stays recorded."""
    with serving(tmp_path) as site:
        hold(site.night)
        yield site


@pytest.mark.parametrize("javascript", [True, False])
def test_a_child_is_discussed_and_what_is_not_done_stands_on_the_next_agenda(
    site: Site, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(page, SPOC)
    page.goto(agenda(site, "spoc_coordinator"))
    assert CHILD not in page.content()
    expect(page.get_by_text("3 episodes of one child")).to_be_visible()
    check_page(page)
    page.locator(".fb-list__title a").first.click()
    assert CHILD not in page.content()
    check_page(page)
    page.get_by_role("button", name="Open this child’s page").click()
    expect(page.locator("h1")).to_have_text(CHILD)
    rows = page.locator(".govuk-summary-list__row")
    expect(rows.filter(has_text="Last 90 days")).to_contain_text("3")
    expect(rows.filter(has_text="Last 24 hours")).to_contain_text("0")
    expect(rows.filter(has_text="County lines")).to_have_count(3)
    expect(page.get_by_text("Newest first: 3 notices of this child.")).to_be_visible()
    expect(page.get_by_text("finds it under “Your actions”")).to_be_visible()
    told = [str(one.get_attribute("datetime")) for one in page.locator("h3 time").all()]
    assert len(told) == 3
    assert told == sorted(told, reverse=True)
    check_page(page)

    page.get_by_role("button", name="Record this action").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select who is to do it")
    check_page(page)
    page.get_by_label("Who is to do it").select_option(label="Children’s social care, Bedford Borough Council")
    page.get_by_label("By when", exact=True).fill("9999-12-01")
    page.get_by_label("What is to be done").fill(WORDS)
    page.get_by_role("button", name="Record this action").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a day within a year from now")
    page.get_by_label("By when", exact=True).fill("2026-12-01")
    page.get_by_role("button", name="Record this action").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert WORDS.encode() not in (site.night.home.folder / "hub.db").read_bytes()

    page.get_by_text("What became of action 1").click()
    page.get_by_label("What became of it").select_option("not_done")
    page.get_by_label("Why", exact=True).first.select_option("no_contact")
    page.get_by_label("If it is carried on").fill("2026-12-08")
    page.get_by_role("button", name="Record what became of it").click()
    page.goto(agenda(site, "spoc_coordinator"))
    expect(page.get_by_role("heading", name="Actions that are not done yet (1)")).to_be_visible()
    expect(page.get_by_text("Not done: nobody was reached")).to_be_visible()
    assert WORDS not in page.content()
    check_page(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_is_told_before_an_action_is_recorded_that_its_owner_could_not_read_it(
    site: Site, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    open_first(site, page, "spoc_coordinator", SPOC)
    expect(page.get_by_label("I will tell them")).to_have_count(0)
    page.get_by_label("Who is to do it").select_option(value=f"police_safeguarding/agency/{POLICE}/")
    page.get_by_label("By when", exact=True).fill("2026-12-01")
    page.get_by_label("What is to be done").fill(WORDS)
    page.get_by_role("button", name="Record this action").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Nobody there could read it here today")
    check_page(page)
    assert not [one for one in outputs(site) if isinstance(one, ActionSet)]
    page.get_by_label("I will tell them what is to be done myself").check()
    page.get_by_role("button", name="Record this action").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    (action,) = [one for one in outputs(site) if isinstance(one, ActionSet)]
    assert action.by_hand


def test_safe_contact_stands_first_and_the_household_is_at_the_front_door(site: Site, page: Page) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    expect(page.locator("h1")).to_have_text(VICTIM)
    headings = page.locator("h3").all_inner_texts()
    assert headings[0] == "Whom the victim fears, and who is safe to talk to"
    expect(page.get_by_text("Child 1: Integrated front door")).to_be_visible()
    expect(page.get_by_text("Independent domestic violence adviser").first).to_be_visible()
    check_page(page)


def test_each_agencys_copy_holds_only_what_its_agreement_permits(site: Site, page: Page) -> None:
    site.sign_in(page, MARAC)
    page.goto(f"{agenda(site, 'marac_coordinator')}/pack")
    check_page(page)
    page.get_by_role("button", name="Children’s social care").click()
    expect(page.locator(".fb-case")).to_have_count(2)
    expect(page.get_by_text(VICTIM).first).to_be_visible()
    assert NARRATIVE not in page.content()
    assert "Invented Street" not in page.content(), "no address"
    check_page(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print this copy")).to_be_hidden()
    expect(page.get_by_text("Printed for Children’s social care")).to_be_visible()
    printed = [one for one in outputs(site) if isinstance(one, CopyPrinted)]
    assert {(one.user, one.reader) for one in printed} == {(MARAC, CARE)}
    assert len({one.case for one in printed}) == 2
    page.emulate_media(media="screen")
    open_first(site, page, "marac_coordinator", MARAC)
    expect(page.get_by_role("heading", name="Copies on paper")).to_be_visible()
    expect(page.get_by_text("Desmond Okafor-Lyle, printed")).to_be_visible()
    check_page(page)


def test_a_pack_is_one_page_a_case_and_is_recorded(site: Site, page: Page) -> None:
    site.sign_in(page, MARAC)
    page.goto(f"{agenda(site, 'marac_coordinator')}/pack")
    page.get_by_role("button", name="Open your own pack").click()
    expect(page.locator(".fb-case")).to_have_count(2)
    check_page(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Collect every copy after the meeting")).to_be_visible()


def test_erasing_anybody_of_the_event_erases_the_words(site: Site, page: Page) -> None:
    open_first(site, page, "spoc_coordinator", SPOC)
    page.get_by_label("Who is to do it").select_option(index=1)
    page.get_by_label("By when", exact=True).fill("2026-12-01")
    page.get_by_label("What is to be done").fill(WORDS)
    page.get_by_role("button", name="Record this action").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    (action,) = [one for one in outputs(site) if isinstance(one, ActionSet)]
    with site.night.hub.locked:
        site.night.hub.registry.erase(action.event, site.night.clock.now, "data_subject_request", (0,))
    page.reload()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    expect(page.get_by_text("these words were erased")).to_be_visible()


def test_a_case_is_a_repeat_no_more_where_all_that_made_it_one_was_withdrawn(site: Site, page: Page) -> None:
    meet_again(site.night)
    open_first(site, page, "marac_coordinator", MARAC)
    page.goto(agenda(site, "marac_coordinator"))
    lines = page.locator(".fb-list__item")
    latest = lines.filter(has_text="MARAC-9")
    expect(latest.locator(".govuk-tag--red")).to_have_text("Repeat")
    take_all_back(site.night)
    page.reload()
    expect(latest.locator(".govuk-tag--red")).to_have_count(0)
    told = "Changed on 28 November 2026: it was told as a repeat. Withdrawn since: the referral of"
    expect(latest).to_contain_text("No repeat among what this hub was told of.")
    expect(latest).to_contain_text(told)
    check_page(page)
    latest.locator("a").first.click()
    page.locator("main form button").first.click()
    expect(page.locator(".govuk-tag--red", has_text="Repeat")).to_have_count(0)
    expect(page.get_by_text(told)).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Whether it is a repeat has changed since you were told").click()
    expect(page.get_by_text(told)).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="The case: MARAC referral").click()
    expect(page.get_by_text(told)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="I have noted this").click()
    expect(page.get_by_text("Your answer is recorded")).to_be_visible()
    expect(page.get_by_text("Noted", exact=True)).to_be_visible()
    check_page(page)

    page.goto(f"{agenda(site, 'marac_coordinator')}/pack")
    page.get_by_role("button", name="Open your own pack").click()
    case = page.locator(".fb-case").filter(has_text=told)
    expect(case).to_contain_text("No repeat among what this hub was told of.")
    page.goto(f"{agenda(site, 'marac_coordinator')}/pack")
    page.get_by_role("button", name="Children’s social care").click()
    expect(page.locator(".fb-case").first).to_be_visible()
    assert "epeat" not in page.locator("main").inner_text(), "an agency's copy never says whether it is one"


def test_nobody_else_sees_an_agenda(site: Site, page: Page) -> None:
    site.sign_in(page, SPOC)
    page.goto(agenda(site, "marac_coordinator"))
    expect(page.get_by_text("MARAC")).to_have_count(0)
    page.goto(f"{site.address}/inbox/spoc_coordinator/area/999/agenda")
    expect(page.get_by_text("SPOC meeting")).to_have_count(0)


def test_whoever_of_the_household_is_asked_for_the_page_is_the_victims(site: Site, page: Page) -> None:
    hub = site.night.hub
    sitting = sorted(hub.views.inbox_of(Recipient("marac_coordinator", "area", AREA)), key=lambda row: row.issued_at)
    (child, *_) = [row for row in sitting if hub.views.repeat_of(row.notice) is None]
    site.sign_in(page, MARAC)
    page.goto(f"{agenda(site, 'marac_coordinator')}/cases/{child.notice}")
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_have_text(VICTIM)
    expect(page.get_by_text("Child 1: Integrated front door")).to_be_visible()
    with hub.locked:
        words = hub.seal(child.event, WORDS)
        owner = Owner(Recipient("idva", "area", AREA), "")
        due = site.night.clock.now + timedelta(days=5)
        hub.perform(
            SetAction(child.case, child.person, child.notice, MARAC, "marac_coordinator", "marac", owner, due, words),
            command_id="of-a-child",
        )
    page.reload()
    expect(page.get_by_text(WORDS)).to_be_visible()


@pytest.mark.parametrize("place", ["", "/agenda"])
def test_no_address_of_this_site_stands_on_paper(site: Site, page: Page, place: str) -> None:
    site.sign_in(page, MARAC)
    page.goto(f"{site.address}/inbox/marac_coordinator/area/{AREA}{place}")
    page.emulate_media(media="print")
    after = page.locator("main a.govuk-link").evaluate_all(
        "links => links.map(link => getComputedStyle(link, '::after').content)"
    )
    assert after
    assert set(after) == {"none"}
