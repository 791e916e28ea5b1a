"""A member in conflict is left out of a case: of copies and inboxes, until the conflict ends."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from schemas.events import marac
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.records.actions import OpenAction
from schemas.records.conflicts import ConflictEnded
from schemas.records.meetings import (
    ConflictDeclared,
    ConflictReason,
    CopyWithheld,
    DeclareConflict,
    Owner,
    SetAction,
)
from schemas.records.share import Recipient
from schemas.vectors.flows import DASH, REFERRAL
from streams.matching.people import StaffNames
from tests.browser.meeting import CARE, IDVA, MARAC, STAFF, VICTIM, agenda, hold, open_first, outputs
from tests.browser.site import Site, check_page, serving
from tests.support.flows import user
from tests.support.furnishing import AREA, appointed
from tests.support.people import adult

SECOND_COORDINATOR = "u-second-marac-coordinator"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is recorded stays recorded."""
    with serving(tmp_path) as site:
        hold(site.night)
        yield site


def test_the_copy_of_a_member_in_conflict_shows_not_that_something_is_missing(site: Site, page: Page) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    page.get_by_text("Leave a member out of this case").click()
    page.get_by_label("Who is left out").select_option(label="Children’s social care, Bedford Borough Council")
    page.get_by_label("Why", exact=True).first.select_option("employs")
    page.get_by_role("button", name="Leave out").click()
    page.goto(f"{agenda(site, 'marac_coordinator')}/pack")
    page.get_by_role("button", name="Children’s social care").click()
    expect(page.locator(".fb-case")).to_have_count(1)
    expect(page.locator(".fb-case h2")).to_contain_text("1. MARAC referral")
    text = page.locator("main").inner_text()
    assert not [word for word in ("left out", "missing", "conflict", "withheld", "2.") if word in text.lower()]
    (withheld,) = [one for one in outputs(site) if isinstance(one, CopyWithheld)]
    assert (withheld.reader, withheld.reason) == (CARE, "conflict_declared")


def test_a_member_in_conflict_reads_nothing_of_the_case_any_more(site: Site, page: Page) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    page.get_by_text("Leave a member out of this case").click()
    page.get_by_label("Who is left out").select_option(value=f"idva/area/{AREA}/")
    page.get_by_label("Why", exact=True).first.select_option("employs")
    page.get_by_role("button", name="Leave out").click()
    expect(page.get_by_text("Left out of this case").first).to_be_visible()
    declared = [one for one in outputs(site) if isinstance(one, ConflictDeclared)]
    assert len({one.person for one in declared}) == 2, "the victim, and the child of the household"
    (taken,) = [notice for one in declared for notice in one.taken]
    site.sign_in(page, user("idva"))
    inbox = f"{site.address}/inbox/idva/area/{AREA}"
    page.goto(inbox)
    assert taken not in page.content()
    answer = page.goto(f"{inbox}/notices/{taken}")
    assert answer is not None
    assert answer.status == 404


def test_nor_does_a_coordinator_hear_of_another_case_of_which_they_must_not_know(site: Site, page: Page) -> None:
    (given, family), (first, last) = STAFF["marac_coordinator"], VICTIM.split()
    people = [
        (SectionKind.REFERRAL, REFERRAL),
        (SectionKind.DASH, DASH),
        (SectionKind.PERSON, replace(site.night.child("A1"), relationships=())),
        (SectionKind.PERSON, adult(first, last, Role.VICTIM)),
        (SectionKind.PERSON, adult(given, family, Role.ALLEGED_PERPETRATOR)),
    ]
    _appoint_second_coordinator(site)
    site.night.send("MARAC-OF-THE-COORDINATOR", people, marac.EVENT_TYPE)
    for who, told in ((MARAC, 1), (SECOND_COORDINATOR, 2)):
        open_first(site, page, "marac_coordinator", who)
        if who == MARAC:
            _leave_out_adviser(page)
        expect(page.get_by_text("is left out here, and not of")).to_have_count(told)


def _appoint_second_coordinator(site: Site) -> None:
    """Somebody else coordinates there too: what the one must not know of is not kept from the role."""
    with site.night.hub.locked:
        registry, now = site.night.hub.registry, site.night.clock.now
        registry.put_staff([(SECOND_COORDINATOR, StaffNames(given_names="Bertil", family_name="Oyelaran"))], now)
        registry.refer([appointed(SECOND_COORDINATOR, "marac_coordinator", "area", AREA)], now)


def test_an_action_that_a_member_had_read_goes_to_somebody_else_once_they_are_left_out(site: Site, page: Page) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    hub, notice = site.night.hub, page.url.rstrip("/").split("/cases/")[1].split("?")[0]
    row = hub.views.notice(notice)
    assert row is not None
    owner, due = Owner(Recipient("idva", "area", AREA), ""), site.night.clock.now + timedelta(days=3)
    words = hub.seal(row.event, "Ring her sister.")
    asked = SetAction(row.case, row.person, notice, MARAC, row.role, "marac", owner, due, words)
    action = hub.perform(asked, command_id="ask").ids[0]
    hub.perform(OpenAction(row.case, row.person, action, IDVA, "idva"), command_id="read")
    page.reload()
    expect(page.get_by_text("Read by its owner")).to_be_visible()
    _leave_out_adviser(page)
    expect(page.get_by_text("Give it to somebody else")).to_be_visible()
    expect(page.get_by_text("Read by its owner")).to_have_count(0)


def test_a_coordinator_is_told_of_another_case_of_the_same_people_where_the_member_still_reads(
    site: Site, page: Page
) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    other = page.get_by_text("is left out here, and not of")
    expect(other).to_have_count(0)
    _leave_out_adviser(page)
    expect(other).to_have_count(1)
    check_page(page)
    page.get_by_role("link", name="another case of the same people").click()
    page.locator("main form button").first.click()
    _leave_out_adviser(page)
    expect(page.get_by_text("Left out of this case").first).to_be_visible()
    expect(other).to_have_count(0)


def _leave_out_adviser(page: Page) -> None:
    page.get_by_text("Leave a member out of this case").click()
    form = page.locator('form[action$="/conflict"]')
    form.get_by_label("Who is left out").select_option(value=f"idva/area/{AREA}/")
    form.get_by_label("Why", exact=True).select_option("employs")
    form.get_by_role("button", name="Leave out").click()


def test_who_is_left_out_of_one_matter_already_is_left_out_of_the_others(site: Site, page: Page) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    hub, notice = site.night.hub, page.url.rstrip("/").split("/cases/")[1].split("/")[0].split("?")[0]
    row = hub.views.notice(notice)
    assert row is not None
    member = Recipient("idva", "area", AREA)
    first = DeclareConflict(row.case, row.person, notice, MARAC, row.role, member, ConflictReason.EMPLOYS)
    hub.perform(first, command_id="cut off after this one")
    page.get_by_text("Leave a member out of this case").click()
    page.get_by_label("Who is left out").select_option(value=f"idva/area/{AREA}/")
    page.get_by_label("Why", exact=True).first.select_option("employs")
    page.get_by_role("button", name="Leave out").click()
    expect(page.get_by_text("Left out of this case").first).to_be_visible()
    out_of = {one.person for one in outputs(site) if isinstance(one, ConflictDeclared)}
    assert out_of == {row.person, *(one.person for one in hub.views.beside(row))}


def test_a_member_whose_conflict_has_ended_reads_the_case_as_it_stands_now(site: Site, page: Page) -> None:
    open_first(site, page, "marac_coordinator", MARAC)
    expect(page.get_by_text("End a member’s conflict")).to_have_count(0)
    page.get_by_text("Leave a member out of this case").click()
    page.get_by_label("Who is left out").select_option(value=f"idva/area/{AREA}/")
    page.get_by_label("Why", exact=True).first.select_option("employs")
    page.get_by_role("button", name="Leave out").click()
    page.get_by_text("End a member’s conflict (1 left out)").click()
    check_page(page)
    page.get_by_role("button", name="End the conflict").click()
    expect(page.get_by_role("link", name="Select who is left out no longer")).to_be_visible()
    expect(page.get_by_role("link", name="Select why")).to_be_visible()
    check_page(page)
    page.get_by_label("Who is left out no longer").select_option(value=f"idva/area/{AREA}/")
    page.get_by_label("Why the conflict has ended").select_option("declared_in_error")
    page.get_by_role("button", name="End the conflict").click()
    expect(page.get_by_text("End a member’s conflict")).to_have_count(0)
    expect(page.locator(".govuk-tag", has_text="Left out of this case")).to_have_count(0)
    ended = [one for one in outputs(site) if isinstance(one, ConflictEnded)]
    assert len({one.person for one in ended}) == 2, "the victim, and the child of the household"
    site.sign_in(page, user("idva"))
    page.goto(f"{site.address}/inbox/idva/area/{AREA}")
    inbox = site.night.hub.views.inbox_of(Recipient("idva", "area", AREA))
    (waiting,) = [one for one in inbox if one.case == ended[0].case]
    page.goto(f"{site.address}/inbox/idva/area/{AREA}/notices/{waiting.notice}")
    page.get_by_role("button", name="Open").first.click()
    expect(page.get_by_text(VICTIM).first).to_be_visible()
