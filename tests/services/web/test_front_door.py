"""The front door's queue: one line a contact, by priority and then by clock, and a manager who changes the priority."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from schemas.records.inputs import WithholdNotice
from schemas.records.reference import AreaRoutingSet
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority, PrioritiseContact, PriorityReason
from services.web.words_triage import PRIORITIES, PRIORITY_REASONS
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.views.rows import NoticeState, PriorityRow, TriageRow
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.support.facts import apply
from tests.support.flows import bedford_routing
from tests.support.furnishing import appointed

IFD, DUTY = (Recipient(role, "area", world.AREA) for role in ("ifd", "emergency_duty_team"))
INBOX = f"/inbox/ifd/area/{world.AREA}"
HOUR = timedelta(hours=1)
URGENT, HIGH, STANDARD = ContactPriority


@pytest.fixture
def front_door(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """Somebody of a front door with three contacts: the least time left has the one of the lowest priority."""
    apply(hub.facts, AreaRoutingSet(world.AREA, msgspec.json.encode(bedford_routing())))
    of = world.notice_row("soon", recipient=IFD, type="missing.episode", due_at=world.NOW + HOUR)
    hub.rows.notices = {
        "soon": replace(of, priority=STANDARD),
        "shot": replace(
            of, notice="shot", type="hospital.flag", case=b"b" * 16, person="resolve-2-0", priority=URGENT,
            grounds=("stabbed-or-shot", "gone-since"), due_at=world.NOW + 5 * HOUR,
        ),
        "asked": replace(
            of, notice="asked", type="front_door.contact", case=b"c" * 16, person="resolve-3-0", priority=HIGH,
            grounds=("asked-the-same-day",), due_at=world.NOW + 3 * HOUR,
        ),
        "duty-asked": replace(
            of, notice="duty-asked", type="front_door.contact", case=b"c" * 16, person="resolve-3-0",
            role="emergency_duty_team", state=NoticeState.OPENED, opened_at=world.NOW - HOUR,
        ),
    }  # fmt: skip
    return visit().sign_in(world.FRONT_DOOR)


def manage(hub: FakeHub) -> None:
    """The reader manages the front door too."""
    apply(hub.facts, appointed(world.FRONT_DOOR, FRONT_DOOR_MANAGER, "area", world.AREA))


def test_contacts_stand_by_priority_and_then_by_the_time_left_and_each_says_why(front_door: Visitor) -> None:
    page = front_door.get(INBOX).text
    places = [page.index(text) for text in ("Urgent (1)", "High priority (1)", "Standard (1)")]
    assert places == sorted(places)
    assert "Why so soon: Stabbed or shot; gone since" in page
    assert "Why so soon: Whoever asked says today" in page
    assert "3 to decide" in page


def test_two_notices_of_one_contact_are_one_line_that_says_what_the_other_did(front_door: Visitor) -> None:
    page = front_door.get(INBOX).text
    assert page.count("Contact to the front door<") == 1
    assert "The emergency duty team opened it" in page


def test_what_the_duty_team_decided_has_left_the_queue_and_says_who_and_when(front_door: Visitor, hub: FakeHub) -> None:
    row = hub.rows.notices["asked"]
    hub.rows.notices["asked"] = replace(row, state=NoticeState.TRIAGED)
    del hub.rows.notices["duty-asked"]
    hub.rows.triage_rows.append(
        TriageRow(
            "person.0-9-0", world.NOW, world.AREA, row.case, row.person, row.event, row.section, "advice", "given", "",
            "u-night", "emergency_duty_team", "", world.NOW,
        )
    )  # fmt: skip
    page = front_door.get(INBOX).text
    assert "2 to decide" in page
    assert "Decided in the last 7 days (1)" in page
    assert "By Emergency duty team (u-night)" in page


def test_of_a_contact_that_the_reader_may_not_know_of_nothing_is_said(front_door: Visitor, hub: FakeHub) -> None:
    hub.connected[world.FRONT_DOOR] = {"shot"}
    page = front_door.get(INBOX).text
    assert "2 to decide" in page
    assert "Stabbed" not in page
    assert any(isinstance(command, WithholdNotice) for command in hub.performed)


def test_only_a_manager_is_offered_another_priority(front_door: Visitor, hub: FakeHub) -> None:
    assert "Change the priority" not in front_door.get(INBOX).text
    assert front_door.get(f"{INBOX}/notices/soon/priority").status_code == 403
    manage(hub)
    assert front_door.get(INBOX).text.count("Change the priority") == 3


def test_a_manager_says_which_priority_and_why(front_door: Visitor, hub: FakeHub) -> None:
    manage(hub)
    form = front_door.get(f"{INBOX}/notices/soon/priority")
    assert "No rule of the area finds it more urgent" in form.text
    again = front_door.send(form, "/priority")
    assert again.status_code == 422
    for missing in ("Select which priority it should have", "Select why the priority changes"):
        assert missing in again.text
    sent = front_door.send(form, "/priority", priority="urgent", reason="risk_is_higher")
    assert sent.headers["location"] == f"{INBOX}?done=prioritised"
    (command,) = [one for one in hub.performed if isinstance(one, PrioritiseContact)]
    assert (command.priority, command.reason, command.role) == (URGENT, "risk_is_higher", FRONT_DOOR_MANAGER)


def test_what_a_manager_set_stands_beside_the_contact_with_who_and_why(front_door: Visitor, hub: FakeHub) -> None:
    row = hub.rows.notices["soon"]
    hub.rows.notices["soon"] = replace(row, priority=HIGH, prioritised="person.0-7-0")
    said = (HIGH, PriorityReason.NEW_INFORMATION, "u-manager", FRONT_DOOR_MANAGER)
    hub.rows.priority_rows.append(
        PriorityRow("person.0-7-0", world.NOW, world.AREA, row.case, row.person, row.event, row.section, *said)
    )
    page = front_door.get(INBOX).text
    assert "Set to high priority by Front door manager (u-manager)" in page
    assert "Something new is known" in page


def test_no_other_role_has_priorities(hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    inbox = f"/inbox/spoc_coordinator/area/{world.AREA}"
    hub.rows.notices["s"] = world.notice_row("s", recipient=Recipient("spoc_coordinator", "area", world.AREA))
    apply(hub.facts, appointed(world.SPOC, FRONT_DOOR_MANAGER, "area", world.AREA))
    visitor = visit().sign_in(world.SPOC)
    assert visitor.get(f"{inbox}/notices/s/priority").status_code == 404
    assert "Change the priority" not in visitor.get(inbox).text


def test_every_priority_and_reason_has_words() -> None:
    assert set(PRIORITIES) == set(ContactPriority)
    assert set(PRIORITY_REASONS) == set(PriorityReason)
