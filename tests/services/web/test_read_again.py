"""A mark of restriction after a contact was decided: who had read its address has an update to read, on a real hub."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import marac
from schemas.events.consent import Consent
from schemas.events.front_door import CONTACT_TYPE, FrontDoorOutcome
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.records.inputs import OpenNotice, TriageContact
from schemas.vectors.flows import DASH, REFERRAL
from services.web import SignInLinks, WebSettings, create_app
from streams.views.rows import NoticeRow
from tests.browser.council import Council
from tests.browser.hub import FRONT_DOOR, HUB, Night
from tests.browser.meeting import hold
from tests.services.web.conftest import Visitor
from tests.support.furnishing import AREA
from tests.support.people import adult

INBOX = f"/inbox/ifd/area/{AREA}"


class Door:
    """A front door with a contact about a child of whom the address is told."""

    def __init__(self, folder: Path) -> None:
        self.night = Night(folder)
        hold(self.night)
        links, clock = SignInLinks(), self.night.clock
        settings = WebSettings(session_secret=b"a test secret of thirty-two bytes", hub=HUB, secure_cookies=False)
        self.reader = Visitor(create_app(self.night.hub, settings, clock, links), links, clock).sign_in(FRONT_DOOR)

    def contacts(self) -> list[NoticeRow]:
        """The front door's own notices of the contact that stand, one for each child."""
        rows = [row for row in self.night.hub.views.notices() if (row.role, row.type) == ("ifd", CONTACT_TYPE)]
        return [row for row in rows if row.replaced_by is None]

    def read(self) -> None:
        """Somebody of the front door opens them."""
        for row in self.contacts():
            opened = OpenNotice(row.case, row.person, row.notice, FRONT_DOOR, "ifd")
            self.night.hub.perform(opened, command_id=f"open-{row.notice}")

    def decide(self) -> None:
        """They decide on them."""
        for row in self.contacts():
            at = (row.case, row.person, row.notice, FRONT_DOOR, "ifd")
            said = TriageContact(*at, FrontDoorOutcome.ADVICE, Consent.GIVEN, None, None)
            self.night.hub.perform(said, command_id=f"triage-{row.notice}")

    def mark(self, *, marked: bool = True, revision: int = 1) -> None:
        """A child of the contact is referred to MARAC, by an event that marks them; or does so no longer."""
        child = replace(self.night.child("A1"), relationships=(), restricted=marked)
        people = [
            (SectionKind.REFERRAL, REFERRAL),
            (SectionKind.DASH, DASH),
            (SectionKind.PERSON, child),
            (SectionKind.PERSON, adult("Wanda", "Calloway", Role.VICTIM)),
            (SectionKind.PERSON, adult("Osric", "Calloway", Role.ALLEGED_PERPETRATOR)),
        ]
        self.night.clock.forward(timedelta(minutes=1))
        self.night.send("MARAC-9", people, marac.EVENT_TYPE, revision=revision)

    def page(self) -> str:
        """The queue."""
        return self.reader.sign_in(FRONT_DOOR).get(INBOX).text


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A front door."""
    made = Door(tmp_path / "home")
    yield made
    made.night.hub.close()


def test_who_read_a_contact_that_was_decided_since_has_the_update_to_read_until_they_do(door: Door) -> None:
    door.read()
    door.decide()
    assert "To read" not in door.page()
    door.night.clock.forward(timedelta(days=30))
    door.mark()
    page = door.page()
    assert "To read (2)" in page
    assert "It stands decided" in page
    assert not [row for row in door.night.hub.views.contacts(AREA) if row.type == CONTACT_TYPE]
    door.mark(marked=False, revision=2)
    assert "To read (2)" in door.page(), "what was hidden and is shown again is one thing to read"
    door.read()
    assert "To read" not in door.page()


def test_of_what_nobody_had_read_here_nothing_is_to_be_read(door: Door) -> None:
    """Decided in the council's own system: nobody of the front door has the address from here."""
    Council(door.night).decide()
    door.mark()
    assert "To read" not in door.page()
