"""Opening the PostgreSQL databases, and waiting out a server that is away."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Final

import psycopg
from psycopg.errors import IdleInTransactionSessionTimeout as Abandoned
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

CONNECT_TIMEOUT: Final = 5
"""Seconds in which a server must answer a new connection."""

ABANDONED_AFTER: Final = 30
"""Seconds for which a transaction may stand still before the server undoes it. A process that was stopped in the middle
of one, or its machine frozen, holds its rows and locks: whoever takes its work over would wait for as long."""

_BACK_OFF: Final = (0.1, 0.2, 0.5, 1.0, 2.0)


class DatabaseSettingWrong(Exception):
    """The address of a database cannot be used; the text says what is wrong with it, never the address itself."""


def sqlalchemy_url(address: str) -> URL:
    """The address of a PostgreSQL database, as psycopg is to open it. Raises `DatabaseSettingWrong`."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise DatabaseSettingWrong("a database's address is not one: write postgresql://user@host:port/name") from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise DatabaseSettingWrong(f"`{url.drivername}` is no PostgreSQL: write postgresql://user@host:port/name")
    return url.set(drivername="postgresql+psycopg")


def open_engine(address: str, *, connections: int = 8, abandoned_after: int = ABANDONED_AFTER) -> Engine:
    """A pool of connections that looks whether one still lives before it is used. `abandoned_after` is in seconds."""
    url = sqlalchemy_url(address)
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=connections,
        connect_args={"connect_timeout": CONNECT_TIMEOUT, "options": _options(url, abandoned_after)},
    )
    event.listen(engine, "handle_error", _as_it_is)
    return engine


def connect(
    address: str, *, autocommit: bool = False, abandoned_after: int = ABANDONED_AFTER, silent_after: int = 0
) -> psycopg.Connection:
    """One connection, for a writer that keeps it. Raises `psycopg.OperationalError` where nothing answers.

    `abandoned_after`, in seconds, is 0 for who reads as of one moment for as long as it takes. A connection of which
    nothing is heard for `silent_after` seconds between transactions is ended by the server, with the locks that it
    holds; at 0 the server's own setting counts.
    """
    url = sqlalchemy_url(address).set(drivername="postgresql")
    return psycopg.connect(
        url.render_as_string(hide_password=False),
        connect_timeout=CONNECT_TIMEOUT,
        autocommit=autocommit,
        options=_options(url, abandoned_after, silent_after),
    )


def _as_it_is(context: ExceptionContext) -> None:
    """A transaction that was undone as abandoned is told as such, and not as a fault within the server."""
    if isinstance(context.original_exception, Abandoned):
        raise context.original_exception


def _options(url: URL, abandoned_after: int, silent_after: int = 0) -> str:
    """Ours, and then those of the address itself, which count where both name one: an operator's word is the last."""
    own = url.query.get("options", ())
    silent = [f"-c idle_session_timeout={silent_after}s"] if silent_after else []
    given = [own] if isinstance(own, str) else own
    return " ".join([f"-c idle_in_transaction_session_timeout={abandoned_after}s", *silent, *given])


def waits() -> Iterator[float]:
    """How long to wait before each new attempt, in seconds: longer each time, up to two."""
    return chain(_BACK_OFF, repeat(_BACK_OFF[-1]))
