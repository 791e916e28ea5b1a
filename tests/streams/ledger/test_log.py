"""The live log: appending, signing, and above all what it refuses to sign."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams import faultpoints
from streams.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from streams.ledger.errors import (
    CheckpointError,
    CheckpointRefused,
    DatabaseBehindCheckpoint,
    DatabaseForked,
    EntriesOutOfOrder,
    LogInUse,
    NoteError,
)
from streams.ledger.log import TileLog
from streams.ledger.tiles import tiles_of
from streams.ledger.tree import EMPTY_ROOT
from streams.ledger.verify import verify_log
from tests.streams.ledger.support import (
    ORIGIN,
    SIGNER,
    VKEY,
    OpenLog,
    files_of,
    naive_mth,
    numbered,
    open_numbered,
    opener,
    other,
)


def put_checkpoint(log: TileLog, checkpoint: Checkpoint) -> None:
    (log.directory / "checkpoint").write_bytes(sign_checkpoint(checkpoint, SIGNER))


def test_an_empty_log_signs_the_empty_tree(open_log: OpenLog) -> None:
    log = open_log(0)
    note = log.sign_checkpoint(7)
    assert open_checkpoint(note, SIGNER.verifier_key) == Checkpoint(ORIGIN, 0, EMPTY_ROOT, time=7)
    assert files_of(log.directory) == {"checkpoint": note}


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
@settings(max_examples=15, deadline=None)
def test_batches_and_signings_of_any_size_give_the_defined_log(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int], signings: list[bool]
) -> None:
    directory = tmp_path_factory.mktemp("log")
    with open_numbered(directory, 0) as log:
        for time, (size, sign) in enumerate(zip(batches, signings, strict=False)):
            log.extend(log.size, numbered(log.size, log.size + size))
            if sign:
                log.sign_checkpoint(time)
        note = log.sign_checkpoint(99)
        total = sum(batches)
        assert (log.size, log.root) == (total, naive_mth(numbered(0, total)))
    assert open_checkpoint(note, SIGNER.verifier_key).root == naive_mth(numbered(0, total))
    assert verify_log(directory, VKEY, entries=numbered, entry_count=total).findings == ()
    assert {tile.path for tile in tiles_of(total)} <= set(files_of(directory))


def test_a_full_tile_takes_the_place_of_its_partial_ones(open_log: OpenLog) -> None:
    log = open_log(100)
    log.sign_checkpoint(1)
    log.extend(100, numbered(100, 200))
    log.sign_checkpoint(2)
    partials = {f"{level}/000.p/{width}" for level in ("0", "entries") for width in (100, 200)}
    assert set(files_of(log.directory / "tile")) == partials
    log.extend(200, numbered(200, 256))
    log.sign_checkpoint(3)
    assert set(files_of(log.directory / "tile")) == {"0/000", "entries/000", "1/000.p/1"}


def test_reopening_reads_only_the_right_edge_and_the_database_s_last_entries(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 70_000) as log:
        log.sign_checkpoint(1)
        root = log.root
    asked: list[tuple[int, int]] = []

    def entries(start: int, stop: int) -> list[bytes]:
        asked.append((start, stop))
        return numbered(start, stop)

    with TileLog.open(tmp_path, ORIGIN, SIGNER, entries=entries, entry_count=70_100) as log:
        assert asked == [(69_888, 70_000), (70_000, 70_100)]
        assert (log.size, log.rebuilt) == (70_100, False)
        assert log.signed == Checkpoint(ORIGIN, 70_000, root, time=1)


def test_lost_tiles_at_the_right_edge_are_rebuilt_from_the_database(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 600) as log:
        log.sign_checkpoint(1)
    before = files_of(tmp_path)
    for path in before:
        if path != "checkpoint":
            (tmp_path / path).unlink()
    with open_numbered(tmp_path, 600) as log:
        assert log.rebuilt
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("path", ["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"])
def test_a_damaged_tile_at_the_right_edge_is_rebuilt(tmp_path: Path, path: str) -> None:
    with open_numbered(tmp_path, 600) as log:
        log.sign_checkpoint(1)
    before = files_of(tmp_path)
    (tmp_path / path).write_bytes(before[path][:-1] + bytes([before[path][-1] ^ 1]))
    with open_numbered(tmp_path, 600) as log:
        assert log.rebuilt
        log.sign_checkpoint(1)
    assert files_of(tmp_path) == before


def test_a_rebuild_that_is_asked_for_mends_a_tile_inside(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 600) as log:
        log.sign_checkpoint(1)
    before = files_of(tmp_path)
    (tmp_path / "tile/entries/000").unlink()
    with open_numbered(tmp_path, 600) as log:
        assert not log.rebuilt
    with TileLog.open(tmp_path, ORIGIN, SIGNER, entries=numbered, entry_count=600, rebuild=True) as log:
        assert log.rebuilt
    assert files_of(tmp_path) == before


def test_a_database_behind_its_checkpoint_refuses_to_start(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 600) as log:
        log.sign_checkpoint(1)
    before = files_of(tmp_path)
    with pytest.raises(DatabaseBehindCheckpoint, match=r"holds `599` entries .* covers `600`; restore the newer"):
        open_numbered(tmp_path, 599)
    assert files_of(tmp_path) == before


def test_a_database_with_other_entries_refuses_to_start(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 600) as log:
        log.sign_checkpoint(1)
    before = files_of(tmp_path)
    with pytest.raises(DatabaseForked, match="size `600`; restore the database"):
        TileLog.open(tmp_path, ORIGIN, SIGNER, entries=other, entry_count=700)
    assert files_of(tmp_path) == before


def test_a_database_with_other_entries_is_not_used_to_rebuild_lost_tiles(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 600) as log:
        log.sign_checkpoint(1)
    (tmp_path / "tile/1/000.p/2").unlink()
    before = files_of(tmp_path)
    with pytest.raises(DatabaseForked):
        TileLog.open(tmp_path, ORIGIN, SIGNER, entries=other, entry_count=600)
    assert files_of(tmp_path) == before


def test_entries_after_the_checkpoint_may_differ_from_what_the_tiles_beyond_it_held(tmp_path: Path) -> None:
    """Tiles beyond the checkpoint were promised to nobody: a database restored to the checkpoint goes another way."""
    with open_numbered(tmp_path, 100) as log:
        log.sign_checkpoint(1)
        log.extend(100, numbered(100, 700))
    with open_numbered(tmp_path, 100) as log:
        assert set(files_of(tmp_path)) == {"checkpoint", "tile/0/000.p/100", "tile/entries/000.p/100"}
        log.extend(100, other(100, 400))
        log.sign_checkpoint(2)
    assert verify_log(tmp_path, VKEY).findings == ()


def test_partial_tiles_of_a_signing_that_never_was_do_not_stay(tmp_path: Path) -> None:
    def fail(point: str) -> None:
        if point == "ledger.checkpoint.write.before":
            raise OSError("injected")

    with open_numbered(tmp_path, 100) as log:
        log.sign_checkpoint(1)
        log.extend(100, numbered(100, 200))
        with faultpoints.installed(fail), pytest.raises(OSError, match="injected"):
            log.sign_checkpoint(2)
    assert (tmp_path / "tile/0/000.p/200").exists()
    with open_numbered(tmp_path, 150) as log:
        assert not (tmp_path / "tile/0/000.p/200").exists()
        log.extend(150, other(150, 250))
        log.sign_checkpoint(2)
    assert verify_log(tmp_path, VKEY).findings == ()


def test_a_smaller_tree_than_the_signed_one_is_not_signed(open_log: OpenLog) -> None:
    log = open_log(10)
    put_checkpoint(log, Checkpoint(ORIGIN, 11, naive_mth(numbered(0, 11)), time=1))
    with pytest.raises(CheckpointRefused, match="size `11` was signed; not signing one of `10`"):
        log.sign_checkpoint(2)


@pytest.mark.parametrize("size", [5, 8, 10])
def test_another_root_than_the_signed_one_is_not_signed(open_log: OpenLog, size: int) -> None:
    log = open_log(10)
    put_checkpoint(log, Checkpoint(ORIGIN, size, naive_mth(other(0, size)), time=1))
    before = files_of(log.directory)["checkpoint"]
    with pytest.raises(CheckpointRefused, match="does not extend"):
        log.sign_checkpoint(2)
    assert files_of(log.directory)["checkpoint"] == before


def test_a_time_before_the_last_signing_is_not_signed(open_log: OpenLog) -> None:
    log = open_log(10)
    log.sign_checkpoint(100)
    with pytest.raises(CheckpointRefused, match="signed at `100`; not signing one at `99`"):
        log.sign_checkpoint(99)
    log.sign_checkpoint(100)


def test_a_removed_or_restored_checkpoint_stops_the_signing(open_log: OpenLog) -> None:
    log = open_log(10)
    early = log.sign_checkpoint(1)
    log.extend(10, numbered(10, 20))
    log.sign_checkpoint(2)
    (log.directory / "checkpoint").unlink()
    with pytest.raises(CheckpointRefused, match="removed or put back"):
        log.sign_checkpoint(3)
    (log.directory / "checkpoint").write_bytes(early)
    with pytest.raises(CheckpointRefused, match="removed or put back"):
        log.sign_checkpoint(3)


def test_tiles_that_do_not_prove_the_tree_stop_the_signing(open_log: OpenLog) -> None:
    log = open_log(300)
    log.sign_checkpoint(1)
    log.extend(300, numbered(300, 310))
    tile = log.directory / "tile/1/000.p/1"
    tile.write_bytes(bytes(32))
    with pytest.raises(CheckpointRefused, match="do not give the root"):
        log.sign_checkpoint(2)


@pytest.mark.parametrize(
    ("note", "error"),
    [
        (b"not a note", NoteError),
        (sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), SIGNER).replace(b"\n1\n", b"\n0\n", 1), NoteError),
        (sign_checkpoint(Checkpoint("other.example/log", 0, EMPTY_ROOT), SIGNER), CheckpointError),
    ],
)
def test_a_checkpoint_that_is_not_this_log_s_own_stops_opening_and_signing(
    tmp_path: Path, note: bytes, error: type[Exception]
) -> None:
    with open_numbered(tmp_path, 1) as log:
        (tmp_path / "checkpoint").write_bytes(note)
        with pytest.raises(CheckpointRefused, match="not this log's own"):
            log.sign_checkpoint(1)
    with pytest.raises(error):
        open_numbered(tmp_path, 1)
    assert (tmp_path / "checkpoint").read_bytes() == note


def test_entries_must_follow_on_and_have_32_bytes(open_log: OpenLog) -> None:
    log = open_log(5)
    for first, entries in ((4, numbered(4, 6)), (6, numbered(6, 7)), (5, [bytes(31)]), (5, [bytes(33)])):
        with pytest.raises(EntriesOutOfOrder):
            log.extend(first, entries)
    assert (log.size, log.root) == (5, naive_mth(numbered(0, 5)))


def test_a_database_that_gives_too_few_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EntriesOutOfOrder, match="gave `9` entries for the range from `0` to `10`"):
        TileLog.open(tmp_path, ORIGIN, SIGNER, entries=lambda start, stop: numbered(start, stop)[1:], entry_count=10)


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 1), pytest.raises(LogInUse, match="end it first"):
        open_numbered(tmp_path, 1)
    open_numbered(tmp_path, 1).close()


def test_a_refusal_to_open_lets_go_of_the_directory(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 5) as log:
        log.sign_checkpoint(1)
    with pytest.raises(DatabaseBehindCheckpoint):
        open_numbered(tmp_path, 4)
    with opener(tmp_path) as open_it:
        assert open_it(5).size == 5
