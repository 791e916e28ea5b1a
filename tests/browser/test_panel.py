"""The Serious Youth Violence Panel's agenda, a child's page and its pack, at two widths and on paper."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from schemas.events import hospital
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.records.meetings import ActionSet
from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE
from streams.engines.local.home import HUB_KEY_ID
from streams.matching.people import StaffNames
from tests.browser.conftest import DESKTOP_WIDTH, PHONE_WIDTH, OpenPage
from tests.browser.hub import HUB, Night
from tests.browser.meeting import agenda, hold, open_first, outputs
from tests.browser.site import Site, check_page, serving
from tests.support.flows import COUNCIL, HOSPITAL, user
from tests.support.force import POLICE, SIGNING_KEY, Force
from tests.support.furnishing import AREA, LONG_AGO, OPS, appointed, signed_instruments

ROLE: Final = "syvp_coordinator"
PANEL: Final = user(ROLE)
CHILD: Final = "Idris Calloway"
WORDS: Final = "Meet him with his mother, away from the estate, before Friday."


def convene(night: Night) -> None:
    """A hospital saw a child for a stabbing, and the panel is to hear of it."""
    force = Force(HUB, night.home.read_keys().hub[HUB_KEY_ID].public_key(), agency=HOSPITAL, instance="ed-1")
    signed = signed_instruments(
        HUB, [OPS / "agreements" / "bedford-hospital-safeguarding.yaml"], (POLICE, COUNCIL, HOSPITAL)
    )
    known = {POLICE, COUNCIL}
    bodies = [
        AgencyRegistered(HOSPITAL, "Bedfordshire Hospitals", AgencyKind.HOSPITAL, (hospital.EVENT_TYPE,), (AREA,)),
        AgencyKeyAdded(HOSPITAL, SIGNING_KEY, force.key.public_key().public_bytes_raw(), LONG_AGO, None),
        *(body for body in signed if not (isinstance(body, AgencyKeyAdded) and body.agency in known)),
        appointed(PANEL, ROLE, "area", AREA),
    ]
    now = night.clock.now
    with night.hub.locked:
        night.hub.registry.refer(bodies, now)
        night.hub.registry.put_staff([(PANEL, StaffNames(given_names="Ines", family_name="Hollingworth"))], now)
    child = replace(night.child("A5"), roles=(Role.CHILD, Role.PATIENT), relationships=())
    attendance = replace(ATTENDANCE, age=12, arrived_at=now - timedelta(hours=3))
    sections = [PlainSection(SectionKind.ATTENDANCE, attendance), PlainSection(SectionKind.PERSON, child)]
    night.hub.submit(HOSPITAL, [force.seal("ED-1", sections, now, type=hospital.EVENT_TYPE)])
    night.hub.run()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is recorded stays recorded."""
    with serving(tmp_path) as site:
        hold(site.night)
        convene(site.night)
        yield site


def act(page: Page) -> None:
    """The coordinator asks social care for something."""
    page.get_by_label("Who is to do it").select_option(value=f"childrens_social_care/area/{AREA}/")
    page.get_by_label("By when", exact=True).fill("2026-12-01")
    page.get_by_label("What is to be done").fill(WORDS)
    page.get_by_role("button", name="Record this action").click()


@pytest.mark.parametrize(
    ("width", "javascript"),
    [(DESKTOP_WIDTH, True), (PHONE_WIDTH, True), (PHONE_WIDTH, False)],
    ids=["desktop", "phone", "phone-without-javascript"],
)
def test_every_page_of_the_panel_is_accessible_and_fits(
    site: Site, open_page: OpenPage, width: int, javascript: bool
) -> None:
    page = open_page(javascript=javascript, width=width)
    site.sign_in(page, PANEL)
    page.goto(agenda(site, ROLE))
    expect(page.locator("h1")).to_have_text("Serious youth violence panel: agenda")
    assert CHILD not in page.content()
    check_page(page)
    page.locator(".fb-list__title a").first.click()
    assert CHILD not in page.content()
    check_page(page)
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_have_text(CHILD)
    check_page(page)
    page.get_by_role("button", name="Record this action").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select who is to do it")
    check_page(page)
    act(page)
    expect(page.get_by_text(WORDS)).to_be_visible()
    check_page(page)
    (action,) = [one for one in outputs(site) if isinstance(one, ActionSet)]
    assert (action.meeting, action.role) == ("syvp", ROLE)
    page.goto(f"{agenda(site, ROLE)}/pack")
    check_page(page)
    page.get_by_role("button", name="Open your own pack").click()
    expect(page.get_by_text(CHILD).first).to_be_visible()
    check_page(page)
    page.goto(f"{agenda(site, ROLE)}/pack")
    page.get_by_role("button", name="Children’s social care").click()
    expect(page.get_by_text(CHILD).first).to_be_visible()
    check_page(page)


@pytest.mark.parametrize("place", ["", "/pack"])
def test_nothing_of_the_panel_that_is_for_the_screen_stands_on_paper(site: Site, page: Page, place: str) -> None:
    open_first(site, page, ROLE, PANEL)
    act(page)
    page.goto(f"{agenda(site, ROLE)}{place}")
    page.emulate_media(media="print")
    expect(page.locator(".govuk-header, .govuk-footer").first).to_be_hidden()
    for one in page.locator(".fb-no-print").all():
        expect(one).to_be_hidden()
    check_page(page)
