"""Desks of return interviews, of a hospital's team, of the council, and hotspots, in a real browser."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from schemas.events import hospital, missing
from schemas.events.header import SectionKind
from schemas.events.people import Relation, Relationship, Role
from schemas.records.reference import AgencyKeyAdded, Body
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, EPISODE
from streams.engines.local.home import HUB_KEY_ID
from streams.matching.people import StaffNames
from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.hub import COUNCIL, HUB, MORNING, Night
from tests.browser.site import Site, check_page, open_subject, serving
from tests.support.flows import COUNCIL as COUNCIL_AGENCY
from tests.support.flows import FLOWS, HOSPITAL, flow_bodies, user
from tests.support.force import POLICE, SIGNING_KEY, Force
from tests.support.furnishing import AREA, LONG_AGO, signed_instruments
from tests.support.people import adult

PROVIDER, TEAM, COORDINATOR = user("return_interview_provider"), user("hospital_safeguarding"), user("spoc_coordinator")
WEEKS_LATER = MORNING + timedelta(weeks=6)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A hub with every flow on: a child came back, and a hospital filed a concern for an adult with a child."""
    with serving(tmp_path_factory.mktemp("desks")) as site:
        _turn_on(site.night)
        yield site


def _bodies() -> list[Body]:
    """Every flow on, its agreements signed for this hub."""
    signed = signed_instruments(HUB, FLOWS, (POLICE, HOSPITAL, COUNCIL_AGENCY))
    kinds = tuple({type(body) for body in signed})
    return [*(body for body in flow_bodies() if not isinstance(body, kinds)), *signed]


def _turn_on(night: Night) -> None:
    keys = night.home.read_keys()
    trust = Force(HUB, keys.hub[HUB_KEY_ID].public_key(), agency=HOSPITAL, instance="ed-1")
    public = trust.key.public_key().public_bytes_raw()
    with night.hub.locked:
        roles = ("hospital_safeguarding", "police_safeguarding", "return_interview_provider", "spoc_coordinator")
        staff = [(user(role), StaffNames(given_names="Read", family_name=f"Er{role}")) for role in roles]
        night.hub.registry.put_staff(staff, LONG_AGO)
        key = AgencyKeyAdded(HOSPITAL, SIGNING_KEY, public, LONG_AGO, None)
        night.hub.registry.refer([*_bodies(), key], LONG_AGO)
    now = night.clock.now
    back = now - timedelta(hours=5)
    gone = replace(EPISODE, stage=missing.Stage.RETURNED, missing_since=back - timedelta(hours=9))
    episode = replace(gone, reported_at=back - timedelta(hours=8), returned_at=back)
    sections = [(SectionKind.EPISODE, episode), (SectionKind.PERSON, replace(night.child("A5"), relationships=()))]
    night.send("miss-1", sections, missing.EVENT_TYPE)
    crisis = replace(ATTENDANCE, age=37, signs=(hospital.Sign.MENTAL_HEALTH_CRISIS,), arrived_at=back)
    patient = replace(adult("Maren", "Quillfeather", Role.VICTIM), roles=(Role.PATIENT,), ref="M1")
    flag = [
        PlainSection(SectionKind.ATTENDANCE, crisis),
        PlainSection(SectionKind.PERSON, patient),
        PlainSection(SectionKind.PERSON, replace(night.child("A4"), relationships=(Relationship(1, Relation.PARENT),))),
    ]
    night.hub.submit(HOSPITAL, [trust.seal("ed-77", flag, now, type=hospital.EVENT_TYPE)])
    night.hub.run()


def _on_paper(page: Page, heading: str) -> None:
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    expect(page.get_by_role("navigation", name="Back")).to_be_hidden()
    page.emulate_media(media="screen")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_interview_is_offered_and_held(site: Site, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript, width=PHONE_WIDTH)
    site.sign_in(page, PROVIDER)
    desk = f"{site.address}/inbox/return_interview_provider/area/{AREA}"
    page.goto(desk)
    check_page(page)
    address = page.get_by_role("link", name="Missing child report").first.get_attribute("href")
    open_subject(page, f"{site.address}{address}", "Open this notice")
    page.get_by_label("It was declined").check()
    page.get_by_role("button", name="Record this step").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select who accepted or declined")
    check_page(page)
    page.get_by_label("It was offered").check()
    page.get_by_role("button", name="Record this step").click()
    expect(page.get_by_text("The step is recorded")).to_be_visible()
    expect(page.get_by_role("heading", name="Offered, not yet held")).to_be_visible()
    check_page(page)
    _on_paper(page, "Return home interviews")


def test_a_hospitals_team_picks_up_thinks_of_the_family_and_sees_who_was_told(site: Site, open_page: OpenPage) -> None:
    page = open_page(javascript=False, width=PHONE_WIDTH)
    site.sign_in(page, TEAM)
    desk = f"{site.address}/inbox/hospital_safeguarding/agency/{HOSPITAL}"
    page.goto(desk)
    expect(page.get_by_text("Think Family")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Pick this up").click()
    expect(page.get_by_role("heading", name="Picked up, not yet closed")).to_be_visible()
    check_page(page)
    address = page.get_by_role("link", name="Person 2").get_attribute("href")
    open_subject(page, f"{site.address}{address}", "Open this notice")
    expect(page.get_by_role("heading", name="Who else was told of this person")).to_be_visible()
    expect(page.get_by_text("Child protection record (CP-IS)")).to_be_visible()
    check_page(page)
    page.get_by_label("We have dealt with this").check()
    page.get_by_label("Advice was given").check()
    page.get_by_role("button", name="Record this step").click()
    expect(page.get_by_text("The step is recorded")).to_be_visible()


def test_the_council_sees_children_without_a_school_and_what_was_not_told(site: Site, open_page: OpenPage) -> None:
    page = open_page(javascript=False, width=PHONE_WIDTH)
    site.sign_in(page, COUNCIL)
    page.goto(f"{site.desk}/children")
    expect(page.get_by_role("heading", name="What schools could not be told")).to_be_visible()
    check_page(page)
    _on_paper(page, "Children without a school")


def test_hotspots_are_published_without_a_small_number(site: Site, open_page: OpenPage) -> None:
    site.night.clock.now = WEEKS_LATER
    page = open_page(javascript=False, width=PHONE_WIDTH)
    site.sign_in(page, COORDINATOR)
    page.goto(f"{site.address}/hotspots/{AREA}")
    check_page(page)
    page.get_by_label("Missing child report").check()
    page.get_by_label("First Monday").fill(f"{date(2026, 11, 16):%d/%m/%Y}")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The table is published")).to_be_visible()
    cells = page.locator("td").all_text_contents()
    assert cells
    assert set(cells) == {"[c]"}
    check_page(page)
    _on_paper(page, "Hotspots")
