"""Commands that prove: conserve, replay, ledger."""

import base64
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from services.operator.reading import HomeReader
from streams import sqlite
from streams.ledger.proofs import InclusionProof, verify_inclusion
from streams.ledger.verify import verify_log
from tests.services.cli.conftest import Program
from tests.services.conftest import ToldHome

DAYS = ("2027-04-30T10:00", "2027-04-30T12:00", "2027-05-04T18:00", "2027-05-05")


def test_the_story_conserves(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("conserve", "--home", told_home.folder, "--json")
    assert ran.code == 0
    assert (ran.document["sound"], ran.document["at_rest"], ran.document["findings"]) == (True, True, [])
    counts = ran.document["counts"]
    assert isinstance(counts, dict)
    assert counts["events"] == 74


def test_a_lost_record_is_found(firstbell: Program, copy_of_told_home: Path, damage: Callable[[str], None]) -> None:
    damage("DELETE FROM decisions WHERE source = 'person.0' AND number = 60")
    ran = firstbell("conserve", "--home", copy_of_told_home, "--json")
    assert ran.code == 1
    assert ran.document["sound"] is False
    assert "findings" in ran.err


def test_replay_decides_everything_again(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("replay", "--verify", "--home", told_home.folder, "--json")
    assert ran.code == 0
    assert ran.document["findings"] == []


def test_replay_says_plainly_what_it_could_not_compare_after_one_roll_came_anew(
    firstbell: Program, copy_of_told_home: Path, tmp_path: Path
) -> None:
    home = copy_of_told_home
    roll = home / "world" / "rolls" / "109435.csv"
    head, *rows = roll.read_bytes().splitlines(keepends=True)
    shorter = tmp_path / "roll.csv"
    shorter.write_bytes(head + b"".join(rows[1:]))
    assert firstbell("directory", "import", "--roll", f"109435={shorter}", "--home", home).code == 0
    counts = firstbell("replay", "--verify", "--home", home, "--json").document["counts"]
    assert isinstance(counts, dict)
    assert counts["children_compared_in_part"] > counts["children_not_compared"] > 0
    ran = firstbell("replay", "--verify", "--home", home)
    assert ran.code == 0
    assert f"not verified: how {counts['children_not_compared']} children were matched" in " ".join(ran.out.split())


def test_replay_finds_a_changed_record(
    firstbell: Program, copy_of_told_home: Path, damage: Callable[[str], None]
) -> None:
    last_byte_changed = "CAST(substr(body, 1, length(body) - 1) || x'07' AS BLOB)"
    damage(f"UPDATE decisions SET body = {last_byte_changed} WHERE source = 'person.0' AND number = 40")
    ran = firstbell("replay", "--verify", "--home", copy_of_told_home)
    assert ran.code == 1
    assert "differences" in ran.err


def test_replay_folds_to_any_time(firstbell: Program, told_home: ToldHome) -> None:
    def events(until: str) -> int:
        ran = firstbell("replay", "--until", until, "--home", told_home.folder, "--json")
        counts = ran.document["counts"]
        assert isinstance(counts, dict)
        return int(counts.get("events", 0))

    assert [events(day) for day in DAYS] == [0, 3, 70, 74]


def test_replay_shows_what_stood_in_two_times(firstbell: Program, told_home: ToldHome) -> None:
    """On the Monday the hub knew of the weekend's incidents; what had happened before the weekend is a part of them."""
    known = ("replay", "--until", "2027-05-03T12:00", "--home", told_home.folder, "--json")
    all_then = firstbell(*known)
    before = firstbell(*known, "--happened-until", "2027-04-30T12:00")
    ids = {str(notice["notice"]) for notice in all_then.rows("notices")}
    assert {str(notice["notice"]) for notice in before.rows("notices")} < ids
    assert all_then.rows("desk")
    drawn = firstbell("replay", "--until", "2027-05-03T12:00", "--home", told_home.folder)
    assert "Notices that were current" in drawn.out
    assert firstbell("replay", "--verify", "--happened-until", "2027-05-03", "--home", told_home.folder).code == 2


def test_replay_takes_one_of_its_options(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("replay", "--verify", "--until", "2027-05-01", "--home", told_home.folder)
    assert ran.code == 2
    assert "leave `--until` and `--happened-until` out" in ran.err


def test_the_ledger_verifies(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("ledger", "verify", "--home", told_home.folder, "--json")
    assert ran.code == 0
    assert ran.document["sound"] is True


def test_a_changed_tile_is_found(firstbell: Program, copy_of_told_home: Path) -> None:
    tile = copy_of_told_home / "ledger" / "tile" / "0" / "000"
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    ran = firstbell("ledger", "verify", "--home", copy_of_told_home)
    assert ran.code == 1
    assert "tile/0/000" in ran.out
    assert "is not right" in ran.err


def test_what_is_exported_verifies_with_the_key_that_is_printed(
    firstbell: Program, told_home: ToldHome, tmp_path: Path
) -> None:
    key = firstbell("ledger", "key", "--home", told_home.folder).out.strip()
    ran = firstbell("ledger", "export", tmp_path / "log", "--home", told_home.folder, "--json")
    assert ran.code == 0
    assert ran.document["key"] == key
    report = verify_log(tmp_path / "log", key)
    assert report.sound
    assert report.checkpoint is not None
    assert report.checkpoint.size == ran.document["size"]


def test_an_export_overwrites_nothing(firstbell: Program, told_home: ToldHome, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    ran = firstbell("ledger", "export", tmp_path, "--home", told_home.folder)
    assert ran.code == 4
    assert "name another" in ran.err
    assert (tmp_path / "mine").read_text() == "kept"


@pytest.mark.parametrize("index", [0, 255, 256, 1000])
def test_a_proof_verifies_without_the_hub(
    firstbell: Program, told_home: ToldHome, reader: HomeReader, index: int
) -> None:
    document = firstbell("ledger", "proof", str(index), "--home", told_home.folder, "--json").document
    hashes = tuple(base64.b64decode(node) for node in document["hashes"])  # type: ignore[attr-defined]  # a list
    proof = InclusionProof(hashes=hashes, index=index, size=int(str(document["size"])))
    (entry,) = reader.entries(index, index + 1)
    verify_inclusion(entry, proof, str(document["checkpoint"]).encode(), str(document["key"]))


def test_a_proof_is_printed_as_others_tools_read_it(firstbell: Program, told_home: ToldHome) -> None:
    lines = firstbell("ledger", "proof", "5", "--home", told_home.folder).out.splitlines()
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 5"]
    assert "bedfordshire-demo/ledger" in lines


def test_a_later_log_is_proven_to_begin_with_an_earlier_one(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("ledger", "proof", "0", "--since", "900", "--home", told_home.folder, "--json")
    assert ran.code == 0
    assert (ran.document["kind"], ran.document["old_size"]) == ("consistency", 900)


def test_an_entry_that_is_not_there_has_no_proof(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("ledger", "proof", "999999", "--home", told_home.folder)
    assert ran.code == 4
    assert "`999999` is not among them" in ran.err


def test_a_broken_home_is_said_to_be(firstbell: Program, copy_of_told_home: Path) -> None:
    (copy_of_told_home / "keys" / "operator.ed25519").unlink()
    ran = firstbell("status", "--home", copy_of_told_home)
    assert ran.code == 3
    assert ran.err == "error: the hub's key file `operator.ed25519` is missing: restore it from the backup\n"


def test_json_is_one_document(firstbell: Program, told_home: ToldHome) -> None:
    for command in (["ledger", "verify"], ["ledger", "key"], ["keys"], ["status"], ["desk"], ["conserve"]):
        assert isinstance(json.loads(firstbell(*command, "--home", told_home.folder, "--json").out), dict)


def test_an_agency_checks_alone_what_it_was_told(firstbell: Program, told_home: ToldHome) -> None:
    folder = told_home.folder / "agencies" / "bedfordshire-police"
    ran = firstbell("outcomes", "--agency", folder, "--verify", "--json")
    assert ran.code == 0
    checked = ran.rows("checked")
    assert len(checked) > 50
    assert all(one["proven"] is not None and one["wrong"] == "" for one in checked)


def test_an_agency_finds_a_proof_that_was_changed(firstbell: Program, copy_of_told_home: Path) -> None:
    folder = copy_of_told_home / "agencies" / "bedfordshire-police"
    with closing(sqlite.connect(folder / "sent.db")) as store:
        (outcome,) = store.execute("SELECT outcome FROM submissions WHERE id = 1").fetchone()
        place = outcome.index(b"checkpoint") + 60
        changed = outcome[:place] + bytes([outcome[place] ^ 1]) + outcome[place + 1 :]
        store.execute("UPDATE submissions SET outcome = ? WHERE id = 1", (changed,))
    ran = firstbell("outcomes", "--agency", folder, "--verify")
    assert ran.code == 1
    assert "the checkpoint does not verify" in ran.out


def test_a_hub_that_cannot_be_asked_is_said_to_be_away(firstbell: Program, copy_of_told_home: Path) -> None:
    folder = copy_of_told_home / "agencies" / "bedfordshire-police"
    ran = firstbell("outcomes", "--agency", folder, "--hub", "http://127.0.0.1:9")
    assert ran.code == 5
    assert "cannot be reached" in ran.err


def test_views_that_were_changed_are_found_and_folded_again(
    firstbell: Program, copy_of_told_home: Path, damage: Callable[[str], None]
) -> None:
    home = copy_of_told_home
    damage("UPDATE desk_view SET closed_at = 1 WHERE closed_at IS NULL")
    found = firstbell("replay", "--verify", "--home", home)
    assert found.code == 1
    assert "desk_view" in found.out
    assert firstbell("views", "--rebuild", "--home", home).code == 0
    assert firstbell("replay", "--verify", "--home", home).code == 0


def test_views_of_a_home_are_only_rebuilt(firstbell: Program, told_home: ToldHome) -> None:
    ran = firstbell("views", "--home", told_home.folder)
    assert ran.code == 2
    assert "--rebuild" in ran.err
