"""Whoever leads an agency's sharing may be the one whom it referred somebody about: no page of theirs shows it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import marac
from schemas.events.event import Withdrawal
from schemas.events.front_door import CONTACT_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import Person, Role
from schemas.records.inputs import ViewTrace
from schemas.records.watch import CommandRefused, TraceViewed
from schemas.vectors.flows import CONTACT, DASH, REFERRAL
from services.web import SignInLinks, WebSettings, create_app, senders
from streams.deciders.trace import SENDER as LEADS
from streams.matching.people import StaffNames
from tests.browser.council import Council
from tests.browser.hub import AUDITOR, HUB, SENDER, Night
from tests.browser.meeting import hold
from tests.services.web.conftest import Visitor
from tests.support.flows import COUNCIL
from tests.support.force import POLICE
from tests.support.furnishing import appointed
from tests.support.people import adult

REFERENCE: Final = "MARAC-9"
INDEX: Final = f"/agency/{POLICE}"
INBOX: Final = f"/inbox/police_safeguarding/agency/{POLICE}"
ACCUSED: Final = adult("Nerys", "Talbot-Quaye", Role.ALLEGED_PERPETRATOR)
"""As the lead of the force's sharing is called."""
EVENT: Final = event_id(POLICE, REFERENCE, 1)


class Site:
    """The pages of a hub after a night and a week's meetings. The lead reads their agency's notices too."""

    def __init__(self, folder: Path) -> None:
        self.night = Night(folder)
        hold(self.night)
        with self.night.hub.locked:
            reads = appointed(SENDER, "police_safeguarding", "agency", POLICE)
            self.night.hub.registry.refer([reads], self.night.clock.now)
        self.links = SignInLinks()
        settings = WebSettings(session_secret=b"a test secret of thirty-two bytes", hub=HUB, secure_cookies=False)
        self.app = create_app(self.night.hub, settings, self.night.clock, self.links)
        self.lead = self.visitor(SENDER)

    def visitor(self, user: str) -> Visitor:
        """Somebody who signed in."""
        return Visitor(self.app, self.links, self.night.clock).sign_in(user)

    def refer(self, revision: int = 1, of: Person = ACCUSED) -> None:
        """The lead's agency refers somebody to MARAC, for fear of the lead, or of somebody else."""
        people = [
            (SectionKind.REFERRAL, REFERRAL),
            (SectionKind.DASH, DASH),
            (SectionKind.PERSON, replace(self.night.child("A5"), relationships=())),
            (SectionKind.PERSON, adult("Wanda", "Calloway", Role.VICTIM)),
            (SectionKind.PERSON, of),
        ]
        self.night.send(REFERENCE, people, marac.EVENT_TYPE, revision=revision)

    def rename(self) -> None:
        """The lead is somebody else after all."""
        with self.night.hub.locked:
            names = StaffNames(given_names="Ottoline", family_name="Fairbrass")
            self.night.hub.registry.put_staff([(SENDER, names)], self.night.clock.now)

    def walk(self) -> dict[str, str]:
        """What every page says to which a link leads the lead, by its address."""
        seen: dict[str, str] = {}
        waiting = ["/", INDEX, INBOX]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            page = self.lead.get(path)
            found = page.headers.get("location", "")
            seen[path] = said(page.text)
            links = re.findall(r'href="(/[^"#]*)"', page.text)
            waiting += [one for one in (found, *links) if one.startswith(("/agency/", "/inbox/"))]
        return seen


def said(page: str) -> str:
    """A page without what is new each time it is asked for."""
    return re.sub(r'<input type="hidden"[^>]*>|nonce="[^"]*"', "", page)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The pages."""
    made = Site(tmp_path / "home")
    yield made
    made.night.hub.close()


def test_no_page_to_which_a_link_leads_says_more_than_before_the_referral(site: Site) -> None:
    before = site.walk()
    assert len(before) > 10, "events, what became of each, notices and what is done"
    site.refer()
    assert site.walk() == before


def test_whoever_is_not_connected_does_see_it(site: Site) -> None:
    site.refer()
    site.rename()
    assert f"{INDEX}/events/{EVENT.hex()}" in site.walk()


def test_its_address_and_its_reference_are_answered_as_those_of_nothing(site: Site) -> None:
    site.refer()
    told = []
    for event, reference in ((EVENT, REFERENCE), (bytes(16), "MARAC-99")):
        path = f"{INDEX}/events/{event.hex()}"
        index = site.lead.get(INDEX)
        pages = [site.lead.get(path), site.lead.send(index, "/find", reference=reference)]
        fields = {"form_token": re.findall(r'name="form_token" value="([^"]*)"', index.text)[0], "once": "o" * 16}
        pages.append(site.lead.post(f"{path}/open", **fields))
        told.append([(page.status_code, said(page.text).replace(reference, "")) for page in pages])
    assert told[0] == told[1]
    assert [status for status, _ in told[0]] == [404, 400, 404]


@pytest.mark.parametrize("then", ["withdrawn", "corrected"])
def test_nor_is_a_revision_listed_that_names_nobody_any_more(site: Site, then: str) -> None:
    before = site.walk()
    site.refer()
    if then == "withdrawn":
        site.night.withdraw(REFERENCE, marac.EVENT_TYPE, Withdrawal.ENTERED_IN_ERROR, revision=2)
    else:
        site.refer(revision=2)
    assert site.walk() == before


def test_that_it_was_left_out_is_recorded_once_and_the_auditor_reads_it(site: Site) -> None:
    site.refer()
    for _ in range(2):
        site.lead.get(INDEX)
    (access,) = site.night.hub.views.accesses(EVENT.hex())
    assert (access.user, access.granted, access.reason) == (SENDER, False, "may_be_connected")
    auditor = site.visitor(AUDITOR)
    path = f"/trace/{EVENT.hex()}"
    page = auditor.get(auditor.send(auditor.get(path), "/open").headers["location"]).text
    assert "Refused: may be connected" in page


def test_nor_does_the_hub_grant_a_look_at_the_revision_that_names_somebody_else(site: Site) -> None:
    site.refer()
    site.refer(revision=2, of=adult("Otto", "Larch", Role.ALLEGED_PERPETRATOR))
    site.lead.get(INDEX)
    for event in (EVENT, event_id(POLICE, REFERENCE, 2)):
        (access,) = site.night.hub.views.accesses(event.hex())
        assert (access.user, access.granted, access.reason) == (SENDER, False, "may_be_connected")


def test_the_hub_refuses_the_look_itself(site: Site) -> None:
    site.refer()
    for once, seen in (("a", CommandRefused), ("b", TraceViewed)):
        (output,) = site.night.hub.perform(ViewTrace(EVENT, SENDER, LEADS), command_id=once).outputs
        assert isinstance(output, seen)
        site.rename()


def test_nothing_is_listed_of_an_event_of_which_somebody_was_erased(site: Site) -> None:
    site.refer()
    site.rename()
    site.night.hub.registry.erase(EVENT, site.night.clock.now, "asked_for", (4,))
    assert EVENT.hex()[:12] not in site.lead.get(INDEX).text
    assert site.lead.get(f"{INDEX}/events/{EVENT.hex()}").status_code == 404


def test_a_list_is_as_long_as_if_what_is_left_out_had_never_been(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "EVENTS_SHOWN", 3)
    site.refer()
    listed = re.findall(rf'href="{INDEX}/events/([0-9a-f]+)"', site.lead.get(INDEX).text)
    assert len(listed) == 3
    assert EVENT.hex() not in listed


class Answered(Site):
    """The lead leads a council's sharing too, which publishes what it decided of a contact that police made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.council = Council(self.night)
        with self.night.hub.locked:
            leads = appointed(SENDER, LEADS, "agency", COUNCIL)
            self.night.hub.registry.refer([leads], self.night.clock.now)
        self.child = replace(self.night.child("A5"), relationships=())

    def contact(self, *of: Person, revision: int = 1) -> None:
        """A contact about a child, for fear of somebody."""
        people = [(SectionKind.PERSON, one) for one in (self.child, *of)]
        self.night.send("CONTACT-9", [(SectionKind.CONTACT, CONTACT), *people], CONTACT_TYPE, revision=revision)

    def listed(self) -> list[str]:
        """The events on the lead's page of the council."""
        return re.findall(r"/events/([0-9a-f]+)", self.lead.get(f"/agency/{COUNCIL}").text)


@pytest.fixture
def answered(tmp_path: Path) -> Iterator[Answered]:
    """The pages."""
    made = Answered(tmp_path / "home")
    yield made
    made.night.hub.close()


@pytest.mark.parametrize("then", ["as it is", "corrected", "outcome withdrawn", "outcome of another contact"])
def test_an_outcome_is_left_out_as_the_contact_that_it_names(answered: Answered, then: str) -> None:
    answered.contact(ACCUSED)
    outcomes = [answered.council.decide("D-9", answered.child, contact="CONTACT-9")]
    if then == "corrected":
        answered.contact(adult("Otto", "Larch", Role.ALLEGED_PERPETRATOR), revision=2)
    elif then == "outcome withdrawn":
        outcomes.append(answered.council.take_back("D-9"))
    elif then == "outcome of another contact":
        outcomes.append(answered.council.decide("D-9", revision=2))
    assert answered.listed() == []
    for outcome in outcomes:
        (access,) = answered.night.hub.views.accesses(outcome.hex())
        assert (access.user, access.granted, access.reason) == (SENDER, False, "may_be_connected")
    answered.rename()
    assert sorted(answered.listed()) == sorted(one.hex() for one in outcomes)


def test_an_outcome_of_a_contact_that_names_somebody_else_or_has_not_come_is_listed(answered: Answered) -> None:
    other = answered.council.decide("D-8", contact="CONTACT-8")
    outcome = answered.council.decide("D-9", answered.child, contact="CONTACT-9")
    assert sorted(answered.listed()) == sorted([other.hex(), outcome.hex()])
    answered.contact(ACCUSED)
    assert answered.listed() == [other.hex()]


def test_an_outcome_of_which_it_was_erased_what_contact_it_names_is_left_out(answered: Answered) -> None:
    outcome = answered.council.decide()
    assert answered.listed() == [outcome.hex()]
    answered.night.hub.registry.erase(outcome, answered.night.clock.now, "asked_for", (0,))
    assert answered.listed() == []
    (output,) = answered.night.hub.perform(ViewTrace(outcome, SENDER, LEADS), command_id="a").outputs
    assert isinstance(output, CommandRefused)
