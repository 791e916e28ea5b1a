"""The clocks of a home."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.operator.clock import StoryClock, TimeFile, clock_from, machine_clock
from services.operator.opening import clock_of
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from tests.services.conftest import ToldHome

START = datetime(2027, 5, 4, 18, 45, tzinfo=UTC)


def test_a_clock_goes_on_from_its_start_as_fast_as_any_other() -> None:
    elapsed = iter([100.0, 100.0, 102.5])
    clock = clock_from(START, lambda: next(elapsed))
    assert [clock(), clock()] == [START, START + timedelta(seconds=2.5)]


def test_a_storys_clock_stands_until_it_is_set_and_never_goes_back() -> None:
    clock = StoryClock(START)
    assert clock() == clock() == START
    clock.go_to(START + timedelta(hours=1))
    with pytest.raises(ValueError, match="cannot go back"):
        clock.go_to(START)
    assert clock() == START + timedelta(hours=1)


def test_a_demo_homes_clock_begins_where_its_story_ended(told_home: ToldHome) -> None:
    assert timedelta() <= clock_of(told_home.folder)() - START < timedelta(seconds=10)


def test_a_demo_homes_clock_never_begins_before_its_last_checkpoint(copy_of_told_home: Path) -> None:
    later = START + timedelta(minutes=1)
    hub = LocalHub(Home(copy_of_told_home), lambda: later)
    hub.sign_checkpoint()
    hub.close()
    assert clock_of(copy_of_told_home)() >= later


def test_any_other_homes_clock_is_the_machines(tmp_path: Path) -> None:
    assert clock_of(tmp_path) is machine_clock


def test_processes_share_a_storys_time_that_stands_goes_on_and_never_goes_back(tmp_path: Path) -> None:
    elapsed = iter([START, START + timedelta(seconds=3)])
    told, seen = TimeFile(tmp_path / "time", lambda: next(elapsed)), TimeFile(tmp_path / "time", lambda: next(elapsed))
    with pytest.raises(FileNotFoundError):
        seen()
    told.go_to(START)
    assert seen() == seen() == START
    with pytest.raises(ValueError, match="cannot go back"):
        told.go_to(START - timedelta(seconds=1))
    told.run()
    assert seen() == START + timedelta(seconds=3)
