"""Inboxes of roles that are no school's: whoever holds the role reads them, and the same pages serve them."""

from collections.abc import Callable

import pytest

from schemas.catalogue import EVENTS
from schemas.doubts import Doubt
from schemas.records.inputs import AcknowledgeNotice, OpenNotice, WithholdNotice
from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from services.web.words_events import DOUBTS, notice_title
from services.web.words_events import EVENTS as EVENT_WORDS
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

IFD = Recipient("ifd", "area", world.AREA)
INBOX = f"/inbox/ifd/area/{world.AREA}"


@pytest.fixture
def front_door(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """Somebody of the front door, with one notice of a missing child."""
    row = world.notice_row(
        "n", recipient=IFD, type="missing.episode", doubts=(Doubt.RETURNED_WITHOUT_TIME,), due_at=world.NOW
    )
    hub.rows.notices["n"] = row
    return visit().sign_in(world.FRONT_DOOR)


def test_home_leads_whoever_holds_one_role_to_its_inbox(front_door: Visitor) -> None:
    assert front_door.get("/").headers["location"] == INBOX


def test_the_inbox_names_the_role_and_what_each_notice_is_about(front_door: Visitor) -> None:
    page = front_door.get(INBOX).text
    assert "Integrated front door, 822" in page
    assert "Missing child report" in page
    assert "Operation Encompass" not in page


def test_a_notice_is_opened_read_and_acknowledged(front_door: Visitor, hub: FakeHub) -> None:
    cover = front_door.get(f"{INBOX}/notices/n")
    shown = front_door.get(front_door.send(cover, "/open").headers["location"])
    assert "It says that the child returned, and not when." in shown.text
    assert "not our pupil" not in shown.text
    assert "attend your school" not in shown.text
    assert front_door.send(shown, "/acknowledge").headers["location"] == f"{INBOX}?done=acknowledged"
    performed = [(type(one), one.role) for one in hub.performed if isinstance(one, OpenNotice | AcknowledgeNotice)]
    assert performed == [(OpenNotice, "ifd"), (AcknowledgeNotice, "ifd")]


def test_doubts_are_not_said_before_the_notice_is_opened(front_door: Visitor) -> None:
    for path in (INBOX, f"{INBOX}/notices/n"):
        assert "returned, and not when" not in front_door.get(path).text


def test_a_reader_who_may_be_connected_is_left_out_and_it_is_recorded(front_door: Visitor, hub: FakeHub) -> None:
    hub.connected[world.FRONT_DOOR] = {"n"}
    assert "There are no notices to open" in front_door.get(INBOX).text
    assert front_door.get(f"{INBOX}/notices/n").status_code == 404
    assert [(one.role, one.notice) for one in hub.performed if isinstance(one, WithholdNotice)] == [("ifd", "n")]


@pytest.mark.parametrize("path", ["spoc_coordinator/area/822", "ifd/area/823", "ifd/agency/822", "dsl/area/822"])
def test_another_role_area_or_scheme_is_somebody_elses(front_door: Visitor, path: str) -> None:
    assert front_door.get(f"/inbox/{path}").status_code == 403


def test_one_inbox_does_not_show_the_notice_of_another(front_door: Visitor, hub: FakeHub) -> None:
    hub.rows.notices["s"] = world.notice_row("s", recipient=Recipient("spoc_coordinator", "area", world.AREA))
    assert front_door.get(f"{INBOX}/notices/s").status_code == 404


def test_every_event_type_and_doubt_has_words() -> None:
    assert set(EVENT_WORDS) == set(EVENTS)
    assert set(DOUBTS) == set(Doubt)
    titles = {notice_title(kind, event_type) for kind in NoticeKind for event_type in EVENTS}
    assert len(titles) == len(NoticeKind) * len(EVENTS)
