"""Four weeks are published once, after their end, by whoever may; no two tables can be compared."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.events import encompass, hospital, missing
from schemas.events.people import Address
from schemas.records.hotspots import KEPT_BACK, WEEKS, HotspotsPublished, PublishHotspots
from schemas.records.watch import CommandRefused
from schemas.vectors.flows import EPISODE
from streams.deciders.opened import OpenedEvent
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.hotspots.counting import NOT_KNOWN, Happening, count, places_of
from streams.hotspots.decide import PUBLISHES, decide_hotspots, evolve_hotspots, table_key
from streams.reference.places import district
from tests.streams.hotspots.attack import equations, least, most
from tests.support.facts import a_reference, an_event
from tests.support.flows import BEN, flow_bodies, user
from tests.support.furnishing import AREA
from tests.support.people import child_of

MONDAY = date(2026, 9, 28)
AFTER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
REFERENCE = a_reference(*flow_bodies())
COUNTS = (3, 20, 20, 20, 30, 40, 50, 60)


def asked(
    first_day: date = MONDAY, counts: tuple[int, ...] = COUNTS, kind: str = missing.EVENT_TYPE
) -> PublishHotspots:
    """A table of two places."""
    key = table_key(AREA, kind)
    return PublishHotspots(key, AREA, kind, first_day, ("MK40", "MK41"), counts, (), user(PUBLISHES), PUBLISHES)


def decide(
    command: PublishHotspots, at: datetime = AFTER, states: States | None = None
) -> HotspotsPublished | CommandRefused:
    """What the hub says to it."""
    held = states or States(lambda _: None)
    output = decide_hotspots(held, REFERENCE, command, Context("resolve", 1, at))
    if isinstance(output, HotspotsPublished):
        evolve_hotspots(held, output)
    return output


def refusal(output: HotspotsPublished | CommandRefused) -> str:
    """Why it was refused."""
    assert isinstance(output, CommandRefused)
    return output.reason


def test_small_numbers_are_kept_back_and_no_more_than_must_be() -> None:
    output = decide(asked())
    assert isinstance(output, HotspotsPublished)
    assert output.shown[0] == KEPT_BACK
    assert len(output.shown) == 3 * (WEEKS + 1)
    assert sum(number == KEPT_BACK for number in output.shown) == 4
    assert 3 not in output.shown


def test_a_week_is_published_once_and_the_next_table_follows() -> None:
    states = States(lambda _: None)
    assert isinstance(decide(asked(), states=states), HotspotsPublished)
    for weeks in (-3, 0, 1, 3):
        overlapping = asked(MONDAY + timedelta(weeks=weeks), counts=(9,) * 8)
        assert refusal(decide(overlapping, AFTER + timedelta(weeks=9), states)) == "published_already"
    following = asked(MONDAY + timedelta(weeks=WEEKS))
    assert isinstance(decide(following, AFTER + timedelta(weeks=WEEKS), states), HotspotsPublished)
    other = asked(kind=encompass.EVENT_TYPE)
    assert isinstance(decide(other, states=states), HotspotsPublished), "another event type has tables of its own"


def test_two_publications_together_say_no_more_than_each() -> None:
    states = States(lambda _: None)
    known, unknowns = [], 0
    for number in range(2):
        published = decide(asked(MONDAY + timedelta(weeks=WEEKS * number)), AFTER + timedelta(weeks=9), states)
        assert isinstance(published, HotspotsPublished)
        flat = [None if one == KEPT_BACK else one for one in published.shown]
        rows = [flat[start : start + WEEKS + 1] for start in range(0, len(flat), WEEKS + 1)]
        known += equations((2, WEEKS), rows, unknowns)
        unknowns += 2 * WEEKS
    for cell in (0, 2 * WEEKS):
        highest = most(known, unknowns, {cell: 1})
        assert least(known, unknowns, {cell: 1}) == 0
        assert highest is None or highest >= 5


@pytest.mark.parametrize(
    ("command", "at", "reason"),
    [
        (replace(asked(), user="u-somebody"), AFTER, "not_your_area"),
        (replace(asked(), role="ifd"), AFTER, "not_your_area"),
        (asked(MONDAY + timedelta(days=1)), AFTER + timedelta(days=9), "not_a_monday"),
        (asked(), AFTER - timedelta(days=1), "not_over_yet"),
        (asked(counts=(5,)), AFTER, "not_a_table"),
        (asked(counts=(-5,) * 8), AFTER, "not_a_table"),
        (replace(asked(), case=bytes(16)), AFTER, "not_counted"),
    ],
)
def test_what_is_not_published_says_why(command: PublishHotspots, at: datetime, reason: str) -> None:
    assert refusal(decide(command, at)) == reason


def test_injuries_have_no_hotspots() -> None:
    assert refusal(decide(asked(kind=hospital.EVENT_TYPE))) == "not_counted"


def counted(event: OpenedEvent, *happenings: Happening) -> dict[str, tuple[int, ...]]:
    """The counts by place."""
    command = count(happenings, lambda _: event, REFERENCE, (AREA, event.header.type, MONDAY), user(PUBLISHES))
    rows = [command.counts[start : start + WEEKS] for start in range(0, len(command.counts), WEEKS)]
    return dict(zip(command.places, rows, strict=True))


def at(day: int, *persons: str) -> Happening:
    """Something on that day after the first."""
    return Happening(bytes(16), datetime(2026, 9, 28, 12, 0, tzinfo=UTC) + timedelta(days=day), persons)


def test_a_child_counts_once_a_place_and_week_in_the_week_in_which_it_was() -> None:
    event = an_event(EPISODE, child_of(BEN), type=missing.EVENT_TYPE)
    table = counted(event, at(0, "a"), at(6, "a", "b"), at(7, "a"), at(-1, "c"), at(28, "c"))
    assert sum(map(sum, table.values())) == 3
    assert [sum(week) for week in zip(*table.values(), strict=True)] == [2, 1, 0, 0]


def test_the_rows_do_not_depend_on_what_happened() -> None:
    event = an_event(EPISODE, child_of(BEN), type=missing.EVENT_TYPE)
    assert list(counted(event)) == list(places_of(REFERENCE, AREA))
    assert places_of(REFERENCE, AREA)[-1] == NOT_KNOWN


def test_where_somebody_is_restricted_the_place_is_not_known() -> None:
    postcode = next(setting for setting in places_of(REFERENCE, AREA) if setting != NOT_KNOWN)
    here = replace(EPISODE, found_at=Address(("Bus station",), f"{postcode} 1AA", ""))
    child = child_of(BEN)
    assert counted(an_event(here, child, type=missing.EVENT_TYPE), at(0, "a"))[district(f"{postcode} 1AA")] == (
        1,
        0,
        0,
        0,
    )
    hidden = an_event(here, replace(child, restricted=True), type=missing.EVENT_TYPE)
    assert counted(hidden, at(0, "a"))[NOT_KNOWN] == (1, 0, 0, 0)
    elsewhere = replace(at(0, "a"), restricted=True)
    assert counted(an_event(here, child, type=missing.EVENT_TYPE), elsewhere)[NOT_KNOWN] == (1, 0, 0, 0)


def test_totals_behind_which_few_different_children_stand_are_named() -> None:
    event = an_event(EPISODE, child_of(BEN), type=missing.EVENT_TYPE)
    same = [at(7 * week, *"abc") for week in range(WEEKS)]
    command = count(same, lambda _: event, REFERENCE, (AREA, missing.EVENT_TYPE, MONDAY), user(PUBLISHES))
    output = decide(command)
    assert isinstance(output, HotspotsPublished)
    assert sum(command.counts) == 12
    assert set(output.shown) == {KEPT_BACK}, "twelve times the same three children"
