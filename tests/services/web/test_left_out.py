"""What a reader's pages leave out: they are those of a school that never had the notice."""

import httpx
import pytest
from msgspec.structs import replace

from schemas.records.inputs import OpenNotice, WithholdDeskItem, WithholdNotice
from schemas.records.share import Recipient
from streams.views.rows import PAGE, NoticeState
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

INBOX = f"/school/{world.SCHOOL}"
NOTICE = f"{INBOX}/notices/n"


@pytest.fixture(autouse=True)
def notice(hub: FakeHub) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}


@pytest.mark.parametrize("path", [INBOX, f"{INBOX}/closed"])
def test_a_page_leaves_out_what_its_reader_may_be_connected_with(dsl: Visitor, hub: FakeHub, path: str) -> None:
    state = NoticeState.REPLACED if path != INBOX else NoticeState.WAITING
    hub.rows.notices = {"n": world.notice_row("n", kind="recall", state=state)}
    assert "/notices/n" in dsl.get(path).text
    empty = without_notices(dsl, hub, path)
    hub.rows.notices = {"n": world.notice_row("n", kind="recall", state=state)}
    hub.connected = {world.DSL: {"n"}}
    assert told(dsl.get(path)) == empty


def without_notices(visitor: Visitor, hub: FakeHub, path: str) -> str:
    """What a school that never had a notice reads."""
    hub.rows.notices = {}
    return told(visitor.get(path))


def told(page: httpx.Response) -> str:
    """What a page says, without its head and forms."""
    return page.text.partition("<main")[2].partition("</main")[0]


def test_that_it_was_left_out_is_recorded_once(dsl: Visitor, hub: FakeHub) -> None:
    hub.connected = {world.DSL: {"n"}}
    dsl.get(INBOX)
    dsl.get(INBOX)
    assert [(type(command), command.notice) for command in hub.performed if isinstance(command, WithholdNotice)] == [
        (WithholdNotice, "n")
    ]


def test_nor_does_its_own_page_show_that_it_is_there(dsl: Visitor, hub: FakeHub) -> None:
    before = dsl.get(NOTICE)
    hub.connected = {world.DSL: {"n"}}
    never = dsl.get(f"{INBOX}/notices/never")
    hidden = dsl.get(NOTICE)
    assert (hidden.status_code, told(hidden)) == (never.status_code, told(never)) == (404, told(never))
    assert dsl.send(before, "/open").status_code == 404
    assert not [command for command in hub.performed if isinstance(command, OpenNotice)]


def test_the_page_looks_the_same_where_the_record_cannot_be_made(dsl: Visitor, hub: FakeHub) -> None:
    empty = without_notices(dsl, hub, INBOX)
    hub.rows.notices = {"n": world.notice_row("n")}
    hub.connected, hub.undecided = {world.DSL: {"n"}}, True
    assert told(dsl.get(INBOX)) == empty


DESK = f"/council/{world.AREA}"


@pytest.mark.parametrize("count", [PAGE, PAGE + 1])
def test_a_page_of_what_is_done_is_as_long_as_if_it_had_never_been(dsl: Visitor, hub: FakeHub, count: int) -> None:
    done = [world.notice_row(f"n-{n:03}", state=NoticeState.ACKNOWLEDGED) for n in range(count)]
    hub.rows.notices = {row.notice: row for row in done}
    expected = told(dsl.get(f"{INBOX}/closed"))
    hidden = [world.notice_row(f"n-{n:03}-x", state=NoticeState.ACKNOWLEDGED) for n in (count - PAGE, count - 1)]
    hub.rows.notices |= {row.notice: row for row in hidden}
    hub.connected = {world.DSL: {row.notice for row in hidden}}
    assert told(dsl.get(f"{INBOX}/closed")) == expected


@pytest.mark.parametrize("count", [PAGE, PAGE + 1])
def test_nor_is_a_desks(council: Visitor, hub: FakeHub, count: int) -> None:
    done = replace(world.desk_row("i"), closed_at=world.NOW, outcome="settled")
    hub.rows.items = {f"i-{n:03}": replace(done, item=f"i-{n:03}") for n in range(count)}
    expected = told(council.get(f"{DESK}/closed"))
    hidden = {f"i-{n:03}-x" for n in (count - PAGE, count - 1)}
    hub.rows.items |= {item: replace(done, item=item) for item in hidden}
    hub.connected = {world.COUNCIL: hidden}
    assert told(council.get(f"{DESK}/closed")) == expected


@pytest.mark.parametrize("role", ["ifd", "dsl"])
def test_a_list_goes_on_behind_no_notice_but_its_own(dsl: Visitor, hub: FakeHub, role: str) -> None:
    """Else it would tell whether there is a notice of a name, and when it was issued."""
    hub.rows.notices["o"] = world.notice_row("o", recipient=Recipient(role, "urn", world.OTHER_SCHOOL))
    there, never = dsl.get(f"{INBOX}/closed?before=o"), dsl.get(f"{INBOX}/closed?before=never")
    assert (there.status_code, told(there)) == (never.status_code, told(never)) == (404, told(never))


def test_nor_a_desks_behind_an_item_of_another_area(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items["o"] = replace(world.desk_row("o"), area=world.OTHER_AREA)
    assert council.get(f"{DESK}/closed?before=o").status_code == 404
    assert council.get(f"{DESK}/closed?before=never").status_code == 404


@pytest.mark.parametrize("path", [DESK, f"{DESK}/closed"])
def test_a_desk_leaves_out_what_its_coordinator_may_be_connected_with(
    council: Visitor, hub: FakeHub, path: str
) -> None:
    item = world.desk_row("i")
    hub.rows.items = {"i": item if path == DESK else replace(item, closed_at=world.NOW, outcome="settled")}
    place = world.reference().setting(world.SCHOOL)
    assert place is not None
    assert place.name in told(council.get(path))
    hub.connected = {world.COUNCIL: {"i"}}
    assert place.name not in told(council.get(path))


def test_the_item_is_not_there_for_her_and_that_is_recorded_once(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i")}
    before = council.get(f"{DESK}/items/i")
    hub.connected = {world.COUNCIL: {"i"}}
    assert told(council.get(f"{DESK}/items/i")) == told(council.get(f"{DESK}/items/never"))
    assert council.send(before, "/open").status_code == 404
    assert [type(command) for command in hub.performed] == [WithholdDeskItem]


def test_what_is_parked_speaks_of_nobody_and_stays(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", "parked")}
    hub.connected = {world.COUNCIL: {"i"}}
    assert council.get(f"{DESK}/items/i").status_code == 200
