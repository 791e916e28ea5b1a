"""What an agency sees of what it sent: its own events alone, recorded before it shows, and no school by name."""

import pytest
from msgspec.structs import replace

from schemas.events.event import Standing, Withdrawal
from schemas.events.front_door import OUTCOME_TYPE
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.answers import AnswerChange, ContactAnswered, ContactNamed, Described, NotTaken, OutcomeNotTaken
from schemas.records.decision import Output
from schemas.records.inputs import ViewTrace
from schemas.records.notify import DeskItemRaised, DeskKind, Due, NoticeIssued, NoticeKind
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Given, Recipient, Withheld
from schemas.records.watch import NoticeOpened
from streams.deciders.trace import SENDER
from streams.engines.contract import TraceStep
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

INDEX = f"/agency/{world.POLICE}"
PAGE = f"{INDEX}/events/{world.EVENT.hex()}"
TO = Recipient("dsl", "urn", world.SCHOOL)
PERSON, DUE = "resolve-1-0", Due(world.NOW, "next_first_bell", False, True, None, ())

OUTPUTS: tuple[Output, ...] = (
    DisclosurePermitted(
        world.EVENT, world.CASE, PERSON, 1, TO, (Given("daa", 1, "minimum", (Item.CHILD_NAME,)),),
        (Withheld("forbidden_by_clause", "bedford", (Item.CHILD_WHEREABOUTS,), 2, "only-if-present"),),
        "early_support_in_school", (),
    ),
    DisclosureRefused(
        world.EVENT, world.CASE, PERSON, 2, TO, "condition_not_met", "bedford", "under-18", (), 2, "age_under 18",
    ),
    NoticeIssued(
        world.EVENT, world.CASE, PERSON, 1, TO, NoticeKind.FIRST, (), (Item.CHILD_NAME,), world.NOW, DUE, None, False,
        None,
    ),
    DeskItemRaised(
        DeskKind.NO_SAFE_READER, world.AREA, world.EVENT, world.CASE, PERSON, 2, DUE, "reader_may_be_connected", None,
        None, None, False, None,
    ),
    NoticeOpened(world.CASE, PERSON, "n", world.DSL, "dsl", (Item.CHILD_NAME,), True, True),
)  # fmt: skip


@pytest.fixture(autouse=True)
def event(hub: FakeHub) -> None:
    other = replace(world.event_row(), event=bytes(16), publisher="thames-valley-police", reference="43/1/26")
    hub.rows.event_rows = [world.event_row(), other]
    hub.rows.steps = [
        TraceStep("person.0-7", world.NOW, "0.1.0", 41, tuple((f"o{n}", o) for n, o in enumerate(OUTPUTS)), None)
    ]


@pytest.fixture
def sender(visit: object) -> Visitor:
    assert callable(visit)
    visitor = visit()
    assert isinstance(visitor, Visitor)
    return visitor.sign_in(world.SENDER)


def shown(sender: Visitor) -> str:
    return sender.get(sender.send(sender.get(PAGE), "/open").headers["location"]).text


def test_a_look_is_recorded_before_anything_shows(sender: Visitor, hub: FakeHub) -> None:
    assert "Disclosure permitted" not in sender.get(PAGE).text
    assert hub.performed == []
    assert "Disclosure permitted" in shown(sender)
    assert hub.performed == [ViewTrace(world.EVENT, world.SENDER, SENDER)]


@pytest.mark.parametrize(
    "said",
    [
        "Given by daa, version 1, clause minimum",
        "bedford, version 2, clause only-if-present",
        "A condition of the duty or agreement is not met.",
        "bedford, version 2, clause under-18",
        "It asks that the child is under 18.",
        "Designated safeguarding lead of a school in 822",
        "Notice issued: first notice",
        "Not yet in the ledger",
    ],
)
def test_each_decision_explains_itself(sender: Visitor, said: str) -> None:
    assert said in shown(sender)


def by_restriction(own: DisclosurePermitted | DisclosureRefused, *more: Output) -> list[TraceStep]:
    """A trace in which a mark of restriction kept something back, by hop 3; `more` is said of the people by hop 2."""
    shared = TraceStep("person.0-7", world.NOW, "0.1.0", 41, (("o1", own),), None)
    return [
        TraceStep("resolve-3", world.NOW, "0.1.0", 41, tuple((f"p{n}", o) for n, o in enumerate(more)), None),
        shared,
    ]


KEPT_BACK = DisclosurePermitted(
    world.EVENT, world.CASE, PERSON, 1, TO, (Given("daa", 1, "minimum", (Item.CHILD_NAME,)),),
    (Withheld("restricted", "", (Item.CHILD_ADDRESS,)), Withheld("not_permitted", "", (Item.INCIDENT_LOCATION,))),
    "early_support_in_school", (),
)  # fmt: skip
REFUSED_BY_IT = (
    DisclosureRefused(world.EVENT, world.CASE, PERSON, 2, TO, "restricted", "bedford", "where", (), 2),
    DisclosureRefused(
        world.EVENT, world.CASE, PERSON, 2, TO, "condition_not_met", "bedford", "where", (), 2, "restricted false"
    ),
)
ELSEWHERE = bytes(16)
"""An event of another agency."""


@pytest.mark.parametrize("kept_back", [KEPT_BACK, *REFUSED_BY_IT])
def test_another_agencys_mark_of_restriction_is_not_told(
    sender: Visitor, hub: FakeHub, kept_back: DisclosurePermitted | DisclosureRefused
) -> None:
    elsewhere = RestrictionCarried(world.EVENT, world.CASE, PERSON, 1, (ELSEWHERE,))
    hub.rows.steps = by_restriction(kept_back, PeopleNoted(world.EVENT, world.CASE, (PERSON,), False), elsewhere)
    page = shown(sender)
    assert "restricted" not in page.lower()
    assert "suppressed" not in page
    assert "clause where" not in page


def test_what_else_was_withheld_is_told_beside_another_agencys_mark(sender: Visitor, hub: FakeHub) -> None:
    hub.rows.steps = by_restriction(KEPT_BACK)
    page = shown(sender)
    assert page.count("Withheld.") == 1, "the address for the mark is left out, the location is not"
    assert "clause minimum" in page


@pytest.mark.parametrize("kept_back", [KEPT_BACK, *REFUSED_BY_IT])
def test_a_mark_that_the_event_bears_itself_is_told(
    sender: Visitor, hub: FakeHub, kept_back: DisclosurePermitted | DisclosureRefused
) -> None:
    hub.rows.steps = by_restriction(kept_back, PeopleNoted(world.EVENT, world.CASE, (PERSON,), True))
    assert "restricted" in shown(sender).lower()


def test_a_mark_of_another_event_of_the_same_agency_is_told(sender: Visitor, hub: FakeHub) -> None:
    own = bytes([9] * 16)
    hub.rows.event_rows.append(replace(world.event_row(), event=own))
    hub.rows.steps = by_restriction(KEPT_BACK, RestrictionCarried(world.EVENT, world.CASE, PERSON, 1, (ELSEWHERE, own)))
    assert "restricted" in shown(sender).lower()


def test_an_event_of_which_nothing_was_decided_yet_says_so(sender: Visitor, hub: FakeHub) -> None:
    assert "No share decision has been made" not in shown(sender)
    hub.rows.steps = []
    assert "No share decision has been made" in shown(sender)


def test_neither_school_nor_reader_is_named(sender: Visitor) -> None:
    page = shown(sender)
    for hidden in ("Elm Grove", world.SCHOOL, world.DSL, "connected", "safe reader", PERSON):
        assert hidden not in page


def test_another_agencys_event_is_not_there(sender: Visitor, hub: FakeHub) -> None:
    elsewhere = f"{INDEX}/events/{bytes(16).hex()}"
    assert sender.get(elsewhere).status_code == 404
    assert bytes(16).hex()[:12] not in sender.get(INDEX).text
    assert sender.send(sender.get(INDEX), "/find", reference="43/1/26").status_code == 400
    assert hub.performed == []


def test_an_event_is_found_by_the_agencys_reference_which_stands_in_no_address(sender: Visitor) -> None:
    answer = sender.send(sender.get(INDEX), "/find", reference=" 40/123456/26 ")
    assert answer.headers["location"] == PAGE


def test_an_opening_by_the_sender_opens_no_auditors_trace(sender: Visitor) -> None:
    location = sender.send(sender.get(PAGE), "/open").headers["location"]
    view = location.partition("?view=")[2]
    assert sender.get(f"/trace/{world.EVENT.hex()}?view={view}").status_code == 403


def an_answer(reason: NotTaken, change: AnswerChange) -> list[TraceStep]:
    """A trace in which an outcome was held against a child of a contact, and not taken."""
    child = Described(PERSON, 1) if change is AnswerChange.DECIDED else None
    answered = ContactAnswered(ELSEWHERE, ELSEWHERE, PERSON, 1, ELSEWHERE, world.EVENT, world.CASE, child, change)
    not_taken = OutcomeNotTaken(ELSEWHERE, ELSEWHERE, PERSON, 1, world.AREA, world.EVENT, reason)
    taken = EventAccepted(
        world.EVENT, world.CASE, world.POLICE, OUTCOME_TYPE, "D-1", 1, None, Standing.CURRENT, Withdrawal.NONE, None,
        world.NOW, bytes(32), bytes(32), bytes(32), "council-1", 1, (1,), (), (),
    )  # fmt: skip
    return [
        TraceStep("i-1", world.NOW, "0.1.0", 41, (("t", taken),), None),
        TraceStep("r-3", world.NOW, "0.1.0", 41, (("a", answered), ("b", not_taken)), None),
    ]


def test_that_a_front_door_is_left_out_for_a_conflict_reads_as_that_it_has_no_contact(
    sender: Visitor, hub: FakeHub
) -> None:
    hub.rows.event_rows = [replace(world.event_row(), type=OUTCOME_TYPE)]
    pages = []
    for reason in (NotTaken.FRONT_DOOR_LEFT_OUT, NotTaken.NOT_A_CONTACT):
        hub.rows.steps = an_answer(reason, AnswerChange.DECIDED)
        pages.append(timeline(shown(sender)))
    assert pages[0] == pages[1]
    assert "no contact about this child" in pages[0]


@pytest.mark.parametrize("reason", [NotTaken.FRONT_DOOR_LEFT_OUT, NotTaken.NOT_A_CONTACT, NotTaken.NOT_ITS_FRONT_DOOR])
def test_of_another_child_whom_its_front_door_does_not_know_a_council_hears_nothing(
    sender: Visitor, hub: FakeHub, reason: NotTaken
) -> None:
    hub.rows.event_rows = [replace(world.event_row(), type=OUTCOME_TYPE)]
    hub.rows.steps = an_answer(reason, AnswerChange.LEFT_OUT)
    assert "is not decided" not in shown(sender)
    hub.rows.steps = an_answer(NotTaken.CHILD_LEFT_OUT, AnswerChange.LEFT_OUT)
    assert "is not decided" in shown(sender)


def test_a_council_hears_that_its_outcome_is_about_the_wrong_people_and_another_that_it_never_was_of_its_front_door(
    sender: Visitor, hub: FakeHub
) -> None:
    hub.rows.event_rows = [replace(world.event_row(), type=OUTCOME_TYPE)]
    hub.rows.steps = an_answer(NotTaken.FOUND_WRONG_PEOPLE, AnswerChange.WRONG_PEOPLE)
    assert "Withdraw this outcome as about the wrong people" in shown(sender)
    taken, first = an_answer(NotTaken.NOT_ITS_FRONT_DOOR, AnswerChange.DECIDED)
    hub.rows.steps = [taken, first]
    before = shown(sender)
    _, again = an_answer(NotTaken.NOT_ITS_FRONT_DOOR, AnswerChange.WRONG_PEOPLE)
    named = ContactNamed(world.EVENT, world.CASE, PERSON, 1, None, NotTaken.FOUND_WRONG_PEOPLE)
    gone = TraceStep("p-9", world.NOW, "0.1.0", 41, (*again.outputs, ("n", named)), None)
    hub.rows.steps = [taken, first, gone]
    assert timeline(shown(sender)) == timeline(before)


def timeline(page: str) -> str:
    """What the page says became of an event."""
    return page[page.index("fb-timeline") : page.index("</ol>", page.index("fb-timeline"))]
