"""Folders in memory, for tests that write again and again and are not about the disk.

Whatever ends a process takes nothing from the kernel that it wrote: a disk would only make such tests wait for it. That
all is written in the order in which it must be is tested by itself (`tests/streams/ledger/test_durability.py`).
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

MEMORY: Final = Path("/dev/shm")
"""Files here are in memory alone, under Linux."""
ROOM: Final = 1 << 30
"""Bytes that must be free there: containers may have little."""


@contextmanager
def folder_in_memory(otherwise: Path) -> Iterator[Path]:
    """A folder in memory, where the machine has room there, else in another; gone at the end."""
    roomy = os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    with TemporaryDirectory(prefix="firstbell-", dir=MEMORY if roomy else otherwise) as folder:
        yield Path(folder)


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder of the test's own, in memory where there is room."""
    with folder_in_memory(tmp_path) as folder:
        yield folder
