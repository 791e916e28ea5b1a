"""The page of hotspots: published tables, nobody's name, and publishing by the coordinator alone."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from schemas.records.hotspots import PublishHotspots
from services.web.hotspots import csv_of
from services.web.refusals import SPOKEN
from streams.views.rows import HotspotRow
from tests.services.web import world
from tests.services.web.conftest import Visitor
from tests.services.web.fake_hub import FakeHub

PAGE = f"/hotspots/{world.AREA}"
TABLE = HotspotRow(
    "resolve-9-0",
    world.NOW,
    world.AREA,
    "missing.episode",
    date(2026, 9, 28),
    ("MK40", "MK41"),
    ((None, None, 20, 20, 63), (None, None, 50, 60, 180), (33, 60, 70, 80, 243)),
)


@pytest.fixture
def coordinator(hub: FakeHub, visit: Callable[[], Visitor]) -> Visitor:
    """The SPOC coordinator, with one published table."""
    hub.rows.hotspot_rows = [TABLE]
    return visit().sign_in(world.SPOC)


def test_a_table_shows_what_is_published_and_marks_what_is_kept_back(coordinator: Visitor) -> None:
    text = coordinator.get(PAGE).text
    assert "Missing child report, 28 September 2026 to 25 October 2026" in text
    assert text.count(">[c]</td>") == 4
    assert ">243</td>" in text


def test_the_example_is_the_next_monday_that_can_be_published(hub: FakeHub, coordinator: Visitor) -> None:
    assert "For example, 26/10/2026" in coordinator.get(PAGE).text
    hub.rows.hotspot_rows = [replace(TABLE, first_day=date(2027, 3, 1))]
    assert "For example, 29/03/2027" in coordinator.get(PAGE).text


def test_a_table_as_csv(coordinator: Visitor) -> None:
    answer = coordinator.get(f"{PAGE}/{TABLE.publication}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text == csv_of(TABLE)
    assert answer.text.splitlines()[:2] == [
        "place,2026-09-28,2026-10-05,2026-10-12,2026-10-19,all",
        "MK40,[c],[c],20,20,63",
    ]
    assert coordinator.get(f"{PAGE}/resolve-1-1.csv").status_code == 404


def test_the_coordinator_publishes_and_gives_no_number(hub: FakeHub, coordinator: Visitor) -> None:
    sent = coordinator.send(
        coordinator.get(PAGE), "/publish", event_type="missing.episode", first_day="26/10/2026", counts="1"
    )
    assert sent.headers["location"] == f"{PAGE}?done=published"
    command = hub.performed[-1]
    assert isinstance(command, PublishHotspots)
    assert (command.first_day, command.user) == (date(2026, 10, 26), world.SPOC)
    assert command.counts == (9, 9, 9, 9), "as the hub counted, whatever a form says"


@pytest.mark.parametrize(
    ("event_type", "first_day", "field"),
    [
        ("", "26/10/2026", "event_type"),
        ("hospital.flag", "26/10/2026", "event_type"),
        ("missing.episode", "x", "first_day"),
    ],
)
def test_what_is_missing_is_said(coordinator: Visitor, event_type: str, first_day: str, field: str) -> None:
    answer = coordinator.send(coordinator.get(PAGE), "/publish", event_type=event_type, first_day=first_day)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_others_of_the_group_read_and_do_not_publish(hub: FakeHub, visit: Callable[[], Visitor]) -> None:
    hub.rows.hotspot_rows = [TABLE]
    reader = visit().sign_in(world.FRONT_DOOR)
    page = reader.get(PAGE)
    assert "/publish" not in page.text
    assert visit().sign_in(world.DSL).get(PAGE).status_code == 403
    assert visit().sign_in(world.COUNCIL).get(f"/hotspots/{world.OTHER_AREA}").status_code == 403


def test_refusals_of_publishing_have_words() -> None:
    assert {"not_a_monday", "not_over_yet", "published_already"} <= set(SPOKEN)
