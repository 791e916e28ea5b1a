"""Durable writes: the order of the system calls, and what a failure at each of them leaves behind."""

import os
import sys
from pathlib import Path

import pytest

from streams import faultpoints
from streams.durability import write_all_durably, write_durably

STEPS = [f"{step}.{when}" for step in ("write", "fsync", "rename", "dirsync") for when in ("before", "after")]


def points_of_write(path: Path) -> list[str]:
    reached: list[str] = []
    with faultpoints.installed(reached.append):
        write_durably(path, b"new", "here")
    return reached


def test_the_points_are_reached_in_order(tmp_path: Path) -> None:
    assert points_of_write(tmp_path / "file") == [f"here.{step}" for step in STEPS]


def test_a_missing_folder_is_made_and_its_parent_synced(tmp_path: Path) -> None:
    made = ["mkdir.before", "mkdir.after", "dirsync.before", "dirsync.after"]
    assert points_of_write(tmp_path / "a/b/file") == [f"here.{step}" for step in [*made, *made, *STEPS]]
    assert (tmp_path / "a/b/file").read_bytes() == b"new"


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_leaves_the_old_content_or_the_new_and_no_temporary_file(tmp_path: Path, step: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(point: str) -> None:
        if point == f"here.{step}":
            raise OSError("injected")

    with faultpoints.installed(fail), pytest.raises(OSError, match="injected"):
        write_durably(path, b"new", "here")
    replaced = STEPS.index(step) >= STEPS.index("rename.after")
    assert path.read_bytes() == (b"new" if replaced else b"old")
    assert os.listdir(tmp_path) == ["file"]


def test_a_write_that_the_system_cuts_short_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:3]))
    write_durably(tmp_path / "file", b"0123456789", "here")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_several_files_are_synced_before_any_is_renamed_and_each_folder_once(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    reached: list[str] = []
    with faultpoints.installed(reached.append):
        write_all_durably([(tmp_path / name, b"x") for name in ("a", "b", "other/c")], "here")
    assert reached.index("here.rename.before") > max(n for n, point in enumerate(reached) if "fsync" in point)
    assert reached.count("here.dirsync.after") == 2


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which file a descriptor is")
def test_the_file_and_its_folder_are_really_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_durably(tmp_path / "new/file", b"x", "here")
    assert synced == [str(tmp_path), str(tmp_path / "new/.file.tmp"), str(tmp_path / "new")]


def test_the_handler_that_was_installed_before_comes_back() -> None:
    outer: list[str] = []
    with faultpoints.installed(outer.append):
        with faultpoints.installed(lambda _point: None):
            faultpoints.reached("inner")
        faultpoints.reached("outer")
    faultpoints.reached("nobody")
    assert outer == ["outer"]
