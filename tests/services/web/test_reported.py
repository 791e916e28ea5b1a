"""What a coordinator reports of an action is taken, or said to be wrong, on its case as it stands by now."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx
import pytest
from msgspec.structs import replace

from schemas.events import missing
from schemas.events.header import SectionKind
from schemas.records.share import Recipient
from schemas.vectors.flows import EPISODE
from services.web import SignInLinks, WebSettings, create_app
from streams.views.rows import NoticeRow
from tests.browser.hub import HUB, MORNING, Night
from tests.browser.meeting import SPOC, hold
from tests.services.web.conftest import Visitor
from tests.support.furnishing import AREA

DESK: Final = Recipient("spoc_coordinator", "area", AREA)
CASES: Final = f"/inbox/{DESK.role}/area/{AREA}/agenda/cases"


class Site:
    """A coordinator's pages of a child who was missing. An action was set, and the episode has had an update since."""

    def __init__(self, folder: Path) -> None:
        self.night = Night(folder)
        hold(self.night)
        links, clock = SignInLinks(), self.night.clock
        settings = WebSettings(session_secret=b"a test secret of thirty-two bytes", hub=HUB, secure_cookies=False)
        self.coordinator = Visitor(create_app(self.night.hub, settings, clock, links), links, clock).sign_in(SPOC)
        page = self.open()
        answer = self.coordinator.send(
            page, "/actions", owner=f"childrens_social_care/area/{AREA}/", due="2026-12-01", words="Ring the aunt."
        )
        assert answer.status_code == 303, answer.text
        self.before = self.notice()
        self.old_page = self.coordinator.get(answer.headers["location"])
        (row,) = self.night.hub.views.open_actions(AREA, DESK.role)
        self.action = f"/agenda/actions/{row.action}"

    def notice(self) -> NoticeRow:
        """The notice of the newest episode that stands."""
        views = self.night.hub.views
        rows = [one for one in views.inbox_of(DESK) if (e := views.event(one.event)) and e.reference == "MISPER-3"]
        return max(rows, key=lambda one: one.issued_at)

    def open(self) -> httpx.Response:
        """The page of the case as it stands, opened."""
        path = f"{CASES}/{self.notice().notice}"
        return self.coordinator.get(self.coordinator.send(self.coordinator.get(path), "/open").headers["location"])

    def update(self) -> None:
        """Police send news of the child."""
        since = MORNING - timedelta(days=1, hours=9)
        episode = replace(
            EPISODE, missing_since=since, reported_at=since + timedelta(hours=1), last_seen="At the station"
        )
        child = replace(self.night.child("A5"), relationships=())
        sections = [(SectionKind.EPISODE, episode), (SectionKind.PERSON, child)]
        self.night.clock.forward(timedelta(minutes=1))
        self.night.send("MISPER-3", sections, missing.EVENT_TYPE, revision=2)
        assert self.notice().notice != self.before.notice

    def reported(self) -> bool:
        """Whether anything was recorded of the action."""
        (row,) = self.night.hub.views.open_actions(AREA, DESK.role)
        return bool(row.outcome)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The pages."""
    made = Site(tmp_path / "home")
    yield made
    made.night.hub.close()


def test_what_is_wrong_is_said_beside_what_was_typed(site: Site) -> None:
    site.update()
    page = site.open()
    answer = site.coordinator.send(page, site.action, outcome="not_done", reason="no_contact", due="2029-01-01")
    assert answer.status_code == 422
    assert '<a href="#report_due">Enter a day within a year from now</a>' in answer.text
    assert re.search(r'<input[^>]*id="report_due"[^>]*value="2029-01-01"', answer.text)
    assert re.search(r'<option value="not_done" selected>', answer.text)
    assert re.search(r'<option value="no_contact" selected>', answer.text)
    assert not re.search(r'<input[^>]*id="due"[^>]*value="2029', answer.text), "no other form is filled in with it"
    assert not site.reported()


def test_from_a_page_that_is_out_of_date_too(site: Site) -> None:
    site.update()
    answer = site.coordinator.send(site.old_page, site.action, outcome="done", reason="no_contact")
    assert answer.status_code == 422
    assert "Select a reason that goes with the outcome" in answer.text
    assert "Nothing was recorded" in answer.text
    assert site.notice().notice in answer.text
    assert not site.reported()


def test_what_is_right_is_recorded_and_leads_to_the_page_that_is_current(site: Site) -> None:
    site.update()
    answer = site.coordinator.send(site.open(), site.action, outcome="not_done", reason="no_contact", due="2026-12-08")
    assert answer.headers["location"] == f"{CASES}/{site.notice().notice}"
    assert site.reported()
