"""Memory over 100,000 events: of the hub that decides them, and of comparing what it decided."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.comparing import comparing, snapshot
from tests.bench.cost import line
from tests.bench.town import Town

EVENTS = 100_000
PART = 10_000
FILLED = 2
"""Parts after which the caches are full."""
BATCH = 256
OFTEN = 0.02
"""Seconds between looks at a process's memory: a batch takes several of them."""


def resident() -> float:
    """Resident memory of this process in MiB."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * 4096 / 2**20


@contextmanager
def most_resident() -> Iterator[list[float]]:
    """The most resident memory of this process in MiB that was seen while the block ran: what a machine must have."""
    seen, ended = [resident()], threading.Event()

    def look() -> None:
        while not ended.wait(OFTEN):
            seen[0] = max(seen[0], resident())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        ended.set()
        looking.join()


def test_memory_is_flat(tmp_path: Path) -> None:
    """After the first 20,000 events have filled the caches, 80,000 more add less than a tenth, to either."""
    town = Town(tmp_path)
    sizes, compared = [], []
    for part in range(1, EVENTS // PART + 1):
        submissions = town.seal(PART, seed=part)
        with most_resident() as most:
            line(town, submissions, BATCH)()
        sizes.append(most[0])
        print(f"\n{part * PART:>7} events: {sizes[-1]:.0f} MiB", end="")
        if part in (FILLED, EVENTS // PART):
            compared.append(comparing(snapshot(town.home, tmp_path / f"part-{part}")))
    early, late = compared
    print(f"\ncomparing {early.records} and {late.records} records: {early.mebibytes:.0f} and {late.mebibytes:.0f} MiB")
    print(f"in {early.seconds:.0f} and {late.seconds:.0f} s")
    assert sizes[-1] <= sizes[FILLED - 1] * 1.1
    assert late.mebibytes <= early.mebibytes * 1.1
