"""From the intake's append of an event until its notice can be seen, at half the top rate."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from tests.bench.kafka.stage import TownOnKafka, running, settled
from tests.bench.kafka.test_cost import PROCESSES
from tests.services.processes.conftest import Started
from tests.support.kafka_hub import until

TOP = 3000
FEW = 4
"""Events a body at half the top rate, as an agency sends what has come together in a moment."""
LANES = 8
SECONDS = 30
LIMIT = 2.0
_BUCKET = 'firstbell_visible_seconds_bucket{le="'

Buckets = dict[float, float]
"""Events that were visible within so many seconds."""


def test_publish_to_visible(town: TownOnKafka, tmp_path: Path) -> None:
    """At half the top rate a notice can be seen within two seconds of its append, 99 times in 100."""
    print(f"\n{os.getloadavg()[0]:.1f} other processes want {os.cpu_count()} processors: best none")
    with running(town, PROCESSES, tmp_path) as processes:
        views = next(one for name, one in processes.items() if name.startswith("views"))
        town.send(town.town.seal(512, seed=1))
        settled(town, 512, 120, processes)
        top = top_rate(town, views)
        before = visible(views)
        sent = at_rate(town, top / 2)
        until(lambda: sum(visible(views).values()) > 0 and in_all(visible(views)) >= in_all(before) + sent, 120)
        took = {bound: count - before[bound] for bound, count in visible(views).items()}
    print(f"top rate {top:.0f} events/s; measured at half of it")
    print("append to visible: " + ", ".join(f"p{100 * p:.0f} {within(took, p):.2f} s" for p in (0.5, 0.9, 0.99)))
    assert within(took, 0.99) < LIMIT


def top_rate(town: TownOnKafka, views: Started) -> float:
    """Events a second from the first body until the last is visible, sent as fast as they are acknowledged."""
    submissions, before = town.town.seal(TOP, seed=2), in_all(visible(views))
    began = time.perf_counter()
    town.send(submissions)
    until(lambda: in_all(visible(views)) >= before + TOP, 120)
    return TOP / (time.perf_counter() - began)


def at_rate(town: TownOnKafka, rate: float) -> int:
    """Send events at a rate for some seconds, from as many threads as it takes; how many."""
    submissions = town.town.seal(round(rate * SECONDS), seed=3)
    began = time.perf_counter()
    with ThreadPoolExecutor(LANES) as lanes:
        sent = []
        for start in range(0, len(submissions), FEW):
            time.sleep(max(0.0, began + start / rate - time.perf_counter()))
            sent.append(lanes.submit(town.send, submissions[start : start + FEW]))
        for one in sent:
            one.result()
    took = time.perf_counter() - began
    print(f"{len(submissions)} events sent in {took:.1f} s: {len(submissions) / took:.0f}/s of {rate:.0f}/s")
    return len(submissions)


def visible(views: Started) -> Buckets:
    """How many events were visible within each bound, as the view writer tells it."""
    lines = views.ask("/metrics")[1].splitlines()
    found = (line.removeprefix(_BUCKET).split('"} ') for line in lines if line.startswith(_BUCKET))
    return {float(bound): float(count) for bound, count in found}


def in_all(buckets: Buckets) -> float:
    """Every event that became visible."""
    return max(buckets.values(), default=0.0)


def within(buckets: Buckets, part: float) -> float:
    """Within how many seconds a part of all was visible: at most, between the bounds as they are spread evenly."""
    wanted = part * in_all(buckets)
    for (lower, fewer), (upper, more) in pairwise([(0.0, 0.0), *sorted(buckets.items())]):
        if more >= wanted:
            return lower + (upper - lower) * (wanted - fewer) / (more - fewer)
    raise ValueError("nothing became visible")
