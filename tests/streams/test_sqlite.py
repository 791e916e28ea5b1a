"""SQLite as the hub has it: what it is given comes back as it was, and a file is opened as its module says."""

import threading
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from streams import sqlite

MANY = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000000) SELECT count(*) FROM n"


@pytest.mark.parametrize(
    ("given", "kind", "back"),
    [
        (b"", "blob", b""),
        (b"\x00\xff'", "blob", b"\x00\xff'"),
        (None, "null", None),
        (True, "integer", 1),
        (False, "integer", 0),
    ],
)
def test_values_are_bound_as_they_stand(given: object, kind: str, back: object) -> None:
    with closing(sqlite.connect(":memory:")) as database:
        assert database.execute("SELECT typeof(?), ?", (given, given)).fetchone() == (kind, back)


def test_what_may_not_be_written_is_neither_made_nor_changed(tmp_path: Path) -> None:
    with pytest.raises(sqlite.CANNOT_WRITE):
        sqlite.connect(tmp_path / "none.db", may_write=False)
    assert not (tmp_path / "none.db").exists()
    with closing(sqlite.connect(tmp_path / "some.db")) as database:
        database.execute("CREATE TABLE t (a)")
    with closing(sqlite.connect(tmp_path / "some.db", may_write=False)) as reading:
        assert reading.execute("SELECT * FROM t").fetchall() == []
        with pytest.raises(sqlite.CANNOT_WRITE):
            reading.execute("INSERT INTO t VALUES (1)")


def test_a_connection_commits_only_when_told_and_counts_what_changed(tmp_path: Path) -> None:
    with (
        closing(sqlite.connect(tmp_path / "some.db")) as database,
        closing(sqlite.connect(tmp_path / "some.db")) as other,
    ):
        database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t (a)").fetchall()
        database.execute("BEGIN")
        database.executemany("INSERT INTO t VALUES (?)", [(1,), (2,)])
        database.execute("UPDATE t SET a = a + 1")
        assert (database.in_transaction, database.changes()) == (True, 2)
        assert other.execute("SELECT count(*) FROM t").fetchone() == (0,)
        database.execute("COMMIT")
        assert not database.in_transaction
        assert other.execute("SELECT count(*) FROM t").fetchone() == (2,)


def test_another_transaction_is_waited_for() -> None:
    with closing(sqlite.connect(":memory:")) as database:
        assert database.execute("PRAGMA busy_timeout").fetchone() == (10_000,)


def test_a_second_thread_fails_at_once() -> None:
    with closing(sqlite.connect(":memory:")) as database:
        running = threading.Event()

        def count() -> None:
            running.set()
            with pytest.raises(apsw.InterruptError):
                database.execute(MANY).fetchall()

        thread = threading.Thread(target=count)
        thread.start()
        running.wait()
        failed = None
        while failed is None:
            try:
                database.execute("SELECT 1").fetchall()
            except sqlite.Error as error:
                failed = error
        assert isinstance(database, apsw.Connection)
        database.interrupt()
        thread.join()
        assert isinstance(failed, apsw.ThreadingViolationError)


def test_columns_are_named_of_a_query_that_finds_nothing_and_it_is_not_run() -> None:
    with closing(sqlite.connect(":memory:")) as database:
        database.execute("CREATE TABLE t (a, b)")
        assert sqlite.columns_of(database, "SELECT a, b AS c FROM t") == ["a", "c"]
        assert sqlite.columns_of(database, "INSERT INTO t VALUES (1, 2) RETURNING b") == ["b"]
        assert database.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_memory_is_not_counted(tmp_path: Path) -> None:
    with closing(sqlite.connect(tmp_path / "some.db")) as database:
        database.execute("CREATE TABLE t (a)")
        assert apsw.status(apsw.SQLITE_STATUS_MEMORY_USED)[0] == 0
