"""What all processes do: log, measure, tell how they are, and end in order when they are told to."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from services.health.server import monitoring
from services.health.standing import Health
from services.logs.starting import start_log
from services.metrics import catalogue
from services.metrics.catalogue import OF_EVERY_PROCESS, Metric
from services.metrics.measuring import Measuring
from services.metrics.meters import Meters
from services.operator.clock import Clock
from services.processes.probing import Check, Probing
from services.settings.processes import ProcessSettings
from streams.engines.observing import Condition
from streams.reference.facts import Reference

UNDRAINED: Final = 5
"""Exit code of a process that was told to stop and could not finish in time: nothing under way is then committed."""

_logger = logging.getLogger(__name__)


class Running(Struct, frozen=True):
    """A process that has begun. `stop` is set once it is told to end."""

    meters: Meters
    health: Health
    observer: Measuring
    stop: threading.Event
    port: int

    def follow(self, reference: Callable[[], Reference | None]) -> None:
        """Where labels that the reference names are looked up."""
        self.meters.known.follow(reference)


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)


@contextmanager
def begun(
    settings: ProcessSettings,
    needs: Iterable[Condition],
    metrics: Iterable[Metric],
    checks: Mapping[Condition, Check],
    *,
    drain_seconds: float = 20.0,
    clock: Clock | None = None,
) -> Iterator[Running]:
    """Begin a process, and end it in order: with SIGTERM or SIGINT `stop` is set, and the block must return.

    Where it has not after `drain_seconds`, the process ends with code 5 all the same. Latencies are told by `clock`,
    a demo's story's, else by the machine's. Raises `MonitorPortTaken`.
    """
    meters = Meters(OF_EVERY_PROCESS, metrics)
    health = Health(needs, settings.monitor.stuck_seconds)
    monitor = monitoring(*settings.monitor_address, meters, health)
    start_log(settings.process, settings.instance, settings.log, lambda level: meters.add(catalogue.LOG_LINES, level))
    stop, ended = threading.Event(), threading.Event()
    with _signalled(stop), monitor, Probing(checks, health):
        _logger.info("begins; metrics and health on port %d", monitor.port)
        watch = threading.Thread(
            target=_end_in_time, args=(stop, ended, health, drain_seconds), name="draining", daemon=True
        )
        watch.start()
        try:
            yield Running(meters, health, Measuring(meters, health, clock or now), stop, monitor.port)
        finally:
            ended.set()
            health.stopping()
        _logger.info("ends: everything that was under way is done")


def _end_in_time(stop: threading.Event, ended: threading.Event, health: Health, seconds: float) -> None:
    stop.wait()
    health.stopping()
    _logger.info("stopping: what is under way is finished first")
    if not ended.wait(seconds):
        _logger.critical("not done after %.0f s: it ends, and commits nothing of what was under way", seconds)
        os._exit(UNDRAINED)


@contextmanager
def _signalled(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set `stop`. Not in another thread than the main one, where the caller sets it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
