"""`firstbell compare`: the same, or what differs, with an exit code of its own."""

from collections.abc import Callable
from pathlib import Path

from tests.services.cli.conftest import Program
from tests.services.conftest import ToldHome


def test_a_home_is_as_its_copy(firstbell: Program, told_home: ToldHome, copy_of_told_home: Path) -> None:
    ran = firstbell("compare", told_home.folder, copy_of_told_home, "--json")
    assert ran.code == 0
    assert (ran.document["same"], ran.document["differences"], ran.document["of_order"]) == (True, [], 0)
    assert {chain["order"] for chain in ran.rows("chains")} == {"identical"}
    assert "the same decisions" in firstbell("compare", told_home.folder, copy_of_told_home).out


def test_what_differs_is_told_by_event(
    firstbell: Program, told_home: ToldHome, copy_of_told_home: Path, damage: Callable[[str], None]
) -> None:
    damage("DELETE FROM decisions WHERE source = 'resolve' AND number = 3")
    ran = firstbell("compare", told_home.folder, copy_of_told_home, "--json")
    assert ran.code == 7
    assert "different decisions" in ran.err
    child = next(row for row in ran.rows("differences") if row["kind"] == "child" and not row["right"])
    assert str(child["reference"]).startswith("bedfordshire-police ")
    assert str(child["reference"]).removeprefix("bedfordshire-police ") in firstbell(
        "compare", told_home.folder, copy_of_told_home
    ).out.replace("\n", "")


def test_no_more_is_told_than_asked_for(
    firstbell: Program, told_home: ToldHome, copy_of_told_home: Path, damage: Callable[[str], None]
) -> None:
    damage("DELETE FROM decisions WHERE source = 'resolve'")
    ran = firstbell("compare", told_home.folder, copy_of_told_home, "--most", "1")
    assert ran.code == 7
    assert "more: name a greater --most" in ran.out


def test_a_folder_that_is_no_home_is_refused(firstbell: Program, told_home: ToldHome, tmp_path: Path) -> None:
    ran = firstbell("compare", told_home.folder, tmp_path)
    assert ran.code == 3
    assert "no hub lives in" in ran.err
