"""The council's desk: order, openings, answers and what is missing from them."""

import re
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from schemas.records.answers import OF_WRONG_PEOPLE, NotTaken
from schemas.records.inputs import (
    AnswerBasis,
    MatchDecided,
    OpenDeskItem,
    ReaderAppointed,
    SettleDeskItem,
    SettledHow,
    TellByTelephone,
)
from schemas.records.notify import DeskKind
from schemas.records.watch import CommandRefused
from services.web import times
from services.web.words_desk import DESK_KINDS, UNOPENED_KINDS
from services.web.words_outcomes import NOT_TAKEN, OF_WRONG_PEOPLE_WORDS
from streams.deciders.areas import COUNCIL_DESK
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor
from tests.services.web.fake_hub import FakeHub

DESK = f"/council/{world.AREA}"
ITEM = f"{DESK}/items/i"
NAME = "Zora &lt;Example&gt; O’Neill"


@pytest.fixture(autouse=True)
def items(hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i")}


def opened(visitor: Visitor) -> httpx.Response:
    response = visitor.send(visitor.get(ITEM), "/open")
    assert response.status_code == 303, response.text
    return visitor.get(response.headers["location"])


def match(hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", "match", referral="resolve-4-0", urn=None)}


@pytest.mark.parametrize("kind", list(DeskKind))
def test_every_kind_says_what_happened_and_what_to_do(council: Visitor, hub: FakeHub, kind: DeskKind) -> None:
    row = world.desk_row("i", kind)
    if kind is DeskKind.PATTERN:
        row = replace(row, recipient_role=COUNCIL_DESK, recipient_scheme="area", recipient_value=world.AREA)
    hub.rows.items = {"i": row}
    page = council.get(DESK).text
    assert DESK_KINDS[kind].title in page
    assert DESK_KINDS[kind].steps[0] in page
    if kind is DeskKind.PATTERN:
        page = council.get(council.get(ITEM).headers["location"]).text
    else:
        page = council.get(ITEM).text if kind in UNOPENED_KINDS else opened(council).text
    assert DESK_KINDS[kind].happened in page


def test_only_a_conflict_ends_by_which_version_is_right(council: Visitor, hub: FakeHub) -> None:
    page = opened(council)
    assert "first version" not in page.text
    assert council.send(page, "/settle", settled=SettledHow.FIRST_VERSION_IS_RIGHT).status_code == 422


def test_a_child_who_left_every_roll_is_said_to_have(council: Visitor, hub: FakeHub) -> None:
    row = world.desk_row("i", DeskKind.NO_SETTING, urn=None)
    hub.rows.items = {"i": replace(row, reason="left_the_roll")}
    assert "stands on no other roll" in council.get(ITEM).text


def test_the_desk_is_sorted_by_time_left(council: Visitor, hub: FakeHub) -> None:
    rows = [
        world.desk_row("later", due_at=world.NOW + timedelta(days=1)),
        world.desk_row("soon", due_at=world.NOW + timedelta(hours=1)),
        world.desk_row("overdue", due_at=world.NOW - timedelta(hours=1), overdue=True),
    ]
    hub.rows.items = {row.item: row for row in rows}
    page = council.get(DESK).text
    assert page.index("/items/overdue") < page.index("/items/soon") < page.index("/items/later")


def test_a_lapsed_agreement_stands_on_top(council: Visitor, hub: FakeHub) -> None:
    hub.rows.lapsed_rows = [(world.AREA, "bedford-encompass", 2)]
    page = council.get(DESK).text
    assert page.index("bedford-encompass is not in force. 2 notices") < page.index("Safeguarding desk</h1>")


@pytest.mark.parametrize("reason", [one for one in NotTaken if one not in OF_WRONG_PEOPLE])
def test_why_a_published_outcome_decides_nothing_stands_on_its_item(
    council: Visitor, hub: FakeHub, reason: NotTaken
) -> None:
    hub.rows.items = {"i": replace(world.desk_row("i", "outcome"), reason=reason.value)}
    page = council.get(DESK).text
    assert DESK_KINDS[DeskKind.OUTCOME].title in page
    assert NOT_TAKEN[reason] in council.get(ITEM).text


@pytest.mark.parametrize("reason", sorted(OF_WRONG_PEOPLE))
def test_an_outcome_about_the_wrong_people_is_to_be_withdrawn_and_nothing_of_it_is_offered(
    council: Visitor, hub: FakeHub, reason: NotTaken
) -> None:
    hub.rows.items = {"i": replace(world.desk_row("i", "outcome"), reason=reason.value)}
    assert OF_WRONG_PEOPLE_WORDS.title in council.get(DESK).text
    page = council.get(ITEM)
    assert NOT_TAKEN[reason] in page.text
    assert "Open this item" not in page.text
    assert council.send(page, "/settle", settled=SettledHow.SENDER_ASKED).status_code == 422
    assert council.send(page, "/settle", settled=SettledHow.ERASED).status_code == 303


def test_an_item_shows_only_after_its_opening(council: Visitor, hub: FakeHub, clock: Clock) -> None:
    assert NAME not in council.get(ITEM).text
    page = opened(council)
    assert NAME in page.text
    assert [type(command) for command in hub.performed] == [OpenDeskItem]
    clock.pass_by(minutes=5)
    assert NAME not in council.get(str(page.url)).text


def test_an_item_of_another_area_is_not_there(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items["o"] = world.desk_row("o", area=world.OTHER_AREA)
    assert council.get(f"{DESK}/items/o").status_code == 404


def test_candidates_stand_side_by_side_with_the_evidence_in_words(council: Visitor, hub: FakeHub) -> None:
    match(hub)
    page = opened(council).text
    assert "More than one pupil fits" in page
    assert "Pupil 1: Zara O’Neill" in page
    assert "Likely typing error" in page
    assert "Same address" in page


@pytest.mark.parametrize(
    ("choice", "urn", "pupil", "setting"),
    [
        ("pupil:p-2", "", "p-2", None),
        (f"named:{world.OTHER_SCHOOL}", "", None, world.OTHER_SCHOOL),
        ("school", f" {world.SCHOOL} ", None, world.SCHOOL),
        ("none", "", None, None),
    ],
)
def test_a_match_is_decided(
    council: Visitor, hub: FakeHub, choice: str, urn: str, pupil: str | None, setting: str | None
) -> None:
    match(hub)
    hub.rows.named = (world.OTHER_SCHOOL,)
    response = council.send(opened(council), "/match", choice=choice, urn=urn, reason="evidence_shown")
    assert response.headers["location"] == f"{DESK}?done=matched"
    role = "council_education_safeguarding"
    expected = MatchDecided(world.CASE, "resolve-4-0", world.COUNCIL, role, pupil, setting, AnswerBasis.EVIDENCE_SHOWN)
    assert hub.performed[-1] == expected


@pytest.mark.parametrize(
    ("choice", "urn", "reason", "said"),
    [
        ("", "", "why", "Select a pupil or a school"),
        ("pupil:somebody-else", "", "why", "Select a pupil or a school"),
        (f"named:{world.SCHOOL}", "", "why", "Select a pupil or a school"),
        ("school", "12345", "why", "which is 6 digits"),
        ("school", "999999", "why", "No school in the register"),
        ("school", world.CLOSED_SCHOOL, "why", "This school has closed"),
        ("none", "", "  ", "Select how you know"),
        ("none", "", "Rang the officer", "Select how you know"),
    ],
)
def test_a_match_without_all_it_needs_is_sent_back(
    council: Visitor, hub: FakeHub, choice: str, urn: str, reason: str, said: str
) -> None:
    match(hub)
    response = council.send(opened(council), "/match", choice=choice, urn=urn, reason=reason)
    assert response.status_code == 422
    assert said in response.text
    assert "There is a problem" in response.text
    assert "<title>Error: " in response.text
    assert [type(command) for command in hub.performed] == [OpenDeskItem]


def test_a_school_is_told_by_telephone(council: Visitor, hub: FakeHub) -> None:
    page = opened(council)
    assert "Select whom you told" in council.send(page, "/told", rang="directory").text
    assert "Confirm that you rang" in council.send(page, "/told", told_role="head").text
    response = council.send(page, "/told", told_role="head", rang="directory")
    assert response.headers["location"] == f"{DESK}?done=told"
    command = hub.performed[-1]
    assert isinstance(command, TellByTelephone)
    assert (command.told_role, command.item) == ("head", "i")


def test_a_reader_is_said_to_be_appointed(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", "no_reader")}
    page = opened(council)
    hub.refusal = CommandRefused("reader_appointed", "i", world.COUNCIL, "still_no_reader", None)
    refused = council.send(page, "/reader")
    assert refused.status_code == 409
    assert "still has no reader" in refused.text
    hub.refusal = None
    assert council.send(opened(council), "/reader").headers["location"] == f"{DESK}?done=reader"
    assert isinstance(hub.performed[-1], ReaderAppointed)


def test_an_item_is_settled_with_a_reason(council: Visitor, hub: FakeHub) -> None:
    page = opened(council)
    assert "Select what you did" in council.send(page, "/settle", settled="").text
    council.send(page, "/settle", settled="already_told")
    command = hub.performed[-1]
    assert isinstance(command, SettleDeskItem)
    assert command.reason is SettledHow.ALREADY_TOLD


def test_a_doubtful_match_cannot_be_settled_away(council: Visitor, hub: FakeHub) -> None:
    match(hub)
    page = opened(council)
    assert "/settle" not in page.text
    hub.rows.items["i"] = world.desk_row("i")
    form = opened(council)
    match(hub)
    assert council.send(form, "/settle", settled=SettledHow.ALREADY_TOLD).status_code == 422
    assert not [command for command in hub.performed if isinstance(command, SettleDeskItem)]


def test_a_coordinator_who_may_be_connected_learns_nothing_from_the_refusal(council: Visitor, hub: FakeHub) -> None:
    pages = set()
    for reason in ("may_be_connected", "not_permitted_now", "not_your_area"):
        hub.refusal = CommandRefused("open_desk_item", "i", world.COUNCIL, reason, None)
        response = council.send(council.get(ITEM), "/open")
        assert response.status_code == 403
        pages.add(response.text)
    assert len(pages) == 1


def test_a_closed_item_says_how_it_ended(council: Visitor, hub: FakeHub) -> None:
    row = replace(world.desk_row("i"), closed_at=world.NOW, outcome="opened", closed_by="")
    hub.rows.items = {"i": row}
    assert "The school opened the notice" in council.get(f"{DESK}/closed").text
    page = council.get(ITEM).text
    assert "This item is done" in page
    assert "Open this item" not in page


def test_telling_and_settling_need_no_opening(council: Visitor, hub: FakeHub) -> None:
    cover = council.get(ITEM)
    assert NAME not in cover.text
    assert council.send(cover, "/told", told_role="head", rang="directory").status_code == 303
    assert council.send(cover, "/settle", settled=SettledHow.ERASED).status_code == 303
    assert [type(command) for command in hub.performed] == [TellByTelephone, SettleDeskItem]


def test_what_is_missing_is_said_on_the_unopened_page_too(council: Visitor, hub: FakeHub) -> None:
    refused = council.send(council.get(ITEM), "/settle")
    assert (refused.status_code, "Select what you did" in refused.text) == (422, True)
    assert NAME not in refused.text
    assert hub.performed == []


def test_a_doubtful_match_is_settled_by_hand_only_as_erased(council: Visitor, hub: FakeHub) -> None:
    match(hub)
    cover = council.get(ITEM)
    assert council.send(cover, "/settle", settled=SettledHow.ALREADY_TOLD).status_code == 422
    assert council.send(cover, "/settle", settled=SettledHow.ERASED).status_code == 303


@pytest.mark.parametrize(("kind", "warned"), [(DeskKind.NO_SAFE_READER, True), (DeskKind.NO_READER, False)])
def test_whoever_rings_is_warned_that_the_lead_may_be_the_one(
    council: Visitor, hub: FakeHub, kind: DeskKind, warned: bool
) -> None:
    hub.rows.items = {"i": world.desk_row("i", kind)}
    for page in (council.get(ITEM), opened(council)):
        assert ("safeguarding lead may be that person" in page.text) is warned


def test_a_reader_who_is_not_safe_is_said_to_be_none(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", DeskKind.NO_SAFE_READER)}
    page = opened(council)
    hub.refusal = CommandRefused("reader_appointed", "i", "u-coordinator", "still_no_safe_reader", None)
    refused = council.send(page, "/reader")
    assert (refused.status_code, "still has no safe reader" in refused.text) == (409, True)
    assert "You need not do anything" not in refused.text


def test_so_they_are_on_the_other_items_of_that_child(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", DeskKind.RECALL_UNREAD)}
    assert "safeguarding lead may be that person" not in council.get(ITEM).text
    hub.rows.items["o"] = world.desk_row("o", DeskKind.NO_SAFE_READER)
    assert "safeguarding lead may be that person" in council.get(ITEM).text


def test_lines_of_one_kind_are_told_apart_by_reference_and_time(council: Visitor, hub: FakeHub) -> None:
    hub.rows.items = {"i": world.desk_row("i", "match", urn=None)}
    hub.rows.event_rows = [world.event_row()]
    text = re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", council.get(DESK).text)
    assert f"Police reference {world.event_row().reference}." in text
    assert f">{times.full(hub.rows.items['i'].raised_at)}</time>" in text
