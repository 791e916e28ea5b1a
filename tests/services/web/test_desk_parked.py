"""Items of a desk that a command line mends or police answer: what could not be decided, and two versions of one id."""

from datetime import timedelta

from msgspec.structs import replace

from schemas.records.inputs import (
    SettleDeskItem,
    SettledHow,
)
from schemas.records.notify import DeskKind
from streams.views.rows import DeskRow
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor
from tests.services.web.fake_hub import FakeHub

DESK = f"/council/{world.AREA}"
ITEM = f"{DESK}/items/i"


def parked() -> DeskRow:
    """A submission that could not be decided."""
    row = world.desk_row("i", DeskKind.PARKED, urn=None)
    source = "intake.bedfordshire-police.0"
    due = world.NOW + timedelta(minutes=10)
    return replace(row, due_at=due, person=source, section=7, recipient_scheme="key", recipient_value="c0ffee")


def test_what_is_parked_names_its_key_and_place_and_asks_for_no_answer(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": parked()}
    page = council.get(ITEM).text
    assert "c0ffee" in page
    assert "intake.bedfordshire-police.0, position 7" in page
    assert "<form method" not in page.partition("<main")[2]


def test_what_is_parked_is_overdue_by_the_clock_alone(council: Visitor, hub: FakeHub, clock: Clock) -> None:
    hub.rows.items = {"i": parked()}
    assert "Past their time" not in council.get(DESK).text
    clock.pass_by(minutes=10)
    assert "Past their time (1)" in council.get(DESK).text


def test_what_is_parked_cannot_be_settled(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", DeskKind.ID_CONFLICT)}
    page = council.get(ITEM)
    hub.rows.items = {"i": parked()}
    assert council.send(page, "/settle", settled=SettledHow.ALREADY_TOLD).status_code == 404
    assert hub.performed == []


def test_a_conflict_shows_the_reference_and_ends_by_what_the_police_say(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", DeskKind.ID_CONFLICT, urn=None)}
    hub.rows.event_rows = [world.event_row()]
    page = council.get(ITEM)
    assert f"{world.event_row().reference}, revision 1" in page.text
    assert "Open this item" not in page.text
    refused = council.send(page, "/settle", settled=SettledHow.NOT_A_CHILD)
    assert (refused.status_code, "Select what the police said" in refused.text) == (422, True)
    assert council.send(page, "/settle", settled=SettledHow.FIRST_VERSION_IS_RIGHT).status_code == 303
    assert [command.reason for command in hub.performed if isinstance(command, SettleDeskItem)] == [
        SettledHow.FIRST_VERSION_IS_RIGHT
    ]
