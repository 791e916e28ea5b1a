"""A school's inbox and its notices: what shows, in which order, to whom and for how long."""

from collections.abc import Callable
from datetime import time, timedelta

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from schemas.items import Item
from schemas.records.decision import Parked
from schemas.records.inputs import AcknowledgeNotice, NotOurs, OpenNotice
from schemas.records.reference import AreaSettingsSet, RoleEnded, SettingCalendarSet
from schemas.records.watch import CommandRefused, OpeningRefused
from streams.calendar import Closure, ClosureKind, SettingCalendar, Week
from streams.deciders.person.due import HELD_RULE
from streams.views.rows import NoticeState
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor, forms_of
from tests.services.web.fake_hub import DISCLOSED, HANDLING, FakeHub
from tests.support.facts import apply
from tests.support.furnishing import area_calendar

INBOX = f"/school/{world.SCHOOL}"
NOTICE = f"{INBOX}/notices/n"
NAME = "Zora &lt;Example&gt; O’Neill"


@pytest.fixture(autouse=True)
def notice(hub: FakeHub) -> None:
    hub.rows.notices = {"n": world.notice_row("n")}


def opened(visitor: Visitor, path: str = NOTICE) -> httpx.Response:
    """Open a notice and read it."""
    response = visitor.send(visitor.get(path), "/open")
    assert response.status_code == 303, response.text
    return visitor.get(response.headers["location"])


def test_an_empty_inbox_says_so(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices = {}
    assert "There are no notices to open" in dsl.get(INBOX).text


def test_the_inbox_lists_the_most_urgent_first(dsl: Visitor, hub: FakeHub) -> None:
    soon, later = world.NOW + timedelta(hours=1), world.NOW + timedelta(days=1)
    rows = [
        world.notice_row("read", state=NoticeState.OPENED, due_at=soon),
        world.notice_row("later", due_at=later),
        world.notice_row("soon", due_at=soon),
        world.notice_row("holiday", due_at=soon, holiday=True),
        world.notice_row("overdue", due_at=world.NOW - timedelta(hours=1), overdue=True),
    ]
    hub.rows.notices = {row.notice: row for row in rows}
    page = dsl.get(INBOX).text
    order = sorted((row.notice for row in rows), key=lambda id: page.index(f'/notices/{id}"'))
    assert order == ["overdue", "holiday", "soon", "later", "read"]


def test_the_inbox_says_by_when_and_of_what_kind(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices = {"n": world.notice_row("n", kind="update", due_at=world.NOW + timedelta(days=2))}
    page = dsl.get(INBOX).text
    assert "Update to an Operation Encompass notification" in page
    assert "Wednesday 07:30" in page
    assert "Friday 20 November 2026, 23:00" in page


def test_the_inbox_holds_nothing_of_the_child(dsl: Visitor, hub: FakeHub) -> None:
    page = dsl.get(INBOX).text
    assert not [line for lines in DISCLOSED.values() for line in lines if line in page and "2026" not in line]
    assert hub.disclosed == []


def test_done_notices_stand_on_a_page_of_their_own(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices["d"] = world.notice_row("d", state=NoticeState.ACKNOWLEDGED)
    assert "/notices/d" not in dsl.get(INBOX).text
    closed = dsl.get(f"{INBOX}/closed").text
    assert "/notices/d" in closed
    assert '/notices/n"' not in closed


def test_looking_at_a_notice_shows_nothing_and_records_nothing(dsl: Visitor, hub: FakeHub) -> None:
    page = dsl.get(NOTICE)
    assert page.status_code == 200
    assert "Open this notice" in page.text
    assert hub.performed == []
    assert hub.disclosed == []


def test_opening_is_recorded_before_anything_shows(dsl: Visitor, hub: FakeHub) -> None:
    page = opened(dsl)
    row = world.notice_row("n")
    assert hub.performed == [OpenNotice(row.case, row.person, "n", world.DSL, "dsl")]
    assert hub.disclosed == ["opened-1"]
    assert NAME in page.text


def test_handling_comes_first_then_the_permitted_items_alone(dsl: Visitor) -> None:
    page = opened(dsl).text
    assert page.index(HANDLING[0]) < page.index(NAME)
    assert "Police narrative" not in page.split("What you will never be sent")[0]
    assert "Victim’s name" not in page
    assert "No longer held" in page


def test_an_update_marks_what_is_new(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices["n"] = world.notice_row("n", kind="update", changed=(Item.CHILD_VOICE,))
    items = opened(dsl).text.split("What you have been sent")[1]
    assert items.count(">New<") == 1
    assert items.index("What the child said") < items.index(">New<") < items.index("under the pillow")


def test_what_is_never_sent_reads_the_same_on_every_notice(dsl: Visitor, hub: FakeHub) -> None:
    def never(page: str) -> str:
        return page.split("What you will never be sent")[1].split("</ul>")[0]

    first = never(opened(dsl).text)
    hub.rows.notices["n"] = world.notice_row("n", kind="update", changed=(Item.CHILD_VOICE,))
    assert never(opened(dsl).text) == first


def test_a_view_can_be_read_again_for_five_minutes(dsl: Visitor, clock: Clock) -> None:
    address = str(opened(dsl).url)
    clock.pass_by(minutes=4, seconds=59)
    assert NAME in dsl.get(address).text
    clock.pass_by(seconds=1)
    late = dsl.get(address)
    assert NAME not in late.text
    assert "Open this notice" in late.text


def test_a_view_is_for_its_own_session(dsl: Visitor, visit: Callable[[], Visitor], hub: FakeHub) -> None:
    address = str(opened(dsl).url)
    for other in (world.DSL, world.HEAD):
        assert NAME not in visit().sign_in(other).get(address).text
    assert hub.disclosed == ["opened-1"]


def test_a_view_is_for_its_own_notice(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices["m"] = world.notice_row("m")
    view = str(opened(dsl).url).split("view=")[1]
    assert NAME not in dsl.get(f"{INBOX}/notices/m?view={view}").text


def test_the_same_click_twice_is_one_opening_and_gives_no_more_time(dsl: Visitor, hub: FakeHub, clock: Clock) -> None:
    cover = dsl.get(NOTICE)
    first = dsl.send(cover, "/open").headers["location"]
    clock.pass_by(minutes=6)
    again = dsl.send(cover, "/open").headers["location"]
    assert again == first
    assert len(hub.performed) == 1
    assert NAME not in dsl.get(again).text


def test_a_notice_of_another_school_is_not_there(dsl: Visitor, hub: FakeHub) -> None:
    hub.rows.notices["other"] = world.notice_row("other", urn=world.OTHER_SCHOOL)
    for id in ("other", "none"):
        response = dsl.get(f"{INBOX}/notices/{id}")
        assert response.status_code == 404
    token = forms_of(dsl.get(INBOX).text)[0].fields["form_token"]
    refused = dsl.post(f"{INBOX}/notices/other/open", form_token=token, once="a" * 22)
    assert refused.status_code == 404
    assert hub.performed == []


def test_a_refused_opening_reads_the_same_for_every_reason(dsl: Visitor, hub: FakeHub) -> None:
    pages = []
    for reason in ("may_be_connected", "not_a_reader_here", "not_permitted_now"):
        hub.refusal = OpeningRefused(world.CASE, "p", "n", world.DSL, reason)
        response = dsl.send(dsl.get(NOTICE), "/open")
        assert response.status_code == 403
        assert reason not in response.text
        pages.append(response.text)
    assert len(set(pages)) == 1
    assert "01234 276693" in pages[0]
    assert hub.disclosed == []


def test_a_replaced_notice_leads_to_the_newer_one(dsl: Visitor, hub: FakeHub) -> None:
    address = str(opened(dsl).url)
    hub.rows.notices["newer"] = world.notice_row("newer", kind="update")
    hub.rows.notices["n"] = replace(hub.rows.notices["n"], state=NoticeState.REPLACED, replaced_by="newer")
    page = dsl.get(address).text
    assert NAME not in page
    assert f'href="{INBOX}/notices/newer"' in page


def test_an_outdated_command_leads_to_what_is_current(dsl: Visitor, hub: FakeHub) -> None:
    page = opened(dsl)
    hub.rows.notices["newer"] = world.notice_row("newer")
    hub.refusal = CommandRefused("acknowledge_notice", "n", world.DSL, "no_longer_current", "newer")
    response = dsl.send(page, "/acknowledge")
    assert response.status_code == 409
    assert f'href="{INBOX}/notices/newer"' in response.text


def test_no_decision_in_time_is_said_and_shows_nothing(dsl: Visitor, hub: FakeHub) -> None:
    hub.undecided = True
    response = dsl.send(dsl.get(NOTICE), "/open")
    assert response.status_code == 503
    assert "FirstBell cannot answer now" in response.text
    assert hub.disclosed == []


def test_a_parked_command_is_not_taken_for_done(dsl: Visitor, hub: FakeHub) -> None:
    page = opened(dsl)
    hub.refusal = Parked("case", 7, "the vault did not answer")
    response = dsl.send(page, "/acknowledge")
    assert response.status_code == 503
    assert "vault" not in response.text


@pytest.mark.parametrize(
    ("action", "kind", "said"),
    [("/acknowledge", AcknowledgeNotice, "acknowledged"), ("/not-ours", NotOurs, "not-ours")],
)
def test_answers_are_recorded_and_said(
    dsl: Visitor, hub: FakeHub, action: str, kind: type[AcknowledgeNotice] | type[NotOurs], said: str
) -> None:
    response = dsl.send(opened(dsl), action)
    assert response.headers["location"] == f"{INBOX}?done={said}"
    row = world.notice_row("n")
    assert hub.performed[-1] == kind(row.case, row.person, "n", world.DSL, "dsl")
    assert "You acknowledged" in dsl.get(f"{INBOX}?done=acknowledged").text


def test_the_role_nearest_the_work_is_taken(visit: Callable[[], Visitor], hub: FakeHub) -> None:
    opened(visit().sign_in(world.BOTH))
    command = hub.performed[-1]
    assert isinstance(command, OpenNotice)
    assert command.role == "deputy_dsl"


def area_told(hub: FakeHub, **settings: bool) -> None:
    """The school's area, with settings of its own."""
    area = replace(area_calendar(), **settings)
    apply(hub.facts, AreaSettingsSet(world.AREA, "Bedford", msgspec.json.encode(area)))


def test_what_an_area_holds_until_monday_is_on_no_page_before(
    visit: Callable[[], Visitor], hub: FakeHub, clock: Clock
) -> None:
    area_told(hub, hold_weekends_until_monday=True)
    hub.rows.notices = {"n": replace(world.notice_row("n"), due_rule=HELD_RULE)}
    clock.pass_by(hours=-1)
    before = visit().sign_in(world.DSL)
    assert "There are no notices to open" in before.get(INBOX).text
    assert before.get(f"{INBOX}/notices/n").status_code == 404
    clock.pass_by(hours=1)
    after = visit().sign_in(world.DSL)
    assert "/notices/n" in after.get(INBOX).text
    assert after.get(f"{INBOX}/notices/n").status_code == 200


def test_nor_is_it_once_it_was_replaced(visit: Callable[[], Visitor], hub: FakeHub, clock: Clock) -> None:
    area_told(hub, hold_weekends_until_monday=True)
    replaced = world.notice_row("n", state=NoticeState.REPLACED, replaced_by="m")
    hub.rows.notices = {"n": replace(replaced, due_rule=HELD_RULE)}
    clock.pass_by(hours=-1)
    assert "/notices/n" not in visit().sign_in(world.DSL).get(f"{INBOX}/closed").text
    clock.pass_by(hours=1)
    assert "/notices/n" in visit().sign_in(world.DSL).get(f"{INBOX}/closed").text


def test_an_area_that_holds_nothing_lists_everything(visit: Callable[[], Visitor], hub: FakeHub, clock: Clock) -> None:
    area_told(hub)
    hub.rows.notices = {"n": replace(world.notice_row("n"), due_rule=HELD_RULE)}
    clock.pass_by(hours=-1)
    assert "/notices/n" in visit().sign_in(world.DSL).get(INBOX).text


def test_in_the_last_hour_the_inbox_reminds_of_what_nobody_has_opened(dsl: Visitor, hub: FakeHub, clock: Clock) -> None:
    area_told(hub)
    soon = world.NOW + timedelta(minutes=61)
    read = world.notice_row("read", state=NoticeState.OPENED, due_at=soon)
    hub.rows.notices = {"n": world.notice_row("n", due_at=soon), "read": read}
    assert "Reminder" not in dsl.get(INBOX).text
    clock.pass_by(minutes=1)
    assert dsl.get(INBOX).text.count("Reminder: nobody has opened this yet") == 1


def test_a_holiday_contact_has_the_inbox_in_the_holidays_alone(visit: Callable[[], Visitor], hub: FakeHub) -> None:
    area_told(hub)
    apply(hub.facts, world.appointed(world.FORMER, "holiday_contact", "urn", world.SCHOOL))
    contact = visit().sign_in(world.FORMER)
    assert contact.get(INBOX).status_code == 403
    assert "There is nothing for you to read today" in contact.get("/").text
    week = Week.monday_to_friday(time(8, 45), time(15, 15))
    closed = Closure(world.NOW.date(), world.NOW.date(), ClosureKind.HOLIDAY)
    apply(hub.facts, SettingCalendarSet(world.SCHOOL, msgspec.json.encode(SettingCalendar(week, closures=(closed,)))))
    assert contact.get(INBOX).status_code == 200
    assert contact.get("/").headers["location"] == INBOX


def test_a_head_is_told_who_opens_the_notices(visit: Callable[[], Visitor], hub: FakeHub, dsl: Visitor) -> None:
    head = visit().sign_in(world.HEAD)
    assert "You can open them only when nobody holds one of those roles" in head.get(INBOX).text
    assert "You can open them only" not in dsl.get(INBOX).text
    for one in hub.reference().readers(world.SCHOOL, world.NOW):
        apply(hub.facts, RoleEnded(one.user, one.role, "urn", world.SCHOOL, world.NOW))
    assert "You can open them only" not in head.get(INBOX).text
