"""The check of a whole log finds each kind of damage, names its place, and finds nothing where nothing is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.ledger.checkpoint import Checkpoint, sign_checkpoint
from streams.ledger.tiles import encode_bundle
from streams.ledger.verify import FindingKind, Report, verify_log
from tests.streams.ledger.support import ORIGIN, SIGNER, VKEY, naive_mth, numbered, open_numbered

SIZE = 700


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of 700 entries with an earlier checkpoint at 690, so that it has superseded partial tiles."""
    with open_numbered(tmp_path / "log", 690) as opened:
        opened.sign_checkpoint(1)
        opened.extend(690, numbered(690, SIZE))
        opened.sign_checkpoint(2)
    return tmp_path / "log"


def found(report: Report) -> list[tuple[FindingKind, str]]:
    return [(finding.kind, finding.place) for finding in report.findings]


def test_a_sound_log_has_no_findings(log: Path) -> None:
    report = verify_log(log, VKEY, entries=numbered, entry_count=SIZE + 50)
    assert report.sound
    assert report.findings == ()
    assert report.checkpoint is not None
    assert report.root == report.checkpoint.root == naive_mth(numbered(0, SIZE))


def flip(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


DIFFERS = FindingKind.TILE_DIFFERS
MISSING = FindingKind.TILE_MISSING_OR_DAMAGED


@pytest.mark.parametrize(
    ("path", "damage", "findings"),
    [
        ("tile/0/001", flip, [(DIFFERS, "tile/0/001")]),
        ("tile/0/002.p/188", flip, [(DIFFERS, "tile/0/002.p/188")]),
        ("tile/1/000.p/2", flip, [(DIFFERS, "tile/1/000.p/2")]),
        ("tile/0/000", Path.unlink, [(MISSING, "tile/0/000")]),
        ("tile/1/000.p/2", Path.unlink, [(MISSING, "tile/1/000.p/2")]),
        ("tile/0/000", lambda path: path.write_bytes(b"short"), [(MISSING, "tile/0/000")]),
        ("tile/0/002.p/178", flip, [(FindingKind.PARTIAL_TILE_DIFFERS, "tile/0/002.p/178")]),
        ("tile/entries/002.p/178", flip, [(FindingKind.PARTIAL_TILE_DIFFERS, "tile/entries/002.p/178")]),
        ("tile/entries/001", lambda path: flip(path, 0), [(MISSING, "tile/entries/001")]),
        ("tile/entries/002.p/188", Path.unlink, [(MISSING, "tile/entries/002.p/188")]),
        (
            "tile/entries/001",
            lambda path: flip(path),
            [
                (DIFFERS, "tile/0/001"),
                (DIFFERS, "tile/1/000.p/2"),
                (FindingKind.ROOT_DIFFERS, "checkpoint"),
            ],
        ),
    ],
)
def test_damage_is_named(
    log: Path, path: str, damage: Callable[[Path], object], findings: list[tuple[FindingKind, str]]
) -> None:
    damage(log / path)
    report = verify_log(log, VKEY)
    assert found(report) == findings
    assert not report.sound


def test_a_damaged_tile_is_found_after_a_lost_bundle(log: Path) -> None:
    (log / "tile/entries/000").unlink()
    flip(log / "tile/0/001")
    report = verify_log(log, VKEY)
    assert found(report) == [(MISSING, "tile/entries/000"), (DIFFERS, "tile/0/001")]
    assert report.root == naive_mth(numbered(0, SIZE))


def test_entries_that_nothing_gives_end_the_check(log: Path) -> None:
    (log / "tile/entries/000").unlink()
    (log / "tile/0/000").unlink()
    report = verify_log(log, VKEY)
    assert found(report) == [(MISSING, "tile/entries/000"), (FindingKind.ENTRIES_UNKNOWN, "tile/entries/000")]
    assert report.root is None


def test_the_place_in_the_tile_is_told(log: Path) -> None:
    flip(log / "tile/0/001", 32 * 17)
    assert "offset `17`" in verify_log(log, VKEY).findings[0].detail


def test_a_lost_bundle_is_a_finding_though_the_database_has_its_entries(log: Path) -> None:
    (log / "tile/entries/001").unlink()
    report = verify_log(log, VKEY, entries=numbered, entry_count=SIZE)
    assert found(report) == [(MISSING, "tile/entries/001")]
    assert report.root == naive_mth(numbered(0, SIZE))


def test_a_database_with_another_entry_is_found_at_its_index(log: Path) -> None:
    def entries(start: int, stop: int) -> list[bytes]:
        return [bytes(32) if n == 300 else numbered(n, n + 1)[0] for n in range(start, stop)]

    report = verify_log(log, VKEY, entries=entries, entry_count=SIZE)
    assert found(report) == [(FindingKind.ENTRY_DIFFERS_FROM_DATABASE, "entry 300")]


def test_a_database_behind_the_checkpoint_is_found(log: Path) -> None:
    report = verify_log(log, VKEY, entries=numbered, entry_count=SIZE - 1)
    assert found(report) == [(FindingKind.DATABASE_BEHIND_CHECKPOINT, "checkpoint")]


def test_entries_that_the_database_lost_are_found_and_the_others_are_compared(log: Path) -> None:
    def lossy(start: int, stop: int) -> list[bytes]:
        held = [(index, entry) for index, entry in zip(range(start, stop), numbered(start, stop), strict=True)]
        return [b"x" * 32 if index == 600 else entry for index, entry in held if index != 300]

    report = verify_log(log, VKEY, entries=lossy, entry_count=SIZE)
    assert found(report) == [
        (FindingKind.ENTRIES_LOST_IN_DATABASE, "entries 256 to 511"),
        (FindingKind.ENTRY_DIFFERS_FROM_DATABASE, "entry 600"),
    ]
    assert report.findings[0].detail == "the database gives `255` of these `256` entries"
    assert report.root is not None


def test_a_lost_bundle_is_not_read_from_a_database_that_lost_some_of_it(log: Path) -> None:
    (log / "tile/entries/001").unlink()
    report = verify_log(log, VKEY, entries=lambda start, stop: numbered(start, stop)[1:], entry_count=SIZE)
    assert (FindingKind.TILE_MISSING_OR_DAMAGED, "tile/entries/001") in found(report)
    assert report.checkpoint is not None
    assert report.root == report.checkpoint.root


def test_a_log_rewritten_whole_but_for_its_checkpoint_is_found(log: Path, tmp_path: Path) -> None:
    bundle = log / "tile/entries/000"
    bundle.write_bytes(encode_bundle([bytes(32), *numbered(1, 256)]))
    report = verify_log(log, VKEY)
    assert (FindingKind.ROOT_DIFFERS, "checkpoint") in found(report)


def test_a_signed_root_that_the_entries_do_not_give_is_found(log: Path) -> None:
    (log / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, SIZE, bytes(32), time=3), SIGNER))
    assert found(verify_log(log, VKEY)) == [(FindingKind.ROOT_DIFFERS, "checkpoint")]


@pytest.mark.parametrize("damage", [Path.unlink, flip, lambda path: path.write_bytes(b"")])
def test_an_invalid_or_missing_checkpoint_is_found(log: Path, damage: Callable[[Path], object]) -> None:
    damage(log / "checkpoint")
    report = verify_log(log, VKEY)
    assert found(report) == [(FindingKind.CHECKPOINT_INVALID, "checkpoint")]
    assert report.checkpoint is None


def test_another_origin_is_found(log: Path) -> None:
    assert found(verify_log(log, VKEY, "other.example/log")) == [(FindingKind.CHECKPOINT_INVALID, "checkpoint")]


def test_a_file_that_does_not_belong_is_found_but_a_crash_s_temporary_file_is_not(log: Path) -> None:
    (log / "tile/0/notes.txt").write_text("x")
    (log / "tile/0/.003.tmp").write_bytes(b"x")
    assert found(verify_log(log, VKEY)) == [(FindingKind.UNEXPECTED_FILE, "tile/0/notes.txt")]


def test_a_log_that_goes_on_meanwhile_is_checked_as_of_its_checkpoint(tmp_path: Path) -> None:
    with open_numbered(tmp_path, SIZE) as live:
        live.sign_checkpoint(1)

        def entries(start: int, stop: int) -> list[bytes]:
            live.extend(live.size, numbered(live.size, live.size + 256))
            live.sign_checkpoint(2)
            return numbered(start, stop)

        report = verify_log(tmp_path, VKEY, entries=entries, entry_count=SIZE)
        assert report.findings == ()
        assert report.checkpoint is not None
        assert (report.checkpoint.size, live.size) == (SIZE, SIZE + 3 * 256)


def test_tiles_beyond_the_checkpoint_are_nobody_s_yet(log: Path) -> None:
    (log / "tile/0/003").write_bytes(bytes(8192))
    assert verify_log(log, VKEY).sound
