"""Commands that look into a hub: status, inbox, desk, trace."""

import re
from pathlib import Path

import pytest

from services.demo.world import schools
from services.demo.world.cast import HOUSEHOLDS
from tests.services.cli.conftest import Program
from tests.services.conftest import ToldHome

FRIDAY_NIGHT = "BEDS-OE-27-1325"


def test_status_says_that_nothing_waits_and_the_checkpoint_covers_all(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("status", "--home", told_home.folder, "--json")
    assert ran.code == 0
    status = ran.document
    assert (status["events"], status["waiting"], status["parked"]) == (74, 0, 0)
    assert status["ledger_size"] == status["checkpoint_size"]
    assert status["checkpoint_age"] == pytest.approx(0, abs=1)
    assert status["demo"] is True


def test_status_reads_well(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("status", "--home", told_home.folder)
    assert "Tue 04 May 19:45, where the demo's story stands" in ran.out
    assert "779 schools, 13 rolls, 0 of them stale" in ran.out


def test_an_inbox_lists_the_notice_that_nobody_opened(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("inbox", schools.KEMPSTON_ACADEMY, "--home", told_home.folder, "--json")
    assert ran.code == 0
    (notice,) = ran.rows("notices")
    assert (notice["state"], notice["overdue"], notice["escalated"]) == ("waiting", True, True)


def test_finished_notices_are_asked_for(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("inbox", schools.KEMPSTON_ACADEMY, "--closed", "--home", told_home.folder)
    assert "acknowledged" in ran.out
    assert "Kempston Academy (142387)" in ran.out


def test_an_unknown_school_is_refused_with_what_to_do(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("inbox", "999999", "--home", told_home.folder)
    assert ran.code == 4
    assert ran.err == "error: the register has no school `999999`: look its URN up in the register\n"


def test_the_desk_lists_its_work_by_area(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("desk", "--area", "823", "--home", told_home.folder, "--json")
    (item,) = ran.rows("items")
    assert (item["kind"], item["school"], item["overdue"]) == ("no_reader", schools.ROBERT_BLOOMFIELD, True)
    assert "Say which child this is" in firstbell("desk", "--home", told_home.folder).out


def test_an_area_that_is_not_served_is_refused(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("desk", "--area", "999", "--home", told_home.folder)
    assert ran.code == 4
    assert "`999`" in ran.err
    assert "821, 822, 823, 826" in ran.err


def test_a_trace_goes_through_every_stage_and_each_step_is_proven(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("trace", FRIDAY_NIGHT, "--home", told_home.folder, "--json")
    steps = ran.document["steps"]
    assert isinstance(steps, list)
    stages = [output["stage"] for step in steps for output in step["outputs"]]
    assert list(dict.fromkeys(stages)) == ["Accept", "Match", "Resolve", "Remember", "Share", "Notify", "Watch"]
    assert all(step["proven"] and step["reference"] > 0 for step in steps)


def test_a_trace_names_instrument_and_clause(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("trace", FRIDAY_NIGHT, "--home", told_home.folder)
    assert "Operation Encompass in Bedford Borough, version 1, clause guidance-contents" in ran.out
    assert re.search(r"([5-9]) of \1 proofs", ran.out)
    assert re.search(r"^  Remember +Counts across events", ran.out, re.MULTILINE)


def test_an_event_is_found_by_its_id_and_by_revision(firstbell: Program, told_home: ToldHome) -> None:
    latest = firstbell("trace", "BEDS-OE-27-1320", "--home", told_home.folder, "--json").document
    first = firstbell("trace", "BEDS-OE-27-1320@1", "--home", told_home.folder, "--json").document
    assert (first["revision"], latest["revision"]) == (1, 2)
    by_id = firstbell("trace", str(first["event"]), "--home", told_home.folder, "--json").document
    assert by_id["reference"] == "BEDS-OE-27-1320"


def test_an_unknown_event_is_refused(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("trace", "BEDS-OE-27-0000", "--home", told_home.folder)
    assert ran.code == 6
    assert "`BEDS-OE-27-0000`" in ran.err


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("desk",),
        ("inbox", schools.KEMPSTON_ACADEMY, "--closed"),
        ("trace", FRIDAY_NIGHT),
        ("trace", "BEDS-OE-27-1366"),
        ("keys",),
        ("conserve",),
        ("replay", "--verify"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["tables", "json"])
def test_nobody_is_named(
    firstbell: Program, told_home: ToldHome, command: tuple[str, ...], form: tuple[str, ...]
) -> None:
    ran = firstbell(*command, "--home", told_home.folder, *form)
    assert ran.out
    printed = (ran.out + ran.err).casefold()
    families = {adult.family.casefold() for household in HOUSEHOLDS for adult in household.family.adults}
    assert {name for name in families if len(name) > 4 and name in printed} == set()


def test_where_no_hub_lives_every_command_says_so(firstbell: Program, tmp_path: Path) -> None:
    for command in (
        ["status"],
        ["inbox", "109435"],
        ["desk"],
        ["trace", "X"],
        ["parked", "list"],
        ["parked", "retry", "X", "--user", "u"],
        ["erase", "X", "--reason", "court_order", "--yes"],
        ["agreements", "suspend", "X", "--reason", "x", "--asked-by", "x"],
        ["directory", "end", "u", "dsl", "urn", "109435"],
        ["keys"],
        ["conserve"],
        ["replay", "--verify"],
        ["serve"],
        ["ledger", "verify"],
        ["ledger", "key"],
    ):
        ran = firstbell(*command, "--home", tmp_path / "none")
        assert (ran.code, ran.out) == (3, ""), command
        assert ran.err.startswith("error: no hub lives in `"), command
        assert "run `firstbell init` or `firstbell demo`" in ran.err
