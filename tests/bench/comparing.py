"""What comparing a home costs, in a process of its own."""

import multiprocessing
import re
import time
from pathlib import Path

from msgspec import Struct

from streams import sqlite
from streams.checks.compare import compare
from streams.checks.compare_home import log_of_home
from streams.engines.local.home import Home


class Compared(Struct, frozen=True):
    """Peak memory in MiB, seconds, and records read of both sides."""

    mebibytes: float
    seconds: float
    records: int


def snapshot(home: Home, folder: Path) -> Path:
    """A copy of a home's log as it is now, though the hub goes on."""
    folder.mkdir()
    database = sqlite.connect(home.database)
    database.execute("VACUUM INTO ?", (str(Home(folder).database),))
    database.close()
    return folder


def comparing(folder: Path) -> Compared:
    """Compare a home with itself: every record of it is read twice and told apart from none."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_compare, (folder,))


def _compare(folder: Path) -> Compared:
    began = time.monotonic()
    with log_of_home(folder) as left, log_of_home(folder) as right:
        found = compare(left, right)
    assert found.same
    return Compared(_peak(), time.monotonic() - began, found.left.records + found.right.records)


def _peak() -> float:
    """The most memory that this program had, in MiB. What `getrusage` tells counts the one that started it too."""
    told = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    assert told is not None
    return int(told[1]) / 1024
