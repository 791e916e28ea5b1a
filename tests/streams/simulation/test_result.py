"""What was found, in its order and as CSV: the same for the command and the page."""

import csv
import io
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.items import Item
from streams.simulation.flips import Counted, Flip, FlipKind, Flips
from streams.simulation.result import HEADINGS, LIMITS, Result, as_csv, as_json, result_of
from streams.simulation.simulate import Simulated
from tests.streams.agreements.repository import agreement

START = datetime(2026, 11, 1, tzinfo=UTC)
END = START + timedelta(days=30)
BEDFORD = agreement("bedford-operation-encompass")
TYPE = "encompass.notification"


def found() -> Result:
    """Four sorts of flip, taken in another order than they are told."""
    flips = Flips()
    flips.disclosures, flips.unchanged = 9, 2
    for kind, role, count in (
        (FlipKind.ITEMS_LOST, "dsl", 4),
        (FlipKind.NEWLY_PERMITTED, "head", 1),
        (FlipKind.NEWLY_PERMITTED, "dsl", 3),
        (FlipKind.ITEMS_LOST, "auditor", 4),
    ):
        flip = Flip(kind, TYPE, "822", role, Item.INCIDENT_GRADE, "bedford/a, or b")
        flips.sorts[flip] = Counted(count, ["person.0-1-0", "person.0-2-0"])
    return result_of(BEDFORD, START, END, Simulated(flips, 5))


def test_sorts_are_told_by_kind_and_the_most_frequent_first() -> None:
    assert [(one.kind, one.role, one.disclosures) for one in found().sorts] == [
        (FlipKind.NEWLY_PERMITTED, "dsl", 3),
        (FlipKind.NEWLY_PERMITTED, "head", 1),
        (FlipKind.ITEMS_LOST, "auditor", 4),
        (FlipKind.ITEMS_LOST, "dsl", 4),
    ]


def test_a_result_says_what_it_could_not_ask_and_cannot_know() -> None:
    told = msgspec.json.decode(as_json(found()), type=Result)
    assert (told.draft, told.disclosures, told.unchanged, told.not_asked_again) == (f"{BEDFORD.id}@1", 9, 2, 5)
    assert told.limits == LIMITS
    assert any("Trainings" in limit for limit in told.limits)


def test_the_csv_has_a_row_for_every_sort() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(found()))))
    assert tuple(rows[0]) == HEADINGS
    assert rows[1] == [
        "newly_permitted", TYPE, "822", "dsl", "incident_grade", "bedford/a, or b", "3", "person.0-1-0 person.0-2-0",
    ]  # fmt: skip
    assert len(rows) == 5
