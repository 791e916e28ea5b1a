"""The lines of a notice: the same ones on every notice of a role, and nothing that points to what was withheld."""

from collections.abc import Callable

import pytest

from schemas.events import hospital
from schemas.events.encompass import EVENT_TYPE
from schemas.items import TITLES, Item
from schemas.items_of import title_of
from services.web.disclosed import shown_items
from services.web.words import READING_ORDER
from streams.disclosing.lines import not_given
from streams.engines.contract import Disclosed, NotShown
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub


def disclosed(*withheld: Item, erased: tuple[Item, ...] = ()) -> Disclosed:
    """An opening of a role that can be given everything."""
    said = {item: not_given(item) if item in withheld else ("told",) for item in Item if item not in erased}
    return Disclosed("Zora", said, erased, (), ())


def test_every_item_has_its_line_in_the_reading_order_whatever_was_withheld() -> None:
    order = [title_of(item, EVENT_TYPE) for item in READING_ORDER]
    for withheld in ((), (Item.INCIDENT_LOCATION,), tuple(Item)):
        assert [line.title for line in shown_items(disclosed(*withheld), EVENT_TYPE)] == order


def test_a_withheld_item_is_never_marked_as_new() -> None:
    lines = shown_items(disclosed(Item.CHILD_WHEREABOUTS), EVENT_TYPE, (Item.CHILD_WHEREABOUTS, Item.CHILD_VOICE))
    assert [line.title for line in lines if line.changed] == [TITLES[Item.CHILD_VOICE]]


@pytest.mark.parametrize("item", list(Item))
def test_an_item_without_lines_reads_as_not_given(item: Item) -> None:
    (line,) = shown_items(Disclosed("", {item: ()}, (), (), ()), EVENT_TYPE, (item,))
    assert line.lines == not_given(item)
    assert not line.changed


def test_what_was_erased_says_so_and_is_not_new() -> None:
    lines = shown_items(disclosed(erased=(Item.CHILD_NAME,)), EVENT_TYPE, (Item.CHILD_NAME,))
    (erased,) = [line for line in lines if line.erased]
    assert (erased.title, erased.lines, erased.changed) == (TITLES[Item.CHILD_NAME], (), False)


def nothing_to_show(opening: str) -> Disclosed:
    """What a hub does where the role or the agreement ended since."""
    raise NotShown


@pytest.mark.parametrize(
    ("user", "path"),
    [(world.DSL, f"/school/{world.SCHOOL}/notices/n"), (world.COUNCIL, f"/council/{world.AREA}/items/i")],
)
def test_what_may_not_be_seen_any_more_has_the_page_of_every_refusal(
    visit: Callable[[], Visitor], hub: FakeHub, monkeypatch: pytest.MonkeyPatch, user: str, path: str
) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}
    hub.rows.items = {"i": world.desk_row("i")}
    visitor = visit().sign_in(user)
    address = visitor.send(visitor.get(path), "/open").headers["location"]
    assert visitor.get(address).status_code == 200
    monkeypatch.setattr(hub, "disclose", nothing_to_show)
    response = visitor.get(address)
    assert response.status_code == 403
    assert "You cannot open this" in response.text


def test_titles_are_those_of_the_event_type() -> None:
    said = dict.fromkeys((Item.INCIDENT_REFERENCE, Item.POLICE_NARRATIVE), ("told",))
    lines = shown_items(Disclosed("", said, (), (), ()), hospital.EVENT_TYPE)
    assert [line.title for line in lines] == ["The hospital's own account", "Hospital reference"]
