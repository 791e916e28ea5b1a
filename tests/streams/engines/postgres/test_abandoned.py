"""A process that stands still in the middle of a transaction keeps nobody waiting for long."""

import os
import signal
import time
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest

from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.outbox import PostgresOutbox
from streams.engines.postgres.stores import AWAY

PUT = "CREATE TABLE IF NOT EXISTS held (key int PRIMARY KEY)"
SHOW = "SHOW idle_in_transaction_session_timeout"


def hold(address: str, told: Connection) -> None:
    """Put a row, and stop before it is committed, as SIGSTOP does; what then comes of it is told."""
    with connect(address, abandoned_after=1) as connection:
        connection.execute("INSERT INTO held VALUES (1)")
        told.send("put")
        os.kill(os.getpid(), signal.SIGSTOP)
        try:
            connection.commit()
            told.send("committed")
        except Exception as error:
            told.send("undone" if isinstance(error, AWAY) else repr(error))


def send(address: str, told: Connection) -> None:
    """Be the one that sends, and stop; what then comes of it is told."""
    outbox = PostgresOutbox(address, silent_after=1)
    told.send(outbox.is_ours())
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        told.send(outbox.is_ours())
    except AWAY:
        told.send("away")


def test_another_sends_once_nothing_was_heard_of_a_stopped_sender_and_that_one_sends_no_more(hub: str) -> None:
    context = get_context("spawn")
    heard, told = context.Pipe(duplex=False)
    stopped = context.Process(target=send, args=(hub, told))
    stopped.start()
    assert heard.poll(30)
    assert heard.recv() is True
    with closing(PostgresOutbox(hub)) as other:
        until = time.monotonic() + 15
        while not other.is_ours() and time.monotonic() < until:
            time.sleep(0.1)
        assert other.is_ours()
        assert stopped.pid is not None
        os.kill(stopped.pid, signal.SIGCONT)
        assert heard.poll(30)
        assert heard.recv() == "away"
    stopped.join(30)


def test_what_an_address_asks_of_the_server_itself_counts(hub: str) -> None:
    asked = (
        f"{hub}{'&' if '?' in hub else '?'}options=-c%20work_mem%3D7MB%20-c%20idle_in_transaction_session_timeout%3D9s"
    )
    engine = open_engine(asked, connections=1)
    try:
        with engine.connect() as pooled:
            told = [pooled.exec_driver_sql(show).scalar() for show in ("SHOW work_mem", SHOW)]
        assert told == ["7MB", "9s"]
    finally:
        engine.dispose()
    with connect(asked) as single:
        assert [single.execute(show).fetchone() for show in ("SHOW work_mem", SHOW)] == [("7MB",), ("9s",)]


def test_who_does_not_ask_when_silence_ends_it_has_the_servers_own_time(hub: str) -> None:
    silent = "SHOW idle_session_timeout"
    with connect(hub, autocommit=True) as ours:
        (name,) = ours.execute("SELECT current_database()").fetchone() or ()
        ours.execute(f"ALTER DATABASE \"{name}\" SET idle_session_timeout = '7min'".encode())
    with connect(hub) as usual, connect(hub, silent_after=3) as asking:
        assert [one.execute(silent).fetchone() for one in (usual, asking)] == [("7min",), ("3s",)]


def test_what_a_stopped_process_holds_is_let_go_and_it_is_told_so(hub: str) -> None:
    with connect(hub) as ours:
        ours.execute(PUT)
        ours.commit()
        context = get_context("spawn")
        heard, told = context.Pipe(duplex=False)
        stopped = context.Process(target=hold, args=(hub, told))
        stopped.start()
        assert heard.poll(30)
        assert heard.recv() == "put"
        began = time.monotonic()
        ours.execute("SET lock_timeout = '20s'")
        ours.execute("INSERT INTO held VALUES (1)")
        assert time.monotonic() - began < 15
        ours.commit()
        assert stopped.pid is not None
        os.kill(stopped.pid, signal.SIGCONT)
        assert heard.poll(30)
        assert heard.recv() == "undone"
        stopped.join(30)


def test_a_pool_takes_it_for_a_server_that_was_away(hub: str) -> None:
    engine = open_engine(hub, connections=1, abandoned_after=1)
    try:
        with pytest.raises(AWAY), engine.begin() as connection:  # noqa: PT012  what fails is one of the two
            connection.exec_driver_sql("SELECT 1")
            time.sleep(2)
            connection.exec_driver_sql("SELECT 1")
        with engine.begin() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    finally:
        engine.dispose()


def test_every_connection_asks_for_it_unless_told_otherwise(hub: str) -> None:
    engine = open_engine(hub, connections=1)
    try:
        with engine.connect() as pooled:
            assert pooled.exec_driver_sql(SHOW).scalar() == "30s"
    finally:
        engine.dispose()
    with connect(hub) as single, connect(hub, abandoned_after=0) as patient:
        assert [one.execute(SHOW).fetchone() for one in (single, patient)] == [("30s",), ("0",)]
