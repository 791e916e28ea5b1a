"""CPU per event of every process of a hub on Kafka, as a multiple of the cryptography that no hub can do without."""

import os
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median

from schemas import native
from tests.bench.cost import cpu_of as cpu_of_work
from tests.bench.cost import unavoidable
from tests.bench.kafka.stage import TownOnKafka, begin_samples, cpu_of, running, samples_of, settled
from tests.services.processes.conftest import Started

EVENTS = 3000
WARM = 512
ROUNDS = 5
LIMIT = 5.0
LIMIT_OF_TWO = 1.15
PROCESSES = ("worker", "ledger-writer", "views")


def test_cost_per_event(town: TownOnKafka, tmp_path: Path) -> None:
    """Two children and six sections an event. The intake is measured in this process; brokers are not."""
    ratios = []
    print(f"\n{os.getloadavg()[0]:.1f} other processes want {os.cpu_count()} processors: best none")
    with running(town, PROCESSES, tmp_path) as processes:
        warm(town, processes)
        print(f"{'round':>5} {'cryptography':>13} {'hub':>9} {'ratio':>6}  by process (CPU microseconds per event)")
        before_all = town.records_so_far()
        for number in range(ROUNDS):
            submissions = town.town.seal(EVENTS, seed=number + 2)
            least = cpu_of_work(unavoidable(town.town, submissions)) / EVENTS * 1e6
            before = {name: cpu_of(one) for name, one in processes.items()}
            decided = town.decided()
            taken = cpu_of_work(partial(town.send, submissions)) / EVENTS * 1e6
            settled(town, decided + EVENTS, 300, processes)
            spent = {name: (cpu_of(one) - before[name]) / EVENTS * 1e6 for name, one in processes.items()}
            whole = sum(spent.values()) + taken
            ratios.append(whole / least)
            parts = ", ".join(f"{name} {cost:.0f}" for name, cost in spent.items())
            print(f"{number + 1:>5} {least:>13.0f} {whole:>9.0f} {whole / least:>6.2f}  intake {taken:.0f}, {parts}")
        records = town.records_so_far() - before_all
        print(native.STATE.words)
        print(f"median ratio {median(ratios):.2f}; decision records per event {records / (EVENTS * ROUNDS):.2f}")
        assert records == 3 * EVENTS * ROUNDS, "one record in each hop"
        assert all(one.metric("firstbell_records_not_counted_total") == 0 for one in processes.values())
    assert median(ratios) <= LIMIT


def test_where_it_goes(town: TownOnKafka, tmp_path: Path) -> None:
    """The shares of Faust, the Kafka clients, SQL and the deciders, sampled apart so that no sample is measured."""
    with running(town, PROCESSES, tmp_path, sampled=True) as processes:
        warm(town, processes)
        begin_samples(processes)
        decided = town.decided()
        town.send(town.town.seal(EVENTS, seed=99))
        settled(town, decided + EVENTS, 300, processes)
    print()
    every: Counter[str] = Counter()
    for name in processes:
        found = samples_of(tmp_path, [name])
        every += found
        print(f"{name:>16}: {shares(found)}")
    print(f"{'all':>16}: {shares(every)}")
    assert set(every) >= {"Faust", "Kafka clients", "SQL", "deciders"}
    assert every.total() > EVENTS / 20, "a few samples for every hundred events"


def test_two_workers_cost_little_more_than_one(town: TownOnKafka, tmp_path: Path) -> None:
    """The same events by one worker, then by two that share the hops; each twice, in turn."""
    costs: dict[int, list[float]] = {1: [], 2: []}
    for turn, workers in enumerate((1, 2, 2, 1)):
        with running(town, ("worker",) * workers, tmp_path) as processes:
            warm(town, processes)
            before = sum(cpu_of(one) for one in processes.values())
            submissions = town.town.seal(EVENTS, seed=turn + 10)
            decided = town.decided()
            town.send(submissions)
            settled(town, decided + EVENTS, 300, processes)
            costs[workers].append((sum(cpu_of(one) for one in processes.values()) - before) / EVENTS * 1e6)
    one, two = (median(costs[workers]) for workers in (1, 2))
    print(f"\none worker {one:.0f}, two {two:.0f} CPU microseconds per event: {two / one:.2f} times")
    assert two / one <= LIMIT_OF_TWO


def warm(town: TownOnKafka, processes: Mapping[str, Started]) -> None:
    """Some events first, so that every process has met each step once."""
    decided = town.decided()
    town.send(town.town.seal(WARM, seed=decided + 1000))
    settled(town, decided + WARM, 120, processes)


def shares(samples: Counter[str]) -> str:
    """Percentages, the largest first."""
    return ", ".join(f"{part} {100 * count / samples.total():.0f}%" for part, count in samples.most_common())
