"""Files that are whole or absent after a crash, and that stay once the call has returned.

Each file goes to a temporary name in its own folder, is synced, renamed into place, and then its folder is synced
(rename(2) is atomic, but only fsync(2) of the folder makes the new name last).

The fault points of a write named `p` are, in order: `p.write.before`, `p.write.after`, `p.fsync.before`,
`p.fsync.after`, `p.rename.before`, `p.rename.after`, `p.dirsync.before`, `p.dirsync.after`; and `p.mkdir.before`,
`p.mkdir.after` where a folder has to be made first.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from streams.faultpoints import reached


def write_durably(path: str | Path, data: bytes, point: str, mode: int = 0o644) -> None:
    """Write `data` to `path`, whole and lasting, replacing what was there. `mode` holds from the first byte on.

    A path has one writer at a time: the temporary name `.<name>.tmp` is fixed, so that one left by a crash is
    overwritten by the next write. Raises `OSError` (disk full, no right to write); what stood at `path` before is then
    either still there or already replaced whole.
    """
    write_all_durably([(path, data)], point, mode)


def write_all_durably(files: Iterable[tuple[str | Path, bytes]], point: str, mode: int = 0o644) -> None:
    """Write several files as `write_durably` does, syncing each folder once. They do not appear as one: each alone."""
    moves: list[tuple[str, str]] = []
    folders: dict[str, None] = {}
    try:
        for path, data in files:
            folder, name = os.path.split(os.fspath(path))
            make_folder_durably(folder or ".", point)
            temporary = os.path.join(folder, f".{name}.tmp")
            moves.append((temporary, os.fspath(path)))
            folders[folder or "."] = None
            _write_and_sync(temporary, data, point, mode)
        while moves:
            reached(f"{point}.rename.before")
            os.replace(*moves[0])
            del moves[0]
            reached(f"{point}.rename.after")
    except OSError:
        for temporary, _ in moves:
            Path(temporary).unlink(missing_ok=True)
        raise
    for folder in folders:
        sync_folder(folder, point)


def make_folder_durably(folder: str | Path, point: str) -> None:
    """Make `folder` and the folders above it that are missing, syncing the folder that each is made in."""
    folder = os.fspath(folder)
    if os.path.isdir(folder):
        return
    parent = os.path.dirname(folder) or "."
    make_folder_durably(parent, point)
    reached(f"{point}.mkdir.before")
    os.mkdir(folder)
    reached(f"{point}.mkdir.after")
    sync_folder(parent, point)


def sync_folder(folder: str | Path, point: str) -> None:
    """Make the names in `folder` last."""
    reached(f"{point}.dirsync.before")
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    reached(f"{point}.dirsync.after")


def _write_and_sync(path: str, data: bytes, point: str, mode: int) -> None:
    reached(f"{point}.write.before")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        os.fchmod(descriptor, os.fstat(descriptor).st_mode & mode)  # one left by a crash may have been open to others
        _write_whole(descriptor, data)
        reached(f"{point}.write.after")
        reached(f"{point}.fsync.before")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    reached(f"{point}.fsync.after")


def _write_whole(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, memoryview(data)[written:])
