"""Opening the PostgreSQL databases, and waiting out a server that is away."""

import logging
import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Final, TypeVar

import psycopg
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

T = TypeVar("T")

CONNECT_TIMEOUT: Final = 5
"""Seconds in which a server must answer a new connection."""

_BACK_OFF: Final = (0.1, 0.2, 0.5, 1.0, 2.0)
_logger = logging.getLogger(__name__)


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


def open_engine(address: str, *, connections: int = 8) -> Engine:
    """A pool of connections that looks whether one still lives before it is used."""
    return create_engine(
        sqlalchemy_url(address),
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=connections,
        connect_args={"connect_timeout": CONNECT_TIMEOUT},
    )


def connect(address: str, *, autocommit: bool = False) -> psycopg.Connection:
    """One connection, for a writer that keeps it. Raises `psycopg.OperationalError` where nothing answers."""
    url = sqlalchemy_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT, autocommit=autocommit)


def is_away(error: BaseException) -> bool:
    """Whether an error is that of a server which is away or going, and not of what was asked."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and not isinstance(
        error, psycopg.errors.DiskFull | psycopg.errors.ProgramLimitExceeded
    )


def waits() -> Iterator[float]:
    """How long to wait before each new attempt, in seconds: longer each time, up to two."""
    return chain(_BACK_OFF, repeat(_BACK_OFF[-1]))


def persistently(
    what: str, attempt: Callable[[], T], stop: Callable[[], bool], *, sleep: Callable[[float], None] = time.sleep
) -> T:
    """Attempt something until the server answers. The last error is raised once `stop` says so."""
    for wait in waits():
        try:
            return attempt()
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if not is_away(error) or stop():
                raise
            _logger.warning(
                "%s: PostgreSQL does not answer (%s); tried again in %.1f s", what, type(error).__name__, wait
            )
            sleep(wait)
    raise AssertionError("the waits never end")
