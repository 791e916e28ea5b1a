"""How the hub stands, as it is told, is how it stands; where it cannot be looked at, the last look grows old."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.metrics import catalogue
from services.metrics.catalogue import OF_STANDING
from services.metrics.hub_standing import HubStanding, Watching, look, show
from services.metrics.meters import Meters
from services.processes.local import asker
from streams.views.rows import NoticeState
from tests.services.metrics.test_labels import series
from tests.streams.engines.local.test_no_leak import MARKERS, PUPIL, Marked, live
from tests.support.force import POLICE
from tests.support.searching import leaks


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Marked]:
    """A marked hub that has lived."""
    made = Marked(tmp_path / "hub")
    live(made, monkeypatch)
    yield made
    made.hub.close()


def look_at(marked: Marked, now: datetime) -> HubStanding:
    """A look."""
    home = marked.world.home
    return look(asker(home), marked.hub.reference(), home.ledger, now)


def values(meters: Meters, metric: catalogue.Metric) -> dict[tuple[str, ...], float]:
    """A metric's series by the values of its labels."""
    return {
        tuple(labels[label.name] for label in metric.labels): value
        for name, labels, value in series(meters)
        if name == metric.exposed
    }


def test_it_is_told_as_the_views_have_it(marked: Marked) -> None:
    now, meters = marked.world.clock.now, Meters(OF_STANDING)
    meters.known.follow(marked.hub.reference)
    standing = look_at(marked, now)
    show(meters, standing, 0.0, now)
    desk = marked.hub.views.desk(["822"])
    assert values(meters, catalogue.DESK_ITEMS) == Counter((row.area, row.kind) for row in desk)
    assert sum(values(meters, catalogue.DESK_OVERDUE).values()) == sum(row.overdue for row in desk)
    assert values(meters, catalogue.DESK_OLDEST)["822",] == (now - min(row.raised_at for row in desk)).total_seconds()
    waiting = [row for row in marked.hub.views.notices() if row.state is NoticeState.WAITING]
    assert sum(values(meters, catalogue.UNOPENED).values()) == len(waiting)
    late = sum(row.overdue or row.due_at <= now for row in waiting)
    assert sum(values(meters, catalogue.OVERDUE).values()) == late
    assert values(meters, catalogue.UNOPENED)["overdue",] == sum(row.due_at <= now for row in waiting)
    assert sum(values(meters, catalogue.PARKED_KEYS).values()) == 1
    assert sum(values(meters, catalogue.PARKED_WAITING).values()) == 2
    entries = values(meters, catalogue.LEDGER_ENTRIES)[()]
    assert entries == values(meters, catalogue.CHECKPOINT_ENTRIES)[()] > 10
    assert leaks([("metrics", meters.text())], MARKERS) == []


def test_the_age_of_what_was_parked_first_is_told(marked: Marked) -> None:
    now, meters = marked.world.clock.now, Meters(OF_STANDING)
    standing = look_at(marked, now)
    show(meters, standing, 0.0, now + timedelta(hours=5))
    (since,) = standing.parked_since.values()
    age = (now + timedelta(hours=5) - since).total_seconds()
    assert age >= 5 * 3600
    assert values(meters, catalogue.PARKED_OLDEST) == {
        ("intake",): 0.0,
        ("person",): age,
        ("reference",): 0.0,
        ("resolve",): 0.0,
    }


def test_time_left_goes_down_until_the_next_look(marked: Marked) -> None:
    now, meters = marked.world.clock.now, Meters(OF_STANDING)
    standing = look_at(marked, now)
    show(meters, standing, 0.0, now)
    before = values(meters, catalogue.FIRST_BELL)[()]
    show(meters, standing, 7.0, now + timedelta(seconds=30))
    assert values(meters, catalogue.FIRST_BELL)[()] in (before - 30, before)
    assert values(meters, catalogue.STANDING_AGE)[()] == 30
    assert values(meters, catalogue.UNSIGNED)[()] == 7


def test_a_late_notice_that_nobody_escalated_is_told(marked: Marked) -> None:
    hub = marked.hub
    hub.submit(POLICE, [marked.seal("ref-late", PUPIL)])
    hub.run()
    waiting = [row for row in hub.views.notices() if row.state is NoticeState.WAITING and not row.overdue]
    due = max(row.due_at for row in waiting)
    assert look_at(marked, due - timedelta(hours=1)).late_not_escalated == 0
    assert look_at(marked, due + timedelta(minutes=2)).late_not_escalated == len(waiting)


def test_what_cannot_be_looked_at_grows_old_and_is_told(marked: Marked) -> None:
    meters = Meters(OF_STANDING)
    told: list[bool] = []
    now = [marked.world.clock.now]
    fails = [False]

    def look_now(at: datetime) -> HubStanding:
        if fails[0]:
            raise OSError("away")
        return look_at(marked, at)

    with Watching(meters, lambda: now[0], look_now, told.append, every=0.01):
        assert told[0] is True
        fails[0] = True
        while told[-1]:
            time.sleep(0.01)
        now[0] += timedelta(minutes=3)
        assert values(meters, catalogue.STANDING_AGE)[()] == 180
