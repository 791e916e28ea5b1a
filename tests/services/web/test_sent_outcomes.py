"""A council sees whether a contact was decided by what it published, and its front door why it was not."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from services.web import SignInLinks, WebSettings, create_app
from streams.deciders.trace import SENDER as LEADS
from tests.browser.council import Council
from tests.browser.hub import DSL, FRONT_DOOR, HUB, SCHOOL, SENDER, Night
from tests.services.web.conftest import Visitor
from tests.support.flows import COUNCIL
from tests.support.force import POLICE
from tests.support.furnishing import AREA, appointed

DECIDED: Final = "The contact is decided by this outcome"
NOT_DECIDED: Final = "The contact is not decided by this outcome"
NO_CONTACT: Final = "Your front door has no contact about this child under what it names."
QUEUE: Final = f"/inbox/ifd/area/{AREA}"


class Site:
    """The pages of a hub with a contact about two children. One user leads the council's sharing, and the force's."""

    def __init__(self, folder: Path) -> None:
        self.night = Night(folder)
        self.council = Council(self.night)
        with self.night.hub.locked:
            self.night.hub.registry.refer([appointed(SENDER, LEADS, "agency", COUNCIL)], self.night.clock.now)
        self._links = SignInLinks()
        settings = WebSettings(session_secret=b"a test secret of thirty-two bytes", hub=HUB, secure_cookies=False)
        self._app = create_app(self.night.hub, settings, self.night.clock, self._links)

    def visitor(self, user: str) -> Visitor:
        """Somebody who signed in."""
        return Visitor(self._app, self._links, self.night.clock).sign_in(user)

    def became(self, event: bytes, agency: str = COUNCIL) -> str:
        """What its sender reads of an event."""
        lead = self.visitor(SENDER)
        page = lead.get(f"/agency/{agency}/events/{event.hex()}")
        return lead.get(lead.send(page, "/open").headers["location"]).text

    def contacts(self) -> list[str]:
        """What the front door reads of each contact."""
        reader = self.visitor(FRONT_DOOR)
        paths = dict.fromkeys(re.findall(rf"{QUEUE}/notices/[^/\"]+", reader.get(QUEUE).text))
        pages = [reader.get(path) for path in paths]
        return [reader.get(reader.send(page, "/open").headers["location"]).text for page in pages]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The pages."""
    made = Site(tmp_path / "home")
    yield made
    made.night.hub.close()


def test_what_was_taken_is_told_and_whom_it_leaves_out(site: Site) -> None:
    page = site.became(site.council.decide())
    assert (page.count(DECIDED), page.count(NOT_DECIDED)) == (1, 1)
    assert "Early help" in page
    assert "It decides of other children of the contact, and does not name this one." in page
    assert "No share decision" not in page


def test_of_several_children_it_is_told_which(site: Site) -> None:
    children = [replace(site.night.child(one), relationships=()) for one in ("A6", "A1")]
    page = site.became(site.council.decide("D-1", *children))
    assert re.findall(r"(\d) of 2, in the order", page) == ["1", "2"]
    assert page.index(NO_CONTACT) < page.index("1 of 2") < page.index(DECIDED) < page.index("2 of 2")


@pytest.mark.parametrize(("contact", "child"), [("contact-2", "A1"), ("contact-1", "A6"), ("40/61234/26", "A1")])
def test_whatever_contact_its_front_door_does_not_have_it_reads_the_same(site: Site, contact: str, child: str) -> None:
    outcome = site.council.decide("D-1", replace(site.night.child(child), relationships=()), contact=contact)
    page = site.became(outcome)
    assert page.count(NO_CONTACT) == 1
    assert DECIDED not in page
    assert page.count('class="fb-timeline__step"') == 1, "nor does the record in which it was found say more"


def test_what_was_taken_back_is_told_and_what_was_not_is_not(site: Site) -> None:
    site.council.decide()
    page = site.became(site.council.take_back())
    assert "What this outcome had decided stands no longer: the contact waits again" in page
    site.council.decide("D-2", contact="contact-2")
    page = site.became(site.council.take_back("D-2"))
    assert "No contact has been decided by this outcome, and none waits again because of it." in page


def test_where_another_decision_stands_it_is_told_that_and_not_that_the_contact_waits(site: Site) -> None:
    site.council.decide()
    site.night.clock.forward(timedelta(minutes=5))
    site.council.decide("D-2")
    page = site.became(site.council.take_back("D-2"))
    assert "What this outcome had decided stands no longer: another decision stands" in page
    assert "waits again" not in page


def test_whoever_sent_the_contact_reads_nothing_of_what_was_decided(site: Site) -> None:
    site.council.decide()
    page = site.became(event_id(POLICE, "contact-1", 1), POLICE)
    assert "Disclosure permitted" in page
    assert "decided by this outcome" not in page


def test_the_front_door_reads_why_a_contact_is_not_decided_until_it_is(site: Site) -> None:
    site.council.decide()
    (page,) = (one for one in site.contacts() if "the contact is not decided by it" in one)
    assert "It decides of other children of the contact, and does not name this one." in page
    site.council.decide("D-2", replace(site.night.child("A5"), relationships=()))
    assert not any("the contact is not decided by it" in one for one in site.contacts())


def test_no_title_says_that_it_was_decided_where_the_school_hears_that_nothing_is(site: Site) -> None:
    site.council.decide()
    site.council.take_back()
    lead = site.visitor(DSL)
    inbox = lead.get(f"/school/{SCHOOL}").text
    rows = site.night.hub.views.inbox_of(Recipient("dsl", "urn", SCHOOL))
    (notice,) = (row.notice for row in rows if row.kind == NoticeKind.FEEDBACK)
    page = lead.get(f"/school/{SCHOOL}/notices/{notice}")
    opened = lead.get(lead.send(page, "/open").headers["location"]).text
    assert "Nothing is decided" in opened
    for text in (inbox, page.text, opened):
        assert "What became of your contact to the front door" in text
        assert "decided of your contact" not in text
