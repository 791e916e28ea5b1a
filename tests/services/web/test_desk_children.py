"""The council's desk tells children without a school from what schools could not be told."""

from collections.abc import Callable

from msgspec.structs import replace

from schemas.records.notify import DeskKind
from streams.views.desk_subjects import About, is_about
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

PAGE = f"/council/{world.AREA}/children"


def put(hub: FakeHub) -> None:
    """One item of each sort, and one of neither."""
    plain = world.desk_row()
    for kind, scheme, value in (
        (DeskKind.NO_SETTING, "area", world.AREA),
        (DeskKind.UNOPENED, "urn", world.SCHOOL),
        (DeskKind.UNOPENED, "area", world.AREA),
        (DeskKind.MATCH, None, None),
    ):
        item = f"person.0-{len(hub.rows.items)}-0"
        hub.rows.items[item] = replace(
            plain, item=item, kind=kind, recipient_scheme=scheme, recipient_value=value, reason="without_school"
        )


def test_each_sort_stands_under_its_heading(hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    put(hub)
    text = visit().sign_in(world.COUNCIL).get(PAGE).text
    assert "Educated at home, or without a school (1)" in text
    assert "What schools could not be told, or have not read (1)" in text
    assert text.count("fb-list__item") == 2
    assert 'key">Elm Grove Primary School</dt><dd class="govuk-summary-list__value">1<' in text


def test_whoever_may_be_close_to_a_child_is_not_shown_its_item(hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    put(hub)
    hub.connected[world.COUNCIL] = set(hub.rows.items)
    assert "fb-list__item" not in visit().sign_in(world.COUNCIL).get(PAGE).text


def test_others_may_not_look(visit: Callable[[], Visitor]) -> None:
    assert visit().sign_in(world.DSL).get(PAGE).status_code == 403
    assert visit().sign_in(world.COUNCIL).get(f"/council/{world.OTHER_AREA}/children").status_code == 403


def test_an_item_is_of_one_sort_at_most(hub: FakeHub) -> None:
    put(hub)
    rows = list(hub.rows.items.values())
    assert [sum(is_about(row, about) for about in About) for row in rows] == [1, 1, 0, 0]
    assert all(is_about(row, None) for row in rows)
