"""Serving a home from a terminal until a signal: addresses, sign-in links, and an orderly end."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from services.cli.failures import ExitCode, Failure
from services.cli.output import console, when
from services.health.server import MonitorPortTaken
from services.operator.clock import Clock
from services.operator.opening import clock_of
from services.operator.reading import HomeReader
from services.operator.serving import (
    PortTaken,
    deciding,
    serve_intake,
    serve_pages,
)
from services.operator.settings import HomeSettings, read_settings
from services.processes.local import Watched, looked_at, watched
from services.settings.processes import ServeSettings
from services.web import SignInLinks
from services.web.words import role_title
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.reference.facts import Reference
from streams.views.rows import NoticeState

TICK_EVERY: Final = 5.0
"""Seconds between ticks: how late an unopened notice is escalated at most."""
LINKS: Final = timedelta(minutes=15)
DEMO_LINKS: Final = timedelta(hours=12)


class Visitor(Struct, frozen=True):
    """Somebody for whom a sign-in link is printed, and what they will see."""

    user: str
    title: str
    place: str


def run_until_stopped(
    home: Path, port: int, intake_port: int, users: Sequence[str], monitor_port: int | None = None
) -> None:
    """Serve a home until a signal. Raises `Failure` where a port is taken or a user has no role.

    Metrics and health are told on `monitor_port`, or where the settings switch them on.
    """
    Home(home).read_keys()
    settings, clock = read_settings(home), clock_of(home)
    visitors = _named(home, users, clock)
    given = {} if monitor_port is None else {"monitor": {"port": monitor_port}}
    try:
        with watched(ServeSettings.read(**given), clock) as on:
            _serve(Home(home), settings, clock, port, intake_port, visitors, not users, on)
    except (PortTaken, MonitorPortTaken) as error:
        raise Failure(ExitCode.UNREACHABLE, str(error)) from None


def _serve(
    home: Home,
    settings: HomeSettings,
    clock: Clock,
    port: int,
    intake_port: int,
    visitors: list[Visitor],
    nobody_named: bool,
    on: Watched,
) -> None:
    links, stopped = SignInLinks(), threading.Event()
    hub = LocalHub(home, clock, on.observer)
    with _until_signalled(stopped), deciding(hub, TICK_EVERY), looked_at(on, hub, home, clock):
        pages = serve_pages(hub, clock, settings, links, port, on.meters)
        intake = serve_intake(hub, clock, intake_port, on.meters)
        with pages, intake:
            out = console()
            out.print(f"pages   {pages.url}\nintake  {intake.url}")
            if on.url:
                out.print(f"metrics {on.url}/metrics")
            if settings.demo is not None:
                out.print(f"clock   {when(clock())}, from where the story ended; all people are invented")
            if settings.demo is not None and nobody_named:
                visitors = _demo_visitors(hub, clock)
            valid_for = DEMO_LINKS if settings.demo is not None else LINKS
            _print_links(out, clock, links, pages.url, visitors, valid_for)
            out.print("stop with Ctrl-C")
            stopped.wait()
            out.print("stopping: what is under way is finished first")


@contextmanager
def _until_signalled(stopped: threading.Event) -> Iterator[None]:
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _named(home: Path, users: Sequence[str], clock: Clock) -> list[Visitor]:
    """Those for whom links were asked. Raises `Failure` for one without a role, before anything is served."""
    if not users:
        return []
    with HomeReader(home) as reader:
        return [_visitor(reader.reference, user, clock) for user in users]


def _print_links(
    out: Console, clock: Clock, links: SignInLinks, url: str, visitors: Sequence[Visitor], valid_for: timedelta
) -> None:
    if visitors:
        out.print("\nsign in as (each link works once):")
    for visitor in visitors:
        token = links.make(visitor.user, clock(), valid_for)
        out.print(
            Text.assemble(f"  {visitor.title}, {visitor.place}\n", (f"    {url}/sign-in/{token}", "cyan")),
            soft_wrap=True,
        )
    out.print()


def _visitor(reference: Reference, user: str, clock: Clock) -> Visitor:
    held = reference.roles_of(user, clock())
    if not held:
        raise Failure(ExitCode.REFUSED, f"`{user}` holds no role now: appoint them first, or check the user id")
    first = held[0]
    setting = reference.setting(first.value) if first.scheme == "urn" else None
    agency = reference.agencies.get(first.value) if first.scheme == "agency" else None
    place = reference.area_title(first.value)
    if setting is not None:
        place = setting.name
    elif agency is not None:
        place = agency.title
    return Visitor(user, role_title(first.role), place)


def _demo_visitors(hub: LocalHub, clock: Clock) -> list[Visitor]:
    """A reader of each school with most that is unopened, each desk with work, each role of the hub, each sender."""
    reference, notices = hub.reference(), hub.views.notices()
    unopened: dict[str, int] = {}
    for row in notices:
        unopened[row.value] = unopened.get(row.value, 0) + (row.state is NoticeState.WAITING)
    schools = sorted(unopened, key=lambda urn: (-unopened[urn], urn))[:3]
    users = [reader[0].user for urn in schools if (reader := reference.readers(urn, clock()))]
    for area in sorted(reference.areas):
        if hub.views.desk((area,)):
            users += [one.user for one in reference.holders("area", area, clock()) if one.role == COUNCIL_DESK][:1]
    if reference.hub is not None:
        users += {one.role: one.user for one in reference.holders("hub", reference.hub.hub, clock())}.values()
    for agency in sorted(reference.agencies):
        users += [one.user for one in reference.holders("agency", agency, clock())][:1]
    return [_visitor(reference, user, clock) for user in dict.fromkeys(users)]
