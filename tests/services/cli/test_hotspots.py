"""`firstbell hotspots` on a home: a table is published once, small numbers are kept back, and who may is asked."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import hospital, missing
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import EPISODE
from services.cli.failures import ExitCode
from tests.services.cli.conftest import Program, Ran
from tests.support.facts import Section, kind_of
from tests.support.flows import flow_plan, turn_on, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World

SPOC = user("spoc_coordinator")
MONDAY = "2026-11-09"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub on which six children were missing in one week and one in the next; four weeks and the grace are over."""
    world = World(tmp_path / "hub", plan=flow_plan())
    force = turn_on(world)[POLICE]
    world.clock.forward(timedelta(days=1))
    for number in range(7):
        at = world.clock.now + timedelta(days=7 if number == 6 else 0)
        gone = at - timedelta(hours=4)
        says: tuple[Section, ...] = (
            replace(EPISODE, missing_since=gone, reported_at=gone),
            child_of(pupil(number, FIRST)),
        )
        sections = [PlainSection(kind_of(one), one) for one in says]
        world.clock.now = at
        world.submit(force.seal(f"M-{number}", sections, at, type=missing.EVENT_TYPE), f"M-{number}", 1, POLICE)
        world.run()
    world.close()
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: at + timedelta(weeks=6))
    return world.home.folder


def publish(firstbell: Program, home: Path, who: str = SPOC, first: str = MONDAY, of: str = missing.EVENT_TYPE) -> Ran:
    """Somebody publishes four weeks."""
    options = ("--area", AREA, "--of", of, "--from", first, "--user", who, "--home", home, "--json")
    return firstbell("hotspots", "publish", *options)


def test_a_table_is_published_and_its_small_numbers_are_kept_back(firstbell: Program, home: Path) -> None:
    assert firstbell("hotspots", "show", "--area", AREA, "--home", home, "--json").rows("tables") == []
    done = publish(firstbell, home)
    assert (done.code, bool(done.document["publication"])) == (0, True), done.err
    drawn = firstbell("hotspots", "show", "--area", AREA, "--home", home)
    assert "[c]" in drawn.out
    printed = firstbell("hotspots", "show", "--area", AREA, "--csv", "--home", home)
    cells = {cell for line in csv.reader(io.StringIO(printed.out)) for cell in line}
    assert not cells & {"1", "2", "3", "4"}
    assert "[c]" in cells
    assert firstbell("replay", "--verify", "--home", home).code == 0


def test_these_weeks_are_never_published_again(firstbell: Program, home: Path) -> None:
    assert publish(firstbell, home).code == 0
    again = publish(firstbell, home)
    assert (again.code, "published already" in again.err) == (ExitCode.REFUSED, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"who": user("ifd")}, "does not hold the role"),
        ({"first": "2026-11-10"}, "a Monday"),
        ({"first": "2026-12-07"}, "a week after their end"),
    ],
)
def test_what_may_not_be_published_is_refused_and_says_why(
    firstbell: Program, home: Path, given: dict[str, str], said: str
) -> None:
    ran = publish(firstbell, home, **given)
    assert (ran.code, said in ran.err) == (ExitCode.REFUSED, True), ran.err
    assert firstbell("hotspots", "show", "--area", AREA, "--home", home, "--json").rows("tables") == []


def test_injuries_are_no_table(firstbell: Program, home: Path) -> None:
    ran = publish(firstbell, home, of=hospital.EVENT_TYPE)
    assert (ran.code, "there are no tables of" in ran.err) == (ExitCode.USAGE, True)
