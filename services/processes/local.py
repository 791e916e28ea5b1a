"""Metrics and health of `firstbell serve`, of all its processes together, where they are switched on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Final

from msgspec import Struct

from services.health.server import monitoring
from services.health.standing import Health
from services.logs.starting import logged
from services.metrics import catalogue
from services.metrics.catalogue import EVERY_METRIC
from services.metrics.hub_standing import Ask, HubStanding, Watching, look
from services.metrics.measuring import Measuring
from services.metrics.meters import Meters
from services.metrics.outbox_standing import show_outbox
from services.operator.clock import Clock
from services.settings.processes import ServeSettings
from streams import sqlite
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.outbox import LocalOutbox
from streams.engines.observing import Observer, Unobserved

NEEDS: Final = ("ledger", "views", "reference")


class Watched(Struct, frozen=True):
    """What `firstbell serve` is measured by. `meters` is None, and nobody measures, where it is switched off."""

    observer: Observer
    meters: Meters | None = None
    health: Health | None = None
    url: str = ""


@contextmanager
def watched(settings: ServeSettings, clock: Clock) -> Iterator[Watched]:
    """Log from now on, and tell metrics and health where a port was given. Raises `MonitorPortTaken`."""
    meters = Meters(EVERY_METRIC)

    def counted(level: str) -> None:
        meters.add(catalogue.LOG_LINES, level)

    with logged(settings.process, settings.instance, settings.log, counted):
        if settings.monitor.port is None:
            yield Watched(Unobserved())
            return
        health = Health(NEEDS, settings.monitor.stuck_seconds)
        with monitoring(settings.monitor.host, settings.monitor.port, meters, health) as monitor:
            url = f"http://{settings.monitor.host}:{monitor.port}"
            yield Watched(Measuring(meters, health, clock), meters, health, url)


@contextmanager
def looked_at(on: Watched, hub: LocalHub, home: Home, clock: Clock) -> Iterator[None]:
    """Look every few seconds how the hub stands, where it is measured."""
    meters, health = on.meters, on.health
    if meters is None or health is None:
        yield
        return
    meters.known.follow(hub.reference)

    def look_now(at: datetime) -> HubStanding:
        return look(asker(home), hub.reference(), home.ledger, at)

    def looked(readable: bool) -> None:
        health.stands("views", readable)
        health.stands("reference", hub.reference().hub is not None)

    def outbox() -> None:
        if home.outbox.is_file():
            with closing(LocalOutbox(home.outbox)) as store:
                show_outbox(meters, store.standing(), clock())

    meters.before_each_look(outbox)
    with Watching(meters, clock, look_now, looked):
        yield


def asker(home: Home) -> Ask:
    """Runs questions about the hub's standing on its home, read-only."""

    def ask(question: str, given: Mapping[str, int]) -> Sequence[Sequence[object]]:
        with closing(sqlite.connect(home.database, may_write=False)) as database:
            return database.execute(question, dict(given)).fetchall()

    return ask
