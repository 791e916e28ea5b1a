"""CPU per event of every process of a hub on Kafka, as a multiple of the cryptography that no hub can do without."""

from functools import partial
from pathlib import Path
from statistics import median

from tests.bench.cost import cpu_of as cpu_of_work
from tests.bench.cost import unavoidable
from tests.bench.kafka.stage import TownOnKafka, cpu_of, running, settled

EVENTS = 2000
ROUNDS = 3
LIMIT = 5.0
LIMIT_OF_TWO = 1.15
PROCESSES = ("worker", "ledger-writer", "views")


def test_cost_per_event(town: TownOnKafka, tmp_path: Path) -> None:
    """Two children and six sections an event. The intake is measured in this process; brokers are not."""
    warm = town.town.seal(256)
    ratios = []
    with running(town, PROCESSES, tmp_path) as processes:
        town.send(warm)
        settled(town, len(warm), 120)
        print(f"\n{'round':>5} {'cryptography':>13} {'hub':>9} {'ratio':>6}  by process (CPU microseconds per event)")
        for number in range(ROUNDS):
            submissions = town.town.seal(EVENTS, seed=number + 2)
            least = cpu_of_work(unavoidable(town.town, submissions)) / EVENTS * 1e6
            before = {name: cpu_of(one) for name, one in processes.items()}
            decided = town.decided()
            taken = cpu_of_work(partial(town.send, submissions)) / EVENTS * 1e6
            settled(town, decided + EVENTS, 300)
            spent = {name: (cpu_of(one) - before[name]) / EVENTS * 1e6 for name, one in processes.items()}
            whole = sum(spent.values()) + taken
            ratios.append(whole / least)
            parts = ", ".join(f"{name} {cost:.0f}" for name, cost in spent.items())
            print(f"{number + 1:>5} {least:>13.0f} {whole:>9.0f} {whole / least:>6.2f}  intake {taken:.0f}, {parts}")
        records = sum(town.end(town.topics.decisions_of(source)) for source in town.sources)
        print(f"median ratio {median(ratios):.2f}; decision records per event {records / (EVENTS * ROUNDS + 256):.2f}")
        assert records == 3 * (EVENTS * ROUNDS + 256), "one record in each hop"
        assert all(one.metric("firstbell_records_not_counted_total") == 0 for one in processes.values())
    assert median(ratios) <= LIMIT


def test_two_workers_cost_little_more_than_one(town: TownOnKafka, tmp_path: Path) -> None:
    """The same events by one worker, then by two that share the hops."""
    costs = {}
    for workers in (1, 2):
        with running(town, ("worker",) * workers, tmp_path) as processes:
            warm = town.town.seal(256, seed=workers)
            decided = town.decided()
            town.send(warm)
            settled(town, decided + len(warm), 120)
            before = sum(cpu_of(one) for one in processes.values())
            submissions = town.town.seal(EVENTS, seed=workers + 10)
            decided = town.decided()
            town.send(submissions)
            settled(town, decided + EVENTS, 300)
            costs[workers] = (sum(cpu_of(one) for one in processes.values()) - before) / EVENTS * 1e6
    ratio = costs[2] / costs[1]
    print(f"\none worker {costs[1]:.0f}, two {costs[2]:.0f} CPU microseconds per event: {ratio:.2f} times")
    assert ratio <= LIMIT_OF_TWO
