"""Who has a log open for writing: one process at a time holds its folder, and with it what stands around it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.ledger.errors import LogInUse

_LOCK = ".lock"


def hold(directory: Path) -> int:
    """Hold a log's folder until the descriptor that this returns is closed. Raises `LogInUse`."""
    descriptor = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise LogInUse(f"another process has the log in `{directory}` open; end it first") from None
    return descriptor


@contextmanager
def holding(directory: Path) -> Iterator[None]:
    """Hold a log's folder meanwhile. Raises `LogInUse`."""
    descriptor = hold(directory)
    try:
        yield
    finally:
        os.close(descriptor)


def is_open(directory: str | Path) -> bool:
    """Whether a process has the log in `directory` open for writing."""
    folder = Path(directory)
    if not (folder / _LOCK).exists():
        return False
    try:
        os.close(hold(folder))
    except LogInUse:
        return True
    return False
