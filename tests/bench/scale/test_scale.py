"""10,000, 100,000 and 1,000,000 events of history with 41,000 children: pages and deciding stay as fast."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from services.web.app import create_app
from services.web.settings import WebSettings
from services.web.sign_in_links import SignInLinks
from tests.bench.scale.city import City, Page, agendas, pages
from tests.bench.scale.history import History, finish, percentile, tables_of
from tests.bench.scale.on_postgres import views_on
from tests.services.web.conftest import Visitor
from tests.support.world import HUB

SIZES = tuple(int(size) for size in os.environ.get("SCALE_EVENTS", "10000,100000,1000000").split(","))
OLD, NEW, DECIDED, BATCHES = 400, 80, 24, 3
LOOKS = 40
MILLISECONDS = 300.0
GROWTH = 1.5
"""How many times as long a page or an event may take with the longest history as with the shortest."""


def test_pages_and_state_with_a_long_history(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """p95 of each page and pack under 300 ms at a million events, from the home's file and from PostgreSQL; a decided
    event costs no more than at ten thousand.
    """
    city = City(tmp_path)
    city.decide(OLD)
    database = city.hub._engine.database
    with city.hub.locked:
        finish(database)
        history = History(database)
    city.decide(NEW)  # what waits this morning
    deciding: dict[int, float] = {}
    looked: dict[int, dict[str, float]] = {}
    for size in SIZES:
        with city.hub.locked:
            history.grow(size)
        deciding[size] = _deciding(city)
        visitors = _signed_in(city)  # anew: the clock has gone on
        seen = [*pages(), *_packs(visitors)]
        looked[size] = {page.title: _looking(visitors, page) for page in seen}
        with views_on(postgres, city, database) as views, monkeypatch.context() as patch:
            patch.setattr(city.hub, "_local_views", views)
            looked[size] |= {f"{page.title}, PostgreSQL": _looking(visitors, page) for page in seen}
        mebibytes = database.execute("PRAGMA page_count").fetchone()[0] * 4096 >> 20
        print(f"\n{history.events} events, {mebibytes} MiB: {dict(tables_of(database))}")
        print(f"  {'deciding':38} {deciding[size]:7.0f} us CPU an event", flush=True)
        for title, took in looked[size].items():
            print(f"  {title:38} p95 {took:7.1f} ms", flush=True)
    least, most = SIZES[0], SIZES[-1]
    print(f"growth of deciding {deciding[most] / deciding[least]:.2f}")
    assert {title: took for title, took in looked[most].items() if took >= MILLISECONDS} == {}
    assert deciding[most] <= deciding[least] * GROWTH


def _signed_in(city: City) -> Callable[[str], Visitor]:
    links = SignInLinks()
    settings = WebSettings(session_secret=b"a bench secret of thirty-two byt", hub=HUB, secure_cookies=False)
    app = create_app(city.hub, settings, city.clock, links)
    known: dict[str, Visitor] = {}

    def visitor(user: str) -> Visitor:
        if user not in known:
            known[user] = Visitor(app, links, city.clock).sign_in(user)
        return known[user]

    return visitor


def _packs(visitors: Callable[[str], Visitor]) -> Iterator[Page]:
    """The coordinators' own packs, once each case of them was opened."""
    for agenda in agendas():
        visitor = visitors(agenda.user)
        made = visitor.send(visitor.get(agenda.href), "/agenda/pack", whose="own")
        assert made.status_code == 303, (agenda.title, made.status_code)
        yield Page(agenda.title, agenda.user, made.headers["location"])


def _looking(visitors: Callable[[str], Visitor], page: Page) -> float:
    """The time of a page in milliseconds at the 95th percentile, once templates are compiled."""
    visitor, took = visitors(page.user), []
    for _ in range(LOOKS + 1):
        began = time.perf_counter()
        answer = visitor.get(page.href)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (page.title, answer.status_code)
    return percentile(took[1:], 0.95)


def _deciding(city: City) -> float:
    """Microseconds of processor an event: the least of some batches, for a process that has grown asks for large pages
    once, in whichever batch comes next (decision 0148).
    """
    return min(_batch(city) for _ in range(BATCHES))


def _batch(city: City) -> float:
    began = time.process_time()
    city.decide(DECIDED)
    return (time.process_time() - began) / DECIDED * 1e6
