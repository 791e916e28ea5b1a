"""Instruments at the operator's door: what check finds, and what register refuses."""

import shutil
from pathlib import Path

from tests.project.sources import ROOT
from tests.services.cli.conftest import Program

INSTRUMENTS = (ROOT / "ops" / "duties", ROOT / "ops" / "agreements")


def test_agreements_check_finds_an_error_at_its_line(firstbell: Program, tmp_path: Path) -> None:
    shutil.copytree(INSTRUMENTS[1], tmp_path / "files")
    changed = tmp_path / "files" / "luton-operation-encompass.yaml"
    changed.write_text(changed.read_text().replace("effect: permit", "effect: perhaps"))
    ran = firstbell("agreements", "check", INSTRUMENTS[0], tmp_path / "files", "--json")
    assert ran.code == 1
    found = ran.rows("found")
    line = next(n for n, text in enumerate(changed.read_text().splitlines(), 1) if "perhaps" in text)
    assert ("luton-operation-encompass.yaml", line) in {(one["file"], one["line"]) for one in found}


def test_the_committed_agreements_have_no_error(firstbell: Program) -> None:
    ran = firstbell("agreements", "check", *INSTRUMENTS)
    assert ran.code == 0
    assert " 0 errors" in ran.out


def test_agreements_check_needs_files(firstbell: Program, tmp_path: Path) -> None:
    assert firstbell("agreements", "check", tmp_path).code == 2
    assert "`" + str(tmp_path / "none") + "`" in firstbell("agreements", "check", tmp_path / "none").err


def shorter_duty(folder: Path, version: int, *left_out: str) -> Path:
    """A version of the duty with an item more than the statute's minimum, or without it."""
    (file,) = INSTRUMENTS[0].iterdir()
    text = file.read_text().replace("version: 1", f"version: {version}")
    more = "minimum:\n" + "".join(f"  - {item}\n" for item in ("child_presence", "child_voice") if item not in left_out)
    path = folder / f"duty-{version}.yaml"
    path.write_text(text.replace("minimum:\n", more))
    return path


def test_a_duty_gives_less_only_where_the_law_changed(firstbell: Program, tmp_path: Path) -> None:
    at = tmp_path / "home"
    assert firstbell("init", "--title", "A hub", "--hub", "a-hub", "--area", "822=Bedford", "--home", at).code == 0
    ran = firstbell("agreements", "register", shorter_duty(tmp_path, 1), "--home", at)
    assert ran.code == 0
    assert "signed" not in ran.out
    second = shorter_duty(tmp_path, 2, "child_voice")
    refused = firstbell("agreements", "register", second, "--home", at)
    assert refused.code == 4
    assert "version 2: No longer in the minimum" in refused.err
    assert "--law-changed" in refused.err
    law = ("--law-changed", "An Act of 2027")
    taken = firstbell("agreements", "register", second, *law, "--home", at, "--json")
    assert taken.document["registered"] == ["domestic-abuse-act-2021-s49a version 2"]
    assert taken.document["law_changed"] == "An Act of 2027"
    first, second_held = firstbell("agreements", "list", "--home", at, "--json").rows("duties")
    assert (first["law_changed"], second_held["law_changed"]) == ("", "An Act of 2027")
    assert "An Act of 2027" in firstbell("agreements", "show", "domestic-abuse-act-2021-s49a", "--home", at).out


def test_a_law_is_said_to_have_changed_of_duties_alone(firstbell: Program, tmp_path: Path) -> None:
    at = tmp_path / "home"
    assert firstbell("init", "--title", "A hub", "--hub", "a-hub", "--area", "822=Bedford", "--home", at).code == 0
    file = INSTRUMENTS[1] / "bedford-operation-encompass.yaml"
    ran = firstbell("agreements", "register", file, "--law-changed", "An Act of 2027", "--home", at)
    assert ran.code == 2
    assert "`--law-changed` is about a duty" in ran.err


def test_an_agreement_is_checked_with_the_duty_that_the_hub_holds(firstbell: Program, tmp_path: Path) -> None:
    at = tmp_path / "home"
    assert firstbell("init", "--title", "A hub", "--hub", "a-hub", "--area", "822=Bedford", "--home", at).code == 0
    file = INSTRUMENTS[1] / "bedford-operation-encompass.yaml"
    assert firstbell("agreements", "register", file, "--home", at).code == 4
    assert firstbell("agreements", "register", INSTRUMENTS[0], "--home", at).code == 0
    assert firstbell("agreements", "check", file).code == 1
    assert firstbell("agreements", "check", file, "--home", at).code == 0
    ran = firstbell("agreements", "register", file, "--home", at)
    assert ran.code == 0, ran.err
    assert "each of its signatories" in ran.out
