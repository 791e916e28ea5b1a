"""A week's meetings on the browser tests' hub: a child who was missing, two MARAC cases, who sits at the table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from msgspec.structs import replace
from playwright.sync_api import Page

from schemas.events import marac, missing
from schemas.events.encompass import EVENT_TYPE
from schemas.events.event import Withdrawal
from schemas.events.front_door import CONTACT_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.events.texts import Text
from schemas.records.reference import AgencyKeyAdded, AgencyKind, AgencyRegistered, Body
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DASH, EPISODE, REFERRAL
from streams.matching.people import StaffNames
from tests.browser.hub import HUB, MORNING, Night
from tests.browser.site import Site
from tests.support.flows import COUNCIL, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA, OPS, appointed, signed_instruments
from tests.support.people import adult

SPOC, MARAC = user("spoc_coordinator"), user("marac_coordinator")
CARE, IDVA = user("childrens_social_care"), user("idva")
STAFF: Final = {
    "spoc_coordinator": ("Rosalind", "Achterberg"),
    "marac_coordinator": ("Imogen", "Fairweather"),
    "idva": ("Farida", "Quist"),
    "childrens_social_care": ("Desmond", "Okafor-Lyle"),
    "youth_offending_service": ("Petra", "Novakova"),
    "return_interview_provider": ("Leo", "Sandoval"),
}
VICTIM: Final = "Marguerite Dellacorte"
NARRATIVE: Final = "She was followed from work twice this month."
AGREEMENTS: Final = ("missing-children", "marac")


def hold(night: Night) -> None:
    """Turn the flows on, and let what the meetings speak of happen."""
    with night.hub.locked:
        night.hub.registry.refer(_bodies(), night.clock.now)
        names = [
            (user(role), StaffNames(given_names=given, family_name=family)) for role, (given, family) in STAFF.items()
        ]
        night.hub.registry.put_staff(names, night.clock.now)
    child, other = (replace(night.child(upn), relationships=()) for upn in ("A5", "A1"))
    for number, days in ((1, 20), (2, 6), (3, 1)):
        since = MORNING - timedelta(days=days, hours=9)
        episode = replace(EPISODE, missing_since=since, reported_at=since + timedelta(hours=1))
        night.send(
            f"MISPER-{number}", [(SectionKind.EPISODE, episode), (SectionKind.PERSON, child)], missing.EVENT_TYPE
        )
    given, family = VICTIM.split()
    for number in (1, 2):
        night.clock.forward(timedelta(hours=1))
        people = [
            (SectionKind.REFERRAL, REFERRAL),
            (SectionKind.DASH, DASH),
            (SectionKind.PERSON, other),
            (SectionKind.PERSON, adult(given, family, Role.VICTIM)),
            (SectionKind.PERSON, adult("Osric", "Vandermeer", Role.ALLEGED_PERPETRATOR)),
        ]
        narrative = PlainSection(SectionKind.NARRATIVE, Text(NARRATIVE), (3, 4))
        night.send(f"MARAC-{number}", people, marac.EVENT_TYPE, narrative)
    night.hub.sign_checkpoint()


def meet_again(night: Night) -> None:
    """Police are called to another pair twice after they were referred to MARAC, and refer them again."""
    _tell(night, "MARAC-8", marac.EVENT_TYPE)
    for number in (1, 2):
        night.clock.forward(timedelta(days=2))
        _tell(night, f"CALL-{number}", EVENT_TYPE)
    night.clock.forward(timedelta(days=1))
    _tell(night, "MARAC-9", marac.EVENT_TYPE)


def take_all_back(night: Night) -> None:
    """All of it but the last referral was no domestic abuse, or an error."""
    for number in (1, 2):
        night.withdraw(f"CALL-{number}", EVENT_TYPE, Withdrawal.NOT_DOMESTIC_ABUSE, revision=2)
    night.withdraw("MARAC-8", marac.EVENT_TYPE, Withdrawal.ENTERED_IN_ERROR, revision=2)


def _tell(night: Night, reference: str, type: str) -> None:
    facts = [(SectionKind.REFERRAL, REFERRAL), (SectionKind.DASH, DASH)] if type == marac.EVENT_TYPE else []
    people = [
        replace(night.child("A3"), relationships=()),
        adult("Wenna", "Tregarthen", Role.VICTIM),
        adult("Jory", "Tregarthen", Role.ALLEGED_PERPETRATOR),
    ]
    night.send(reference, [*facts, *((SectionKind.PERSON, person) for person in people)], type)


def _bodies() -> list[Body]:
    types = (EVENT_TYPE, CONTACT_TYPE, missing.EVENT_TYPE, marac.EVENT_TYPE)
    paths = [OPS / "agreements" / f"bedford-{name}.yaml" for name in AGREEMENTS]
    signed = signed_instruments(HUB, paths, (POLICE, COUNCIL))
    return [
        AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, types, (AREA,)),
        *(body for body in signed if not isinstance(body, AgencyKeyAdded)),
        *(appointed(user(role), role, "area", AREA) for role in STAFF),
    ]


def agenda(site: Site, role: str) -> str:
    """The address of a coordinator's agenda."""
    return f"{site.address}/inbox/{role}/area/{AREA}/agenda"


def open_first(site: Site, page: Page, role: str, user: str) -> None:
    """Sign in and open the first page of the agenda."""
    site.sign_in(page, user)
    page.goto(agenda(site, role))
    page.locator(".fb-list__title a").first.click()
    page.locator("main form button").first.click()


def outputs(site: Site) -> Iterator[object]:
    """Everything that is recorded of an event of this site."""
    views = site.night.hub.views
    for event in views.events():
        for step in views.trace(event.event):
            yield from (output for _, output in step.outputs)
