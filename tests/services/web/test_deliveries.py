"""A coordinator sees whether anybody was told, when and why not; no name and no address."""

import pytest
from msgspec.structs import replace

from schemas.records.inputs import DeliveryReason
from schemas.records.notify import DeskKind
from services.web.words_delivery import DELIVERY_REASONS
from streams.views.rows import DeliveryRow
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

SAID = DeliveryRow(world.NOW, "notice-1", "notice-1", "mail", world.DSL, "sent", "", 1)


def page(council: Visitor, hub: FakeHub, *said: DeliveryRow) -> str:
    item = replace(world.desk_row("item-1"), kind=DeskKind.UNOPENED.value, notice="notice-1")
    hub.rows.items = {item.item: item}
    hub.rows.delivery_rows = list(said)
    return council.get(f"/council/{world.AREA}/items/item-1").text


def test_what_was_taken_over_is_told_with_its_time(council: Visitor, hub: FakeHub) -> None:
    text = page(council, hub, SAID)
    assert "Told by mail" in text
    assert "It may lie unread." in text
    assert world.DSL not in text


def test_only_the_last_word_of_a_message_counts(council: Visitor, hub: FakeHub) -> None:
    put_off = replace(SAID, outcome="deferred", reason=DeliveryReason.PUT_OFF.value)
    assert "It is tried again." in page(council, hub, put_off)
    text = page(council, hub, put_off, SAID)
    assert "Told by mail" in text
    assert "It is tried again." not in text


def test_what_failed_says_why(council: Visitor, hub: FakeHub) -> None:
    gone = replace(SAID, channel="webhook", outcome="failed", reason=DeliveryReason.GONE.value)
    text = page(council, hub, gone)
    assert "Not told through their own system" in text
    assert DELIVERY_REASONS[DeliveryReason.GONE] in text


@pytest.mark.parametrize("reason", list(DeliveryReason))
def test_every_reason_has_words(reason: DeliveryReason) -> None:
    assert DELIVERY_REASONS[reason]
