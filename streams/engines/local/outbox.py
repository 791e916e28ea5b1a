"""The outbox of a local hub, in a SQLite file of its own beside the hub's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

from streams import sqlite
from streams.engines.local.database import closed_on_error
from streams.engines.local.home import HomeError
from streams.outbox.store import OutboxStore, Row

FORMAT: Final = 2
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")


class LocalOutbox(OutboxStore):
    """Makes the file where it is new: then the log is read from its beginning, and says what was sent before.

    HomeError where a program of another format made it.
    """

    def __init__(self, path: Path) -> None:
        self._database = sqlite.connect(path)
        with closed_on_error(self._database):
            for pragma in _PRAGMAS:
                self._database.execute(f"PRAGMA {pragma}")
            (found,) = self._database.execute("PRAGMA user_version").fetchone()
            if found == 0:
                tables = files(__package__).joinpath("outbox.sql").read_text("utf-8")
                self._database.execute(f"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {FORMAT}; COMMIT;")
            elif found != FORMAT:
                raise HomeError(f"`{path}` has format `{found}` and the program reads `{FORMAT}`: remove it")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _run(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        return self._database.execute(statement, tuple(given)).fetchall()
