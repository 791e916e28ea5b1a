"""Who can be left out of a case: each place once, whoever was told of it too, never the desk that coordinates it."""

from types import SimpleNamespace
from typing import cast

from msgspec.structs import replace

from schemas.records.share import Recipient
from services.web.conflicts import may_be_left_out
from services.web.context import Context
from streams.routing.sittings import Sitting
from tests.services.web import world
from tests.services.web.fake_hub import FakeHub
from tests.support.flows import bedford_routing

MARAC = Recipient("marac_coordinator", "area", world.AREA)
NIGHT = Recipient("emergency_duty_team", "area", world.AREA)
VICTIM, CHILD, STRANGER = "resolve-1-0", "resolve-1-1", "resolve-1-2"


def offered(hub: FakeHub, *told: tuple[Recipient, str]) -> list[Recipient]:
    """What the page of a victim and a child of the household offers, where these were told of these people."""
    page = [replace(world.notice_row(p, recipient=MARAC), person=p) for p in (VICTIM, CHILD)]
    heard = [replace(world.notice_row(f"{n}", recipient=to), person=p) for n, (to, p) in enumerate(told)]
    hub.rows.notices = {row.notice: row for row in [*page, *heard]}
    meeting = next(one for one in bedford_routing().meetings if one.name == "marac")
    web, sitting = SimpleNamespace(hub=hub), SimpleNamespace(meeting=meeting)
    return may_be_left_out(cast("Context", web), cast("Sitting", sitting), page)


def test_whoever_sits_at_the_meeting_and_not_the_desk_that_coordinates_it(hub: FakeHub) -> None:
    found = offered(hub)
    assert {one.role for one in found} >= {"idva", "ifd", "childrens_social_care", "police_safeguarding"}
    assert MARAC not in found


def test_the_duty_team_that_was_told_at_night_though_it_is_no_member(hub: FakeHub) -> None:
    assert NIGHT not in offered(hub)
    assert NIGHT in offered(hub, (NIGHT, CHILD))


def test_each_place_stands_there_once(hub: FakeHub) -> None:
    idva = Recipient("idva", "area", world.AREA)
    found = offered(hub, (idva, VICTIM), (NIGHT, CHILD), (NIGHT, VICTIM))
    assert len(found) == len(set(found))


def test_who_was_told_of_somebody_else_of_the_same_event_is_not_offered(hub: FakeHub) -> None:
    assert NIGHT not in offered(hub, (NIGHT, STRANGER))
