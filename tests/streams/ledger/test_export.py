"""An exported log is the checkpoint and just the files that it needs, and it verifies on its own."""

from pathlib import Path

import pytest

from streams.ledger.export import ExportError, export_log
from streams.ledger.log import TileLog
from streams.ledger.tiles import tiles_of
from streams.ledger.verify import verify_log
from tests.streams.ledger.support import VKEY, OpenLog, files_of, numbered


@pytest.fixture
def live(open_log: OpenLog) -> TileLog:
    log = open_log(0)
    for size in (300, 600):
        log.extend(log.size, numbered(log.size, size))
        log.sign_checkpoint(size)
    return log


def test_an_export_holds_the_log_as_of_its_checkpoint(live: TileLog, tmp_path: Path) -> None:
    live.extend(600, numbered(600, 1000))
    checkpoint = export_log(live.directory, tmp_path / "export", VKEY)
    assert checkpoint.size == 600
    assert set(files_of(tmp_path / "export")) == {"checkpoint", *(tile.path for tile in tiles_of(600))}
    assert verify_log(tmp_path / "export", VKEY, entries=numbered, entry_count=600).findings == ()
    assert not list((tmp_path / "export").rglob(".*"))


def test_the_bytes_of_an_export_are_those_of_the_log(live: TileLog, tmp_path: Path) -> None:
    export_log(live.directory, tmp_path / "export", VKEY)
    exported = files_of(tmp_path / "export")
    assert exported.items() <= files_of(live.directory).items()


def test_an_empty_log_is_exported_as_its_checkpoint(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log(0)
    note = log.sign_checkpoint(1)
    export_log(log.directory, tmp_path / "export", VKEY)
    assert files_of(tmp_path / "export") == {"checkpoint": note}


def test_a_target_that_holds_something_is_refused(live: TileLog, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/mine").write_text("keep")
    with pytest.raises(ExportError, match="not an empty folder"):
        export_log(live.directory, tmp_path / "export", VKEY)
    assert files_of(tmp_path / "export") == {"mine": b"keep"}


def test_a_damaged_log_is_not_passed_on_as_right(live: TileLog, tmp_path: Path) -> None:
    tile = live.directory / "tile/0/000"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(ExportError, match="does not verify at `tile/0/000`"):
        export_log(live.directory, tmp_path / "export", VKEY)


def test_a_log_without_a_checkpoint_is_not_exported(open_log: OpenLog, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        export_log(open_log(5).directory, tmp_path / "export", VKEY)
    assert not (tmp_path / "export").exists()
