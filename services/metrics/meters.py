"""One process's metrics: a registry of its own, and the only way to count into it."""

import threading
from bisect import bisect_left
from collections import Counter as Numbers
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from services.metrics.catalogue import EVERY_METRIC, FROM_ZERO, Kind, Metric
from services.metrics.labels import Known

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

OF_THE_SYSTEM: Final = (
    "firstbell_process_cpu_seconds_total",
    "firstbell_process_max_fds",
    "firstbell_process_open_fds",
    "firstbell_process_resident_memory_bytes",
    "firstbell_process_start_time_seconds",
    "firstbell_process_virtual_memory_bytes",
)
"""What prometheus-client tells of the process itself on Linux."""

_Instrument = Counter | Gauge | Histogram


class Gathering(Histogram):
    """A histogram that takes a batch's values together: one by one each takes two locks and looks at every bound."""

    def observe_each(self, values: Sequence[float]) -> None:
        """As `observe` of each of these; where there are labels, of a child that has them."""
        self._sum.inc(sum(values))
        for bucket, count in Numbers(bisect_left(self._upper_bounds, value) for value in values).items():
            self._buckets[bucket].inc(count)


class Meters:
    """Counts into the metrics that it was made for; every label's value passes its label's list first."""

    def __init__(self, *groups: Iterable[Metric], of_process: bool = True) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self.known = Known()
        self._instruments: dict[str, _Instrument] = {}
        self._refreshers: list[Callable[[], None]] = []
        self._refreshing = threading.Lock()
        for metric in dict.fromkeys(metric for group in groups for metric in group):
            self._instruments[metric.name] = _made(metric, self.registry)
        if of_process:
            ProcessCollector(namespace="firstbell", registry=self.registry)

    def has(self, metric: Metric) -> bool:
        """Whether this process has a metric."""
        return metric.name in self._instruments

    def add(self, metric: Metric, *labels: str, by: float = 1) -> None:
        """Count."""
        found = self._of(metric, labels)
        assert isinstance(found, Counter)
        found.inc(by)

    def put(self, metric: Metric, value: float, *labels: str) -> None:
        """Set a gauge."""
        found = self._of(metric, labels)
        assert isinstance(found, Gauge)
        found.set(value)

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """One more value of a histogram."""
        found = self._of(metric, labels)
        assert isinstance(found, Histogram)
        found.observe(value)

    def observe_each(self, metric: Metric, values: Sequence[float], *labels: str) -> None:
        """More values of a histogram under the same labels."""
        found = self._of(metric, labels)
        assert isinstance(found, Gathering)
        found.observe_each(values)

    def clear(self, metric: Metric) -> None:
        """Forget all values of a metric that has labels, so that what is gone is not told any more."""
        self._instruments[metric.name].clear()

    def before_each_look(self, refresh: Callable[[], None]) -> None:
        """Call this whenever the metrics are asked for, to bring gauges up to date. It must be quick."""
        self._refreshers.append(refresh)

    def text(self) -> bytes:
        """Everything in the text format of Prometheus."""
        with self._refreshing:
            self._stand_at_zero()
            for refresh in self._refreshers:
                refresh()
            return generate_latest(self.registry)

    def _stand_at_zero(self) -> None:
        """Let series that an alert waits for be there before anything is counted."""
        for metric, of in FROM_ZERO.items():
            if self.has(metric):
                values = (of.get(label.name) or self.known.allowed(label) for label in metric.labels)
                for labels in product(*values):
                    self._of(metric, labels)

    def _of(self, metric: Metric, labels: tuple[str, ...]) -> _Instrument:
        found = self._instruments[metric.name]
        if not metric.labels:
            return found
        values = [self.known.value(label, text) for label, text in zip(metric.labels, labels, strict=True)]
        return found.labels(*values)


def _made(metric: Metric, registry: CollectorRegistry) -> _Instrument:
    names = [label.name for label in metric.labels]
    match metric.kind:
        case Kind.COUNTER:
            return Counter(metric.exposed, metric.says, names, registry=registry)
        case Kind.GAUGE:
            return Gauge(metric.exposed, metric.says, names, registry=registry)
        case Kind.HISTOGRAM:
            return Gathering(metric.exposed, metric.says, names, registry=registry, buckets=metric.buckets)


def samples_of(metric: Metric) -> tuple[str, ...]:
    """The names that a metric's samples have."""
    if metric.kind is Kind.HISTOGRAM:
        return tuple(metric.exposed + suffix for suffix in ("_bucket", "_sum", "_count"))
    return (metric.exposed,)


def every_sample() -> dict[str, frozenset[str]]:
    """Every sample of every process with the names of its labels."""
    found = {}
    for metric in EVERY_METRIC:
        labels = frozenset(label.name for label in metric.labels)
        for name in samples_of(metric):
            found[name] = labels | {"le"} if name.endswith("_bucket") else labels
    return found | dict.fromkeys(OF_THE_SYSTEM, frozenset())
