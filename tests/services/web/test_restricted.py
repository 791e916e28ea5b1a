"""A person marked restricted in one event: pages about every other event show no address of theirs, on a real hub."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import marac, missing
from schemas.events.header import SectionKind
from schemas.events.people import Address, Role
from schemas.events.texts import Text
from schemas.items import ADDRESSES, Item
from schemas.records.share import Recipient
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DASH, EPISODE, REFERRAL
from services.web import SignInLinks, WebSettings, create_app
from services.web.disclosed import NO_LONGER_SHOWN
from streams.checks.fold import fold_at
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.disclosing.lines import not_given
from tests.browser.hub import HUB, MORNING, Night
from tests.browser.meeting import SPOC, hold
from tests.services.web.conftest import Visitor
from tests.support.furnishing import AREA
from tests.support.people import adult

REFUGE = Address(("12 Refuge Lane", "Bedford"), "MK41 7ZZ", "")
DESK = Recipient("spoc_coordinator", "area", AREA)
INBOX = f"/inbox/spoc_coordinator/area/{AREA}"
SAID = "Found at 12 Refuge Lane, where she lives now."


class Pages:
    """The pages of a hub on which a child was missing, read by its SPOC coordinator."""

    def __init__(self, folder: Path) -> None:
        self.night = Night(folder)
        hold(self.night)
        links, clock = SignInLinks(), self.night.clock
        settings = WebSettings(session_secret=b"a test secret of thirty-two bytes", hub=HUB, secure_cookies=False)
        self.reader = Visitor(create_app(self.night.hub, settings, clock, links), links, clock).sign_in(SPOC)

    def missing(self, reference: str = "MISPER-9") -> None:
        """A child is reported missing, at the refuge; nothing marks anybody."""
        child = replace(self.night.child("A5"), relationships=(), address=REFUGE)
        since = MORNING - timedelta(hours=3)
        episode = replace(
            EPISODE, missing_since=since, reported_at=since, last_seen="At 12 Refuge Lane", found_at=REFUGE
        )
        sections = [(SectionKind.EPISODE, episode), (SectionKind.PERSON, child)]
        self.night.clock.forward(timedelta(minutes=1))
        self.night.send(reference, sections, missing.EVENT_TYPE, PlainSection(SectionKind.NARRATIVE, Text(SAID), (1,)))

    def refer(self, *, marked: bool, revision: int = 1) -> None:
        """The child's mother is referred to MARAC."""
        child = replace(self.night.child("A5"), relationships=(), address=REFUGE)
        people = [
            (SectionKind.REFERRAL, REFERRAL),
            (SectionKind.DASH, DASH),
            (SectionKind.PERSON, child),
            (SectionKind.PERSON, replace(adult("Wanda", "Calloway", Role.VICTIM), restricted=marked)),
            (SectionKind.PERSON, adult("Osric", "Calloway", Role.ALLEGED_PERPETRATOR)),
        ]
        self.night.clock.forward(timedelta(minutes=1))
        self.night.send("MARAC-9", people, marac.EVENT_TYPE, revision=revision)

    def path(self, reference: str = "MISPER-9") -> str:
        """The page of the latest notice about an event."""
        views = self.night.hub.views
        rows = [row for row in views.inbox_of(DESK) if (e := views.event(row.event)) and e.reference == reference]
        return f"{INBOX}/notices/{max(rows, key=lambda row: row.issued_at).notice}"

    def opened(self, path: str) -> str:
        """Where the page of a notice shows it, once it was opened."""
        return self.reader.send(self.reader.get(path), "/open").headers["location"]

    def read(self, reference: str = "MISPER-9") -> str:
        """What the page says."""
        return self.reader.get(self.opened(self.path(reference))).text


def shows_refuge(page: str) -> bool:
    """Whether a page shows the address, or a part of it."""
    return "Refuge Lane" in page or "MK41 7ZZ" in page


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    """The pages."""
    made = Pages(tmp_path / "home")
    yield made
    made.night.hub.close()


def test_unmarked_the_page_shows_where_the_child_lives(pages: Pages) -> None:
    pages.refer(marked=False)
    pages.missing()
    assert shows_refuge(pages.read())


def test_marked_before_no_line_of_a_later_event_shows_it(pages: Pages) -> None:
    pages.refer(marked=True)
    pages.missing()
    page = pages.read()
    assert not shows_refuge(page)
    assert "Found at [address], where she lives now." in page


def test_marked_after_the_page_that_was_open_shows_it_no_more_and_the_update_neither(pages: Pages) -> None:
    pages.missing()
    stale = pages.opened(pages.path())
    assert shows_refuge(pages.reader.get(stale).text)
    pages.refer(marked=True)
    assert not shows_refuge(pages.reader.get(stale).text)
    assert not shows_refuge(pages.read())


def test_whoever_was_sent_an_address_before_reads_that_they_must_not_use_it(pages: Pages) -> None:
    pages.missing()
    pages.refer(marked=True)
    page = pages.read()
    assert "An address that you may have been sent before is no longer shown" in page
    assert NO_LONGER_SHOWN[0] in page
    assert "MARAC" not in page, "by which event, nobody is told but the auditor"
    pages.refer(marked=False, revision=2)
    again = pages.read()
    assert shows_refuge(again)
    assert "no longer shown" not in again.lower()


def test_what_was_never_sent_reads_the_same_whether_it_was_kept_back_or_not_given(pages: Pages) -> None:
    pages.refer(marked=True)
    pages.missing()
    page = pages.read()
    assert not_given(Item.CHILD_ADDRESS)[0] in page
    assert "may put somebody at risk" in not_given(Item.CHILD_ADDRESS)[0]
    assert NO_LONGER_SHOWN[0] not in page


def given_at(pages: Pages, known: datetime) -> frozenset[Item]:
    """The addresses in what the coordinator's notice gave, as the hub stood at a time."""
    with reading(pages.night.home.folder) as database:
        stood = fold_at(records_of(database), happened_until=pages.night.clock.now, known_until=known)
    event = pages.night.hub.views.event
    about = [one for one in stood.notices if (row := event(one.event)) and row.reference == "MISPER-9"]
    (held,) = [one for one in about if one.recipient == DESK]
    return ADDRESSES & set(held.items)


def test_replayed_to_a_point_in_time_the_mark_counts_as_of_then(pages: Pages) -> None:
    told = []
    for change in (pages.missing, partial(pages.refer, marked=True), partial(pages.refer, marked=False, revision=2)):
        change()
        told.append(pages.night.clock.now)
    shown, hidden, corrected = (given_at(pages, at) for at in told)
    assert Item.CHILD_ADDRESS in shown
    assert not hidden
    assert corrected == shown


def test_corrected_the_page_shows_it_again_and_the_log_is_sound(pages: Pages, tmp_path: Path) -> None:
    pages.missing()
    pages.refer(marked=True)
    assert not shows_refuge(pages.read())
    pages.refer(marked=False, revision=2)
    assert shows_refuge(pages.read())
    pages.night.hub.sign_checkpoint()
    keys = pages.night.home.read_keys()
    pages.night.hub.close()
    assert not verify_replay(tmp_path / "home", keys).findings
