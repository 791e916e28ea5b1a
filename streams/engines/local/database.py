"""Opening the hub's SQLite database."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

from streams import sqlite
from streams.engines import state_cache
from streams.engines.local.home import HomeError
from streams.faultpoints import reached

_PRAGMAS: Final = (
    "page_size=8192",  # a submission is some 3 KiB: two stand on a page
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "cache_size=-32768",  # KiB: the pages that batches keep coming back to
    "wal_autocheckpoint=8000",  # pages: one that many batches change is written back once
)


FORMAT: Final = 46
"""Raised with every change of the tables, or of the records while version 1 is not released: no home is misread."""


def open_database(path: Path) -> sqlite.Connection:
    """A connection that commits only when told, durably. Makes the tables where the file is new.

    HomeError where the file was made by a program of another format.
    """
    database = sqlite.connect(path)
    with closed_on_error(database):
        for pragma in _PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'intake'").fetchone():
            own = files(__package__).joinpath("tables.sql").read_text("utf-8")
            tables = f"{own} {state_cache.tables()}"
            database.execute(f"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {FORMAT}; COMMIT;")
        _check_format(database)
    return database


def open_reader(path: Path) -> sqlite.Connection:
    """A connection to the hub's file that cannot write. HomeError where a program of another format made it."""
    database = open_read_only(path)
    with closed_on_error(database):
        _check_format(database)
    return database


def open_read_only(path: Path) -> sqlite.Connection:
    """A connection to any SQLite file that cannot write."""
    return sqlite.connect(path, may_write=False)


@contextmanager
def closed_on_error(database: sqlite.Connection) -> Iterator[None]:
    """Lets go of a connection that cannot be used after all."""
    try:
        yield
    except BaseException:
        database.close()
        raise


def _check_format(database: sqlite.Connection) -> None:
    (found,) = database.execute("PRAGMA user_version").fetchone()
    if found != FORMAT:
        raise HomeError(f"this home has format `{found}` and the program reads `{FORMAT}`: make the home anew")


def empty_log(database: sqlite.Connection) -> bool:
    """As `sqlite.emptied`, of the hub's file."""
    reached("log.checkpoint.before")
    done = sqlite.emptied(database)
    reached("log.checkpoint.after")
    return done
