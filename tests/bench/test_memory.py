"""Memory of the hub over 100,000 events."""

import gc
from pathlib import Path

from tests.bench.cost import line
from tests.bench.town import Town

EVENTS = 100_000
PART = 10_000
BATCH = 256


def resident() -> float:
    """Resident memory of this process in MiB."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * 4096 / 2**20


def test_memory_is_flat(tmp_path: Path) -> None:
    """After the first 20,000 events have filled the caches, 80,000 more add less than a tenth."""
    town = Town(tmp_path)
    sizes = []
    for part in range(EVENTS // PART):
        line(town, town.seal(PART, seed=part), BATCH)()
        gc.collect()
        sizes.append(resident())
        print(f"\n{(part + 1) * PART:>7} events: {sizes[-1]:.0f} MiB", end="")
    assert sizes[-1] <= sizes[1] * 1.1
