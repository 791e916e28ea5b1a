"""Two processes that serve pages stand side by side: a link and a session of one are good at the other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import Engine

from ops.cluster.postgres import PostgresServer
from services.processes.signed_in import SEEN_EVERY, SharedLinks, SharedSessions
from services.web.sessions import OPENINGS_MAX
from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.roles import READER, WEB, WRITER
from tests.support.postgres import as_role, fresh

NOW = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
IDLE, LONGEST = timedelta(minutes=20), timedelta(hours=10)
USER = "u-lead"


@pytest.fixture(scope="module")
def address(postgres: PostgresServer) -> str:
    """A hub's database."""
    return fresh(postgres, "hub")


@pytest.fixture
def engines(address: str) -> Iterator[tuple[Engine, Engine]]:
    """Two processes' connections."""
    made = open_engine(address, connections=1), open_engine(address, connections=1)
    yield made
    for engine in made:
        engine.dispose()


@pytest.fixture
def sessions(engines: tuple[Engine, Engine]) -> tuple[SharedSessions, SharedSessions]:
    """Two processes' sessions, under the hub's one secret."""
    one, other = (SharedSessions(engine, b"s" * 32, idle=IDLE, longest=LONGEST) for engine in engines)
    return one, other


def test_a_link_is_good_once_whichever_process_is_asked(engines: tuple[Engine, Engine], address: str) -> None:
    one, other = SharedLinks(engines[0]), SharedLinks(engines[1])
    token = one.make(USER, NOW)
    with connect(address) as database:
        assert token.encode() not in repr(database.execute("SELECT * FROM web_links").fetchall()).encode()
    assert other.use("another", NOW) is None
    assert other.use(token, NOW) == USER
    assert one.use(token, NOW) is None
    late = one.make(USER, NOW, timedelta(minutes=15))
    assert other.use(late, NOW + timedelta(minutes=15)) is None
    one.make(USER, NOW)
    one.make(USER, NOW + timedelta(hours=1))
    with connect(address) as database:
        assert database.execute("SELECT count(*) FROM web_links").fetchone() == (1,), "those out of time are removed"


def test_a_session_lives_and_ends_everywhere(sessions: tuple[SharedSessions, SharedSessions], address: str) -> None:
    one, other = sessions
    begun = one.begin(USER, NOW)
    cookie = one.sign("session", begun.id)
    with connect(address) as database:
        assert begun.id not in repr(database.execute("SELECT * FROM web_sessions").fetchall())
    found = other.find(cookie, NOW + IDLE - SEEN_EVERY)
    assert found is not None
    assert (found.id, found.user) == (begun.id, USER)
    assert one.find(cookie, NOW + 2 * (IDLE - SEEN_EVERY)) is not None, "the other process kept it from idling"
    assert other.find(begun.id, NOW) is None, "the id without its signature is no cookie"
    assert other.find(cookie, NOW + LONGEST) is None
    one.end(begun)
    assert other.find(cookie, NOW) is None


def test_an_opening_of_one_process_is_rendered_by_the_other(sessions: tuple[SharedSessions, SharedSessions]) -> None:
    one, other = sessions
    here = one.begin(USER, NOW)
    cookie = one.sign("session", here.id)
    there = other.find(cookie, NOW)
    assert there is not None
    one.remember(here, "opening-1", "notice-1", NOW)
    other.remember(there, "opening-2", "notice-2", NOW)
    found = one.find(cookie, NOW)
    assert found is not None
    assert {name: opening.subject for name, opening in found.openings.items()} == {
        "opening-1": "notice-1",
        "opening-2": "notice-2",
    }
    for number in range(3, OPENINGS_MAX + 3):
        one.remember(found, f"opening-{number}", "notice", NOW)
    assert len(found.openings) == OPENINGS_MAX
    assert "opening-2" not in found.openings


@pytest.mark.parametrize("table", ["web_links", "web_sessions"])
def test_only_processes_of_the_pages_may_look_or_write(address: str, table: str) -> None:
    with as_role(address, WEB) as connection:
        connection.execute(f"SELECT * FROM {table}".encode())
    for role in (READER, WRITER):
        for statement in (f"SELECT * FROM {table}", f"DELETE FROM {table}"):
            with as_role(address, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_processes_of_the_pages_change_nothing_else(address: str) -> None:
    with as_role(address, WEB) as connection:
        connection.execute("SELECT * FROM notice_view")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM notice_view")
