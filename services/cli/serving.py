"""Serving a home from a terminal until a signal: addresses, sign-in links, and an orderly end."""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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
from services.operator.serving import PortTaken, check_servable, deciding, listen
from services.operator.settings import HomeSettings, read_settings
from services.processes.children import Child, ChildEnded
from services.processes.local import Watched, looked_at, watched
from services.processes.starting import Since
from services.settings.processes import ServeSettings
from services.web.words import role_title
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.reference.facts import Reference
from streams.views.rows import NoticeState

TICK_EVERY: Final = 5.0
"""Seconds between ticks: how late an unopened notice is escalated at most."""
LOOK_EVERY: Final = 0.5
"""Seconds between looks at whether the processes beside this one still run."""
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
    check_servable(home)
    settings, clock = read_settings(home), clock_of(home)
    visitors = _named(home, users, clock)
    given = {} if monitor_port is None else {"monitor": {"port": monitor_port}}
    try:
        serve = ServeSettings.read(**given)
        with watched(serve, clock) as on:
            sends = bool(serve.outbox.sign_in)
            _serve(Home(home), settings, clock, port, intake_port, visitors, not users, on, sends=sends)
    except (PortTaken, MonitorPortTaken, ChildEnded) as error:
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
    *,
    sends: bool,
) -> None:
    """The engine in this process, pages and intake in one of their own each, and so the outbox where it is set up."""
    stopped, hub = threading.Event(), LocalHub(home, clock, on.observer)
    demo = settings.demo is not None
    with _until_signalled(stopped), deciding(hub, TICK_EVERY), looked_at(on, hub, home, clock), ExitStack() as open_:
        sockets = [open_.enter_context(listen(one)) for one in (port, intake_port)]
        if demo and nobody_named:
            visitors = _demo_visitors(hub, clock)
        since = Since(clock(), time.monotonic()) if demo else None
        users, lasting = [visitor.user for visitor in visitors], (DEMO_LINKS if demo else LINKS).total_seconds()
        pages = open_.enter_context(Child("pages", hub, sockets[0], since, on.meters, users, lasting))
        intake = open_.enter_context(Child("intake", hub, sockets[1], since, on.meters))
        children = [pages, intake]
        if sends:
            children.append(open_.enter_context(Child("outbox", hub, None, since, on.meters)))
        tokens = pages.begun()
        for child in children[1:]:
            child.begun()
        out = console()
        out.print(f"pages   {pages.url}\nintake  {intake.url}")
        if sends:
            out.print("outbox  tells readers that there is something to read")
        if on.url:
            out.print(f"metrics {on.url}/metrics")
        if demo:
            out.print(f"clock   {when(clock())}, from where the story ended; all people are invented")
        _print_links(out, pages.url, visitors, tokens)
        out.print("stop with Ctrl-C")
        while not stopped.wait(LOOK_EVERY):
            for child in children:
                child.check()
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


def _print_links(out: Console, url: str, visitors: Sequence[Visitor], tokens: Sequence[str]) -> None:
    if visitors:
        out.print("\nsign in as (each link works once):")
    for visitor, token in zip(visitors, tokens, strict=True):
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
