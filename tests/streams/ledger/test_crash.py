"""kill -9, and a full disk, at every fault point of a small log: after it, the log goes on as if nothing had been."""

import errno
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from streams import faultpoints
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.log import TileLog
from streams.ledger.tiles import tiles_of
from streams.ledger.verify import verify_log
from tests.streams.ledger.support import SIGNER, VKEY, files_of, naive_mth, numbered, open_numbered

FINAL = 600


class Database:
    """How many entries are committed, and the checkpoints that were handed out, kept over a crash."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.ledger = directory / "ledger"

    @property
    def count(self) -> int:
        path = self._directory / "count"
        return int(path.read_text()) if path.exists() else 0

    def commit(self, count: int) -> None:
        (self._directory / "count").write_text(str(count))

    def handed_out(self, note: bytes) -> None:
        (self._directory / "note").write_bytes(note)

    @property
    def last_handed_out(self) -> int:
        path = self._directory / "note"
        return open_checkpoint(path.read_bytes(), SIGNER.verifier_key).size if path.exists() else 0


def grow(database: Database) -> None:
    """Two lives of a log: the second one recovers a tail, completes tiles, and signs twice."""
    database.commit(100)
    with open_numbered(database.ledger, 100) as log:
        database.handed_out(log.sign_checkpoint(1))
        append(database, log, 250)
        database.handed_out(log.sign_checkpoint(2))
    database.commit(520)
    with open_numbered(database.ledger, 520) as log:
        database.handed_out(log.sign_checkpoint(3))
        append(database, log, FINAL)
        database.handed_out(log.sign_checkpoint(4))


def lose_tiles_and_reopen(database: Database) -> None:
    """A log whose tiles are lost after signing, rebuilt when it is opened again."""
    database.commit(300)
    with faultpoints.installed(lambda _point: None), open_numbered(database.ledger, 300) as log:
        database.handed_out(log.sign_checkpoint(1))
    for path in files_of(database.ledger):
        if path != "checkpoint":
            (database.ledger / path).unlink()
    with open_numbered(database.ledger, 300) as log:
        database.handed_out(log.sign_checkpoint(2))


def append(database: Database, log: TileLog, count: int) -> None:
    database.commit(count)
    log.extend(log.size, numbered(log.size, count))


SCENARIOS = pytest.mark.parametrize("scenario", [grow, lose_tiles_and_reopen])
Scenario = Callable[[Database], None]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tiles of the same entries, written in one life without a fault."""
    directory = tmp_path_factory.mktemp("reference")
    with open_numbered(directory, FINAL) as log:
        log.sign_checkpoint(9)
    return {path: data for path, data in files_of(directory).items() if path != "checkpoint"}


def test_the_points_cover_every_step_of_a_write(tmp_path: Path) -> None:
    reached: list[str] = []
    with faultpoints.installed(reached.append):
        grow(Database(tmp_path))
    steps = [f"{step}.{when}" for step in ("write", "fsync", "rename", "dirsync") for when in ("before", "after")]
    names = ("ledger.tile", "ledger.partial", "ledger.checkpoint")
    assert {f"{name}.{step}" for name in names for step in steps} <= set(reached)
    assert "ledger.tile.mkdir.after" in reached or "ledger.partial.mkdir.after" in reached


@pytest.mark.slow
@SCENARIOS
def test_kill_9_at_every_point(in_memory: Path, scenario: Scenario, reference: dict[str, bytes]) -> None:
    total = points_of(in_memory / "whole", scenario)
    for nth in range(total):
        database = new_database(in_memory / str(nth))
        assert killed(partial(run_until, database, scenario, nth, kill)), nth
        assert_goes_on(database, reference)


@pytest.mark.slow
@SCENARIOS
def test_a_full_disk_at_every_point(in_memory: Path, scenario: Scenario, reference: dict[str, bytes]) -> None:
    total = points_of(in_memory / "whole", scenario)
    for nth in range(total):
        database = new_database(in_memory / str(nth))
        with pytest.raises(OSError, match="no room") as error:
            run_until(database, scenario, nth, fill_disk)
        assert error.value.errno == errno.ENOSPC
        assert_goes_on(database, reference)


@pytest.mark.parametrize("call", ["extend", "sign"])
def test_after_a_full_disk_the_same_call_can_be_repeated(in_memory: Path, call: str) -> None:
    for nth in range(100):
        with open_numbered(in_memory / str(nth), 200) as log:
            log.sign_checkpoint(1)

            def repeatable(log: TileLog = log) -> None:
                if call == "extend":
                    log.extend(200, numbered(200, FINAL))
                else:
                    log.sign_checkpoint(2)

            if call == "sign":
                log.extend(200, numbered(200, FINAL))
            before = log.size
            failed = False
            try:
                with faultpoints.installed(at(nth, fill_disk)):
                    repeatable()
            except OSError:
                failed = True
                assert log.size == before
                repeatable()
            log.sign_checkpoint(3)
            assert (log.size, log.root) == (FINAL, naive_mth(numbered(0, FINAL)))
            if not failed:
                assert nth > 10, "the faults did not reach the call"
                break
        assert verify_log(in_memory / str(nth), VKEY).findings == ()
    else:
        pytest.fail("the points never ended")


def test_a_failed_write_leaves_no_temporary_file(tmp_path: Path) -> None:
    with open_numbered(tmp_path, 10) as log:
        for nth in range(12):
            with faultpoints.installed(at(nth, fill_disk)), pytest.raises(OSError, match="no room"):
                log.sign_checkpoint(1)
            assert not list(tmp_path.rglob("*.tmp"))


def assert_goes_on(database: Database, reference: dict[str, bytes]) -> None:
    """Open again over what the database has, finish the growth, and compare with a log that nothing happened to."""
    with open_numbered(database.ledger, database.count) as log:
        assert log.size == database.count
        signed = log.signed.size if log.signed else 0
        assert database.last_handed_out <= signed <= database.count
        log.extend(log.size, numbered(log.size, FINAL))
        log.sign_checkpoint(9)
        assert log.root == naive_mth(numbered(0, FINAL))
    assert verify_log(database.ledger, VKEY, entries=numbered, entry_count=FINAL).findings == ()
    files = files_of(database.ledger)
    assert {tile.path: files[tile.path] for tile in tiles_of(FINAL)} == reference


def run_until(database: Database, scenario: Scenario, nth: int, then: Callable[[], None]) -> None:
    with faultpoints.installed(at(nth, then)):
        scenario(database)


def at(nth: int, then: Callable[[], None]) -> faultpoints.Handler:
    """A handler that does `then` at the `nth` point, once."""
    counter = iter(range(nth + 1))

    def handler(_point: str) -> None:
        if next(counter, None) == nth:
            then()

    return handler


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, "no room")


def killed(run: Callable[[], None]) -> bool:
    """Run in a process of its own; whether it was killed rather than ended."""
    child = os.fork()
    if child == 0:
        try:
            run()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def points_of(directory: Path, scenario: Scenario) -> int:
    reached: list[str] = []
    with faultpoints.installed(reached.append):
        scenario(new_database(directory))
    return len(reached)


def new_database(directory: Path) -> Database:
    directory.mkdir()
    return Database(directory)
