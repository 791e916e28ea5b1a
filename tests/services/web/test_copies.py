"""Where a case was printed for somebody, whoever coordinates its meeting is told so, to fetch the paper back."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from schemas.records.meetings import CopyPrinted
from schemas.records.reference import AreaRoutingSet
from schemas.records.share import Recipient
from streams.engines.contract import TraceStep
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub
from tests.support.facts import apply
from tests.support.flows import bedford_routing

SPOC = Recipient("spoc_coordinator", "area", world.AREA)
CARE = Recipient("childrens_social_care", "area", world.AREA)
INBOX = f"/inbox/spoc_coordinator/area/{world.AREA}"
COPY = CopyPrinted(
    event=world.EVENT, case=world.CASE, person="resolve-1-0", section=1, notice="n", meeting="spoc", recipient=CARE,
    reader=world.FRONT_DOOR, items=(), actions=(), user=world.SPOC, role=SPOC.role,
)  # fmt: skip


def printed(number: int, copy: CopyPrinted) -> TraceStep:
    """One decision that a copy was printed."""
    at = world.NOW - timedelta(days=9 - number)
    return TraceStep(f"person.0-{number}", at, "person", 1, ((f"person.0-{number}-0", copy),), None)


@pytest.fixture
def spoc(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """Somebody who coordinates the meeting of a child of whom two copies were printed for the same reader."""
    apply(hub.facts, AreaRoutingSet(world.AREA, msgspec.json.encode(bedford_routing())))
    hub.rows.steps = [printed(1, COPY), printed(2, COPY)]
    return visit().sign_in(world.SPOC)


def opened(visitor: Visitor, hub: FakeHub, kind: str) -> httpx.Response:
    """A notice of this kind, opened."""
    hub.rows.notices["n"] = world.notice_row("n", kind=kind, recipient=SPOC, type="missing.episode")
    cover = visitor.get(f"{INBOX}/notices/n")
    assert "Copies on paper" not in cover.text, "nothing shows before it is opened"
    return visitor.get(visitor.send(cover, "/open").headers["location"])


@pytest.mark.parametrize(("kind", "shown"), [("recall", True), ("update", True), ("first", False)])
def test_what_takes_back_or_corrects_a_case_says_who_holds_it_on_paper(
    spoc: Visitor, hub: FakeHub, kind: str, shown: bool
) -> None:
    page = opened(spoc, hub, kind).text
    assert ("Copies on paper" in page) is shown
    assert page.count("social care, 822") == shown, "one reader stands there once"


def test_copies_of_somebody_else_in_the_same_event_are_none_of_it(spoc: Visitor, hub: FakeHub) -> None:
    hub.rows.steps = [printed(1, replace(COPY, person="resolve-1-1"))]
    assert "Copies on paper" not in opened(spoc, hub, "recall").text


def test_nobody_is_told_who_coordinates_no_meeting(hub: FakeHub, spoc: Visitor, visit: Callable[[], Visitor]) -> None:
    front_door = Recipient("ifd", "area", world.AREA)
    hub.rows.notices["n"] = world.notice_row("n", kind="recall", recipient=front_door, type="missing.episode")
    visitor = visit().sign_in(world.FRONT_DOOR)
    cover = visitor.get(f"/inbox/ifd/area/{world.AREA}/notices/n")
    page = visitor.get(visitor.send(cover, "/open").headers["location"])
    assert "Copies on paper" not in page.text
