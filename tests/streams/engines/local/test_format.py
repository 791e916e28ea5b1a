"""A home of another format is refused, never misread; its files are written so that they last and forget."""

from pathlib import Path

import pytest

from streams import sqlite
from streams.engines.local.database import FORMAT, open_database, open_reader
from streams.engines.local.home import HomeError
from streams.engines.local.outbox import LocalOutbox
from streams.vault.store import Vault


def test_a_home_opens_again_in_its_own_format(tmp_path: Path) -> None:
    open_database(tmp_path / "hub.db").close()
    open_database(tmp_path / "hub.db").close()
    open_reader(tmp_path / "hub.db").close()


def test_a_home_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    open_database(path).close()
    changed = sqlite.connect(path)
    changed.execute(f"PRAGMA user_version = {FORMAT + 1}")
    changed.close()
    with pytest.raises(HomeError, match=f"format `{FORMAT + 1}`"):
        open_database(path)
    with pytest.raises(HomeError, match=f"reads `{FORMAT}`"):
        open_reader(path)


def test_every_file_is_synced_at_each_commit_and_overwrites_what_is_deleted(tmp_path: Path) -> None:
    vault, outbox = Vault(tmp_path / "vault.db", bytes(32)), LocalOutbox(tmp_path / "outbox.db")
    for database in (open_database(tmp_path / "hub.db"), vault._database, outbox._database):
        settings = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "secure_delete")]
        assert settings == [2, 1]  # FULL, and ON
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        database.close()
