"""What a worker counts of itself is told, once."""

from services.metrics import catalogue
from services.metrics.catalogue import OF_WORKERS
from services.metrics.meters import Meters
from services.processes.worker import Exported
from streams.engines.kafka.counters import Counters
from tests.services.metrics.test_labels import series


def test_counts_are_brought_over_as_they_grow() -> None:
    counters, meters = Counters(), Meters(OF_WORKERS)
    exported = Exported(counters, meters)
    meters.before_each_look(exported.bring_up)
    counters.skipped["person.0"] += 2
    counters.retries["KafkaError"] += 1
    found = dict(told(meters))
    assert (found["skipped"], found["retries"], found["gaps"]) == (2, 1, 0)
    counters.skipped["person.1"] += 3
    assert dict(told(meters))["skipped"] == 5
    assert set(found) == catalogue.WHAT.values


def told(meters: Meters) -> list[tuple[str, float]]:
    """What and how often."""
    name = catalogue.WORKER_COUNTS.exposed
    return [(labels["what"], value) for sample, labels, value in series(meters) if sample == name]
