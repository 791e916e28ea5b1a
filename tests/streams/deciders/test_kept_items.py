"""Which desk item stands in the place of one that was to be raised anew: its like in all that counts, and no other."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.records.notify import DeskItemClosed, DeskItemRaised, DeskKind, DeskOutcome, Due
from schemas.records.share import Recipient
from streams.deciders.person.kept_items import IN_PLACE, as_they_stood, remembered_reason
from streams.deciders.person.state import HeldItem, Matter
from tests.support.facts import FIRST_BELL
from tests.support.furnishing import AREA
from tests.support.world import FIRST, SECOND

CASE, EVENT, PERSON, ITEM = b"c" * 16, b"e" * 16, "resolve-1-0", "person.0-1-3"
SCHOOL = Recipient("dsl", "urn", FIRST)
HELD = HeldItem(
    item=ITEM,
    kind=DeskKind.NO_READER,
    area=AREA,
    event=EVENT,
    section=1,
    due=FIRST_BELL,
    notice="",
    referral="",
    recipient=SCHOOL,
    named_only=False,
    pupil="pupil-0",
    reason="no_reader",
)
DUE = Due(FIRST_BELL, "first_bell", holiday=False, bell_known=True, held_until=None, reminders=())
RAISED = DeskItemRaised(
    kind=DeskKind.NO_READER,
    area=AREA,
    event=b"f" * 16,
    case=CASE,
    person=PERSON,
    section=1,
    due=DUE,
    reason="no_reader",
    notice=None,
    referral=None,
    recipient=SCHOOL,
    named_only=False,
    pupil="pupil-0",
)
CLOSED = DeskItemClosed(CASE, PERSON, ITEM, DeskOutcome.SUPERSEDED, "")


def matter(*items: HeldItem) -> Matter:
    """A matter with these on a desk."""
    return Matter(EVENT, 1, desk=items)


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=1)])
def test_its_like_that_is_due_no_sooner_is_not_raised(later: timedelta) -> None:
    raised = replace(RAISED, due=replace(DUE, at=FIRST_BELL + later))
    assert as_they_stood(matter(HELD), [CLOSED, raised]) == ([], (ITEM,))


@pytest.mark.parametrize("kind", sorted(IN_PLACE))
def test_every_kind_that_stands_in_the_place_of_a_notice_stays(kind: DeskKind) -> None:
    assert as_they_stood(matter(replace(HELD, kind=kind)), [CLOSED, replace(RAISED, kind=kind)]) == ([], (ITEM,))
    assert remembered_reason(replace(RAISED, kind=kind)) == RAISED.reason


@pytest.mark.parametrize(
    "otherwise",
    [
        {"kind": DeskKind.NO_SAFE_READER},
        {"area": "823"},
        {"recipient": Recipient("dsl", "urn", SECOND)},
        {"reason": "no_safe_reader"},
        {"named_only": True},
        {"pupil": "pupil-1"},
        {"pupil": None},
        {"due": replace(DUE, at=FIRST_BELL - timedelta(microseconds=1))},
        {"notice": "person.0-1-2"},
    ],
    ids=lambda otherwise: " ".join(otherwise),
)
def test_what_differs_in_anything_that_counts_takes_its_place(otherwise: dict[str, object]) -> None:
    outputs = [CLOSED, replace(RAISED, **otherwise)]
    assert as_they_stood(matter(HELD), outputs) == (outputs, ())


@pytest.mark.parametrize("held", [replace(HELD, notice="person.0-1-2"), replace(HELD, kind=DeskKind.UNOPENED)])
def test_what_watches_a_notice_goes_with_it(held: HeldItem) -> None:
    outputs = [CLOSED, replace(RAISED, kind=held.kind)]
    assert as_they_stood(matter(held), outputs) == (outputs, ())


def test_what_somebody_settled_is_raised_anew() -> None:
    outputs = [replace(CLOSED, outcome=DeskOutcome.SETTLED), RAISED]
    assert as_they_stood(matter(HELD), outputs) == (outputs, ())


def test_one_item_stays_in_the_place_of_one() -> None:
    assert as_they_stood(matter(HELD), [CLOSED, RAISED, RAISED]) == ([RAISED], (ITEM,))


def test_each_of_two_items_stays_in_the_place_of_its_own_like() -> None:
    other = replace(HELD, item="person.0-1-4", recipient=Recipient("dsl", "urn", SECOND))
    closed = replace(CLOSED, item=other.item)
    raised = replace(RAISED, recipient=other.recipient)
    assert as_they_stood(matter(HELD, other), [closed, CLOSED, RAISED, raised]) == ([], (ITEM, other.item))
    assert as_they_stood(matter(HELD, other), [closed, CLOSED, raised]) == ([CLOSED], (other.item,))


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        pytest.param(replace(RAISED, kind=DeskKind.PATTERN, counts=(CASE,)), "no_reader", id="rests on cases"),
        pytest.param(replace(RAISED, kind=DeskKind.OUTCOME), "no_reader", id="an outcome that decided nothing"),
        pytest.param(replace(RAISED, kind=DeskKind.UNOPENED), "", id="watches a notice"),
    ],
)
def test_a_reason_is_remembered_where_anything_follows_from_it(raised: DeskItemRaised, reason: str) -> None:
    assert remembered_reason(raised) == reason
