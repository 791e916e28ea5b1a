"""Killed, or out of space, at any point of making a home: there is a whole one or none, and the next try makes it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streams import faultpoints
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import Home, HomeError
from streams.engines.local.registry import declare_hub
from tests.faults.killing import ENDED, killed_at
from tests.support.furnishing import LONG_AGO


def declare(folder: Path) -> None:
    declare_hub(Home(folder), "a-hub", "A hub", LONG_AGO)


@contextmanager
def opened(folder: Path) -> Iterator[LocalEngine]:
    home = Home(folder)
    engine = LocalEngine(home, home.read_keys())
    try:
        yield engine
    finally:
        engine.close()


def is_whole(folder: Path) -> bool:
    with opened(folder) as engine:
        return engine.reference.number == 2 and engine.hub.hub == "a-hub"


@pytest.mark.slow
def test_a_kill_at_any_point_leaves_a_whole_home_or_none(in_memory: Path) -> None:
    reached, point = set(), 0
    while True:
        point += 1
        folder = in_memory / f"{point}" / "home"
        outcome, name = killed_at(point, lambda folder=folder: declare(folder))  # type: ignore[misc]  # the child's own
        if outcome == ENDED:
            break
        reached.add(name)
        if folder.exists():
            assert is_whole(folder), name
        else:
            declare(folder)
            assert is_whole(folder), name
        assert [path.name for path in folder.parent.iterdir()] == ["home"], name
    assert {"home.key.fsync.before", "home.rename.before", "home.rename.after", "home.dirsync.before"} <= reached


def test_no_space_at_any_point_leaves_nothing_half_made(in_memory: Path) -> None:
    point, folder = 0, in_memory / "home"
    while True:
        point += 1
        left = point

        def full(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.ENOSPC, "no space left on device")

        try:
            with faultpoints.installed(full):
                declare(folder)
        except OSError:
            if folder.exists():  # only the last sync of the folder was left
                break
            assert list(in_memory.iterdir()) == []
        else:
            raise AssertionError("the disk was never full")
    assert point > 20
    assert is_whole(folder)


def test_an_empty_folder_is_taken_and_any_other_is_refused(tmp_path: Path) -> None:
    empty, other = tmp_path / "empty", tmp_path / "other"
    empty.mkdir()
    declare(empty)
    assert is_whole(empty)
    assert empty.stat().st_mode & 0o777 == 0o700
    with pytest.raises(HomeError, match="a hub lives in"):
        declare(empty)
    other.mkdir()
    (other / "letter.txt").write_text("keep me")
    with pytest.raises(HomeError, match="is not empty"):
        declare(other)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_a_mounted_file_system_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def busy(source: Path, target: Path) -> None:
        if str(source).endswith(".making"):
            raise OSError(errno.EBUSY, "device or resource busy")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    with pytest.raises(HomeError, match="is a mounted file system: name a folder inside it"):
        declare(tmp_path / "home")
    assert list(tmp_path.iterdir()) == []
