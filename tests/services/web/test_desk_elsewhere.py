"""An item for a desk or an agency names whom to ring, and sends nobody to a school: least of all about MARAC."""

import re

import httpx
import pytest
from msgspec.structs import replace

from schemas.events import marac
from schemas.records.inputs import SettleDeskItem, SettledHow, TellByTelephone
from schemas.records.notify import DeskKind
from schemas.records.share import Recipient
from services.web.words import role_title
from services.web.words_desk_elsewhere import ELSEWHERE, TELEPHONE_ELSEWHERE
from services.web.words_reasons import SETTLEMENTS
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.by_hand import AT_A_SCHOOL, may_settle
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.services.web.test_desk import DESK, ITEM, items
from tests.services.web.test_left_out import told

__all__ = ["items"]

_OF_A_SCHOOL = {DeskKind.MATCH, DeskKind.NO_SETTING, DeskKind.NOT_OURS, DeskKind.HOLIDAY}
"""Kinds of events that schools are told of, and of none other."""
_KINDS = [kind for kind in DeskKind if kind not in _OF_A_SCHOOL | {DeskKind.PATTERN}]
_MEMBERS = [
    Recipient(role, "area", world.AREA)
    for role in ("idva", "marac_coordinator", "ifd", "emergency_duty_team", "return_interview_provider")
] + [Recipient("police_safeguarding", "agency", world.POLICE)]
_TELL_NONE = re.compile(
    r"Tell no school, and nobody else|Tell no school\.|What was sent to MARAC is told to no school"
    r"|The hub could not send to the school or agency that made this contact"
)
"""Where these pages may speak of a school."""


def stands(hub: FakeHub, kind: DeskKind, recipient: Recipient, event_type: str = marac.EVENT_TYPE) -> None:
    """One item on the council's desk, for this recipient."""
    row = world.desk_row("i", kind, urn=None)
    role, scheme, value = recipient.role, recipient.scheme, recipient.value
    hub.rows.items = {"i": replace(row, recipient_role=role, recipient_scheme=scheme, recipient_value=value)}
    hub.rows.event_rows = [replace(world.event_row(), type=event_type)]


def sent_to(page: httpx.Response) -> str:
    """What a page says, without its links, and without that no school is to be told."""
    return _TELL_NONE.sub("", re.sub(r"<a .*?</a>", "", told(page), flags=re.DOTALL))


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("recipient", _MEMBERS, ids=lambda one: one.role)
def test_nothing_on_a_desk_item_of_marac_asks_for_a_school(
    council: Visitor, hub: FakeHub, kind: DeskKind, recipient: Recipient
) -> None:
    stands(hub, kind, recipient)
    for page in (council.get(DESK), council.get(ITEM)):
        said = sent_to(page)
        assert "school" not in said.lower()
        assert not [role for role in AT_A_SCHOOL if role_title(role) in said or f'"{role}"' in said]
        assert world.event_row().reference not in said


def test_a_contact_that_the_duty_team_left_is_not_called_the_front_doors(council: Visitor, hub: FakeHub) -> None:
    stands(hub, DeskKind.UNTRIAGED, Recipient("emergency_duty_team", "area", world.AREA))
    assert "The duty team has not decided in time" in council.get(ITEM).text
    stands(hub, DeskKind.UNTRIAGED, Recipient("ifd", "area", world.AREA))
    assert "The front door has not decided in time" in council.get(ITEM).text


@pytest.mark.parametrize("kind", sorted(TELEPHONE_ELSEWHERE))
@pytest.mark.parametrize("recipient", _MEMBERS, ids=lambda one: one.role)
def test_whoever_was_to_be_told_is_named_and_rung(
    council: Visitor, hub: FakeHub, kind: DeskKind, recipient: Recipient
) -> None:
    stands(hub, kind, recipient)
    page = council.get(ITEM)
    assert f"Ring {role_title(recipient.role)}, " in page.text
    assert "Tell no school" in page.text
    assert "Confirm that you rang the number in your own directory" in council.send(page, "/told").text
    assert council.send(page, "/told", rang="directory").headers["location"] == f"{DESK}?done=told"
    command = hub.performed[-1]
    assert isinstance(command, TellByTelephone)
    assert command.told_role == recipient.role


@pytest.mark.parametrize("role", [*AT_A_SCHOOL, "marac_coordinator"])
def test_nobody_else_can_be_chosen(council: Visitor, hub: FakeHub, role: str) -> None:
    stands(hub, DeskKind.UNOPENED, _MEMBERS[0])
    page = council.get(ITEM)
    assert council.send(page, "/told", told_role=role, rang="directory").status_code == 422
    assert hub.performed == []


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("recipient", _MEMBERS, ids=lambda one: one.role)
def test_no_page_offers_an_end_that_the_hub_refuses(
    council: Visitor, hub: FakeHub, kind: DeskKind, recipient: Recipient
) -> None:
    stands(hub, kind, recipient, "hospital.flag")
    page = council.get(ITEM).text
    offered = [how for how in SettledHow if f'value="{how}"' in page]
    assert offered or kind is DeskKind.PARKED
    assert [how for how in offered if not may_settle(kind, recipient, how)] == []


@pytest.mark.parametrize(
    ("kind", "how", "words"),
    [
        (DeskKind.UNTRIAGED, SettledHow.FRONT_DOOR_RECORDED, "I rang the front door or its duty team"),
        (DeskKind.INTERVIEW_OVERDUE, SettledHow.SOCIAL_CARE_HAS_IT, "sees to it instead"),
        (DeskKind.NOT_PICKED_UP, SettledHow.ENTERED_IN_ERROR, "Whoever sent it says that it was entered in error"),
    ],
)
def test_what_was_done_about_work_that_is_late_can_be_recorded(
    council: Visitor, hub: FakeHub, kind: DeskKind, how: SettledHow, words: str
) -> None:
    stands(hub, kind, _MEMBERS[2], "missing.episode")
    page = council.get(ITEM)
    assert words in page.text
    assert SETTLEMENTS[SettledHow.ALREADY_TOLD] not in page.text
    council.send(page, "/settle", settled=how)
    assert [one.reason for one in hub.performed if isinstance(one, SettleDeskItem)] == [how]


@pytest.mark.parametrize(
    ("kind", "reason", "words", "end"),
    [
        (
            DeskKind.NO_ROUTE,
            "no_route",
            "No route of your area is for events of this type",
            "whoever answers for it in",
        ),
        (DeskKind.NO_ROUTE, "nobody_may_be_told", "routing names was refused", "whoever answers for it in our area"),
        (DeskKind.RECALL_UNREAD, "was_told_by_hand", "Take back what this desk told", "whoever had been told by us"),
    ],
)
def test_that_whoever_answers_for_it_was_told_can_be_recorded(
    council: Visitor, hub: FakeHub, kind: DeskKind, reason: str, words: str, end: str
) -> None:
    desk = Recipient(COUNCIL_DESK, "area", world.AREA)
    stands(hub, kind, desk)
    hub.rows.items["i"] = replace(hub.rows.items["i"], reason=reason)
    page = council.get(ITEM)
    assert words in page.text
    assert f"I told {end}" in page.text
    assert "school" not in sent_to(page).lower()
    assert [how for how in SettledHow if f'value="{how}"' in page.text and not may_settle(kind, desk, how)] == []
    council.send(page, "/settle", settled=SettledHow.RESPONSIBLE_TOLD)
    assert [one.reason for one in hub.performed if isinstance(one, SettleDeskItem)] == [SettledHow.RESPONSIBLE_TOLD]


def test_of_other_events_the_reference_tells_two_lines_apart(council: Visitor, hub: FakeHub) -> None:
    stands(hub, DeskKind.UNOPENED, _MEMBERS[2], "missing.episode")
    assert world.event_row().reference in council.get(DESK).text


def test_two_versions_of_a_referral_are_asked_about_by_the_items_number(council: Visitor, hub: FakeHub) -> None:
    stands(hub, DeskKind.ID_CONFLICT, _MEMBERS[0])
    page = council.get(ITEM).text
    assert "Give whoever runs the hub the number of this item" in page
    assert re.search(r">Item</dt>\s*<dd[^>]*>i</dd>", page)


def test_what_is_done_says_how_without_a_school(council: Visitor, hub: FakeHub) -> None:
    stands(hub, DeskKind.UNOPENED, _MEMBERS[0])
    row = hub.rows.items["i"]
    hub.rows.items["i"] = replace(row, closed_at=world.NOW, outcome="told_by_telephone", closed_by=world.COUNCIL)
    said = council.get(f"{DESK}/closed").text
    assert "Independent domestic violence adviser" in said
    assert "school was told" not in said


@pytest.mark.parametrize("kind", sorted(ELSEWHERE))
def test_an_item_for_a_school_still_speaks_of_it(council: Visitor, hub: FakeHub, kind: DeskKind) -> None:
    hub.rows.items = {"i": world.desk_row("i", kind)}
    page = council.get(ITEM).text
    assert ELSEWHERE[kind].happened not in page
    assert "Tell no school" not in page
