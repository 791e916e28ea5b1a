"""The ledger on disk, brought up to the entries that PostgreSQL has committed, whatever the disk does meanwhile."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from streams.engines.observing import Observer
from streams.ledger.checkpoint import Checkpoint
from streams.ledger.log import TileLog
from streams.ledger.note import Signer

_AT_ONCE: Final = 8192
_logger = logging.getLogger(__name__)


class Tiles:
    """One log in one folder. A full disk stops it, and it goes on by itself: entries wait in the database."""

    def __init__(
        self, connection: psycopg.Connection, folder: Path, origin: str, signer: Signer, size: int, observer: Observer
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._observer = observer
        self._stands = True
        self._log = TileLog.open(folder, origin, signer, entries=self._entries, entry_count=size)
        observer.stands("ledger", True)

    @property
    def signed(self) -> Checkpoint | None:
        """The last signed checkpoint."""
        return self._log.signed

    def extend(self, size: int) -> None:
        """Bring the tiles up to the `size` entries that are committed; on a full disk, say so and come back later."""
        while self._log.size < size:
            start = self._log.size
            entries = self._entries(start, min(size, start + _AT_ONCE))
            if not self._tried(partial(self._log.extend, start, entries)):
                return

    def sign(self, at: int) -> bool:
        """Sign a checkpoint over all tiles, if there is anything new; whether one was signed. `at` is in seconds."""
        signed = self._log.signed
        if signed is not None and signed.size == self._log.size:
            return False
        if signed is not None and signed.time is not None:
            at = max(at, signed.time)
        if not self._tried(lambda: self._log.sign_checkpoint(at)):
            return False
        if not self._stands:
            _logger.warning("the ledger in `%s` goes on", self._folder)
            self._stands = True
            self._observer.stands("ledger", True)
        return True

    def close(self) -> None:
        """Let go of the folder."""
        self._log.close()

    def _tried(self, write: Callable[[], object]) -> bool:
        """Whether it could be written. That it goes on is said of a checkpoint alone: entries that complete no tile
        write nothing, on a full disk too.
        """
        try:
            write()
        except OSError as error:
            if self._stands:
                _logger.critical(
                    "the ledger in `%s` stands still: %s; make room there: nothing is lost, and it goes on by itself",
                    self._folder,
                    error.strerror,
                )
            self._stands = False
            self._observer.stands("ledger", False)
            return False
        return True

    def _entries(self, start: int, stop: int) -> list[bytes]:
        with self._connection.cursor() as cursor:
            rows = cursor.execute(
                "SELECT entry FROM ledger_entries WHERE position >= %s AND position < %s ORDER BY position",
                (start, stop),
            ).fetchall()
        self._connection.commit()
        return [entry for (entry,) in rows]
