"""Opening the PostgreSQL databases, and waiting out a server that is away."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Final

import psycopg
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

CONNECT_TIMEOUT: Final = 5
"""Seconds in which a server must answer a new connection."""

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


def waits() -> Iterator[float]:
    """How long to wait before each new attempt, in seconds: longer each time, up to two."""
    return chain(_BACK_OFF, repeat(_BACK_OFF[-1]))
