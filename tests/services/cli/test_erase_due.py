"""`firstbell erase-due`: a case that was withdrawn as about the wrong people is destroyed at its set date, no other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schemas.events import missing
from schemas.events.event import Withdrawal
from tests.browser.hub import Night
from tests.browser.meeting import hold
from tests.services.cli.conftest import Program

EPISODE = "MISPER-3"
Withdrawn = Callable[[Withdrawal], Path]


@pytest.fixture
def withdrawn(tmp_path: Path) -> Withdrawn:
    """A hub on which an episode is withdrawn for a reason."""

    def make(why: Withdrawal) -> Path:
        night = Night(tmp_path / "home")
        hold(night)
        night.clock.forward(timedelta(minutes=1))
        night.withdraw(EPISODE, missing.EVENT_TYPE, why, revision=2)
        night.hub.close()
        return tmp_path / "home"

    return make


def due(firstbell: Program, home: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> list[dict[str, object]]:
    """What is erased at a time."""
    monkeypatch.setattr("services.operator.opening.machine_clock", lambda: now)
    ran = firstbell("erase-due", "--home", home, "--json")
    assert ran.code == 0, ran.err
    return ran.rows("erased")


def test_people_named_in_error_are_erased_four_weeks_on_and_once(
    firstbell: Program, withdrawn: Withdrawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = withdrawn(Withdrawal.WRONG_PEOPLE)
    at = datetime.fromisoformat(str(firstbell("trace", EPISODE, "--home", home, "--json").rows("steps")[0]["at"]))
    assert due(firstbell, home, monkeypatch, at + timedelta(days=27)) == []
    (gone,) = due(firstbell, home, monkeypatch, at + timedelta(days=29))
    assert (gone["reference"], gone["revisions"]) == (EPISODE, 2)
    assert due(firstbell, home, monkeypatch, at + timedelta(days=30)) == []
    for revision in ("1", "2"):
        again = firstbell("erase", f"{EPISODE}@{revision}", "--reason", "court_order", "--yes", "--home", home)
        assert again.out.startswith("0 keys destroyed")
    assert firstbell("replay", "--verify", "--home", home).code == 0


def test_what_was_withdrawn_for_another_reason_stays(
    firstbell: Program, withdrawn: Withdrawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = withdrawn(Withdrawal.ENTERED_IN_ERROR)
    assert due(firstbell, home, monkeypatch, datetime.fromisoformat("2030-01-01T00:00:00+00:00")) == []
