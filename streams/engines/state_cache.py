"""The state cache of chains in an SQLite database: the local engine's own file, or a scratch file of a worker."""

import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

import msgspec

from streams.chain import Head
from streams.engines.line.ports import Kept, Parking

_ENCODER: Final = msgspec.msgpack.Encoder()
_HEADS: Final = msgspec.msgpack.Decoder(Head)
_TOGETHER: Final = 500


def tables() -> str:
    """The statements that make the cache's tables."""
    return files(__package__).joinpath("state_cache.sql").read_text("utf-8")


class SqliteStateCache:
    """`line.ports.StateCache` over a connection whose transactions are its owner's."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def head(self, source: str) -> Head | None:
        """The head that everything else belongs to."""
        row = self._database.execute("SELECT head FROM chains WHERE source = ?", (source,)).fetchone()
        return _HEADS.decode(row[0]) if row is not None else None

    def parked(self, source: str) -> list[tuple[str, int]]:
        """(key, position) of what is held back."""
        rows = self._database.execute(
            "SELECT key, position FROM parked WHERE source = ? ORDER BY key, position", (source,)
        )
        return rows.fetchall()

    def body(self, source: str, key: str) -> bytes | None:
        """One state."""
        row = self._database.execute("SELECT body FROM state WHERE source = ? AND key = ?", (source, key)).fetchone()
        return row[0] if row is not None else None

    def bodies(self, source: str, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The states that there are at these keys."""
        for start in range(0, len(keys), _TOGETHER):
            some = keys[start : start + _TOGETHER]
            marks = ",".join("?" * len(some))
            yield from self._database.execute(
                f"SELECT key, body FROM state WHERE source = ? AND key IN ({marks})", (source, *some)
            )

    def due_keys(self, source: str, at: int) -> list[str]:
        """Keys of what falls due, soonest first."""
        rows = self._database.execute(
            "SELECT key FROM state WHERE source = ? AND due <= ? ORDER BY due, key", (source, at)
        )
        return [key for (key,) in rows]

    def keep(self, source: str, head: Head, states: Sequence[Kept], parkings: Sequence[Parking]) -> None:
        """Put all of it in place, within the caller's transaction."""
        execute = self._database.execute
        execute(
            "INSERT INTO chains VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET head = excluded.head",
            (source, _ENCODER.encode(head)),
        )
        self._database.executemany(
            "INSERT INTO state VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source, key) DO UPDATE SET due = excluded.due, body = excluded.body",
            [(source, kept.key, kept.due, kept.body) for kept in states],
        )
        for parking in parkings:
            if parking.reason is None:
                place = (source, parking.position, parking.key)
                execute("DELETE FROM parked WHERE source = ? AND position = ? AND key = ?", place)
            else:
                held = (source, parking.position, parking.key, parking.reason)
                execute("INSERT INTO parked VALUES (?, ?, ?, ?)", held)
