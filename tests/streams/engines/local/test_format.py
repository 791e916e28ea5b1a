"""A home of another format is refused, never misread."""

from pathlib import Path

import pytest

from streams import sqlite
from streams.engines.local.database import FORMAT, open_database, open_reader
from streams.engines.local.home import HomeError


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
