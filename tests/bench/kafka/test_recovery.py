"""How fast a worker has 100,000 keys of state, or more, again: from the log alone, and from its cache."""

import asyncio
import os
import time
from pathlib import Path

from streams import sqlite
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.fetching import Fetcher
from streams.engines.kafka.partition import Partition
from tests.bench.cost import cpu
from tests.bench.kafka.stage import TownOnKafka, running
from tests.support.kafka_hub import until

KEYS = int(os.environ.get("BENCH_KEYS", "100000"))
FIRST, AT_ONCE = 1000, 4000


def test_restart_with_much_state(town: TownOnKafka, tmp_path: Path) -> None:
    """Nothing is asserted of the rate; the state must be the same whichever way it was come by."""
    worked = town.scratch("worker-0")
    with running(town, ("worker",), tmp_path):
        work_off(town, FIRST, 1)
    keys, seed = keys_of(worked), 2
    each = keys / FIRST
    while keys < KEYS:  # children come again, so that later events bring fewer keys than the first
        before, events = keys, round((KEYS - keys) / each) + AT_ONCE // 4
        with running(town, ("worker",), tmp_path):
            for start in range(0, events, AT_ONCE):
                work_off(town, min(AT_ONCE, events - start), seed)
                seed += 1
        keys = keys_of(worked)
        each = (keys - before) / events
        assert each > 0, "events bring no keys any more"
    records, fresh = town.records_so_far(), tmp_path / "fresh"
    fresh.mkdir()
    folded, spent, folding = asyncio.run(taken_over(town, fresh))
    assert folded == records
    assert keys_of(fresh) == keys, "the fold of the log is what the worker had"
    from_cache, _, opening = asyncio.run(taken_over(town, fresh))
    assert from_cache == 0, "nothing was read again"
    print(f"\n{os.getloadavg()[0]:.1f} other processes want {os.cpu_count()} processors: best none")
    print(f"{keys} keys of state, {records} records; a worker has them again from the log alone in {folding:.1f} s")
    print(f"({records / folding:.0f} records/s, {keys / folding:.0f} keys/s; {spent:.1f} s of CPU,", end=" ")
    print(f"{keys / spent:.0f} keys/s of it), from its cache in {opening:.2f} s")


async def taken_over(town: TownOnKafka, folder: Path) -> tuple[int, float, float]:
    """Take every partition over as a worker does: records folded, CPU seconds, seconds."""
    counters, fetcher, hub = Counters(), Fetcher(town.connection), town.town.hub.reference().hub
    assert hub is not None
    await fetcher.start()
    began, spent = time.perf_counter(), cpu()
    for source in town.sources:
        place = town.topics.decisions_of(source)
        partition = Partition(source, place, hub.hub, hub.person_partitions, fetcher, folder, counters)
        await partition.take_over()
        partition.close()
    took, spent = time.perf_counter() - began, cpu() - spent
    await fetcher.stop()
    return counters.folded.total(), spent, took


def work_off(town: TownOnKafka, events: int, seed: int) -> None:
    """Send events and wait until all hops have decided them."""
    decided = town.decided()
    town.send(town.town.seal(events, seed=seed))
    until(lambda: town.decided() >= decided + events, 300)


def keys_of(folder: Path) -> int:
    """Keys of state in the caches of a folder, whose owner has ended."""
    found = 0
    for file in folder.glob("*.db"):
        database = sqlite.connect(file)
        (count,) = database.execute("SELECT count(*) FROM state").fetchone()
        database.close()
        found += count
    return found
