"""What a desk item asks for, and how it may end, where it is not for the usual readers of a school."""

import pytest
from msgspec.structs import replace

from schemas.records.inputs import SettleDeskItem, SettledHow
from schemas.records.watch import CommandRefused
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.services.web.test_desk import ITEM, items, opened

__all__ = ["items"]


@pytest.mark.parametrize(
    "reason", ["no_safe_reader", "outcome_withdrawn_no_safe_reader", "earlier_outcome_stands_no_safe_reader"]
)
def test_nobody_is_sent_to_tell_whoever_may_be_close_to_the_family(council: Visitor, hub: FakeHub, reason: str) -> None:
    hub.rows.items["i"] = replace(world.desk_row("i", "feedback"), reason=reason)
    page = opened(council).text
    assert "Do not tell the school’s usual readers that this item exists" in page
    assert "A usual reader of this school may be close to the family" in page
    hub.rows.items["i"] = replace(hub.rows.items["i"], reason="not_in_force")
    assert "usual reader" not in opened(council).text


@pytest.mark.parametrize(
    ("kind", "how", "words"),
    [
        ("outcome", SettledHow.FRONT_DOOR_RECORDED, "The front door recorded its decision on the contact"),
        ("outcome", SettledHow.SENDER_ASKED, "I asked whoever sent it, and they put it right"),
        ("feedback", SettledHow.REFERRER_TOLD, "I told whoever made the contact"),
    ],
)
def test_what_is_not_about_a_school_is_settled_in_its_own_words(
    council: Visitor, hub: FakeHub, kind: str, how: SettledHow, words: str
) -> None:
    hub.rows.items["i"] = world.desk_row("i", kind, urn=None)
    page = opened(council)
    assert words in page.text
    assert "I told the school’s safeguarding lead in person" not in page.text
    assert "Tell the school by telephone" not in page.text
    assert council.send(page, "/settle", settled=SettledHow.SCHOOL_TOLD_IN_PERSON).status_code == 422
    council.send(page, "/settle", settled=how)
    assert [one.reason for one in hub.performed if isinstance(one, SettleDeskItem)] == [how]


@pytest.mark.parametrize(("kind", "said"), [("no_reader", True), ("refused_duty", True), ("unopened", False)])
def test_an_item_that_stayed_as_it_stood_says_that_the_event_was_updated_since(
    council: Visitor, hub: FakeHub, kind: str, said: bool
) -> None:
    hub.rows.items["i"] = world.desk_row("i", kind)
    assert "Updated since" not in council.get(ITEM).text
    hub.rows.event_rows = [replace(world.event_row(), event=b"\x02" * 16, revision=2), *hub.rows.event_rows]
    assert ("Updated since" in council.get(ITEM).text) is said


def test_who_read_an_item_before_it_was_updated_is_sent_back_to_read_it(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items["i"] = world.desk_row("i", "no_reader")
    hub.refusal = CommandRefused("settle_desk_item", "i", world.COUNCIL, "revised_since_read", None)
    page = council.send(council.get(ITEM), "/settle", settled=SettledHow.ALREADY_TOLD).text
    assert "Open it again and read it first" in page


def test_what_was_for_no_school_speaks_of_none(council: Visitor, hub: FakeHub) -> None:
    row = replace(world.desk_row("i", "no_safe_reader"), recipient_scheme="area", recipient_value=world.AREA)
    hub.rows.items["i"] = row
    page = opened(council).text
    assert "Whoever reads for this desk or agency cannot be sent this" in page
    assert "Tell the school by telephone" not in page


def test_a_desk_that_may_not_read_an_item_is_not_sent_to_itself(council: Visitor, hub: FakeHub) -> None:
    hub.refusal = CommandRefused("open_desk_item", "i", world.COUNCIL, "not_permitted_now", None)
    page = council.send(council.get(ITEM), "/open").text
    assert "The item itself says what to do without reading it" in page
    assert "education safeguarding team deals with it" not in page
