"""One source partition in the local engine: its chain's head, its state, and what is kept of both in the database."""

import sqlite3
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from streams.chain import NO_RECORD, Head
from streams.deciders.accept.state import AcceptedCase, Instance
from streams.deciders.match.state import MatchCase, PupilPerson
from streams.deciders.person.state import Matter
from streams.deciders.states import States
from streams.engines.local.database import micros

State = AcceptedCase | Instance | MatchCase | PupilPerson | Matter

_ENCODER: Final = msgspec.msgpack.Encoder()
_STATES: Final = msgspec.msgpack.Decoder(State)
_HEADS: Final = msgspec.msgpack.Decoder(Head)
_KEPT: Final = 4096
_TOGETHER: Final = 500
_PARK: Final = "INSERT INTO parked VALUES (?, ?, ?, ?)"
_UNPARK: Final = "DELETE FROM parked WHERE source = ? AND position = ? AND key = ?"


class Chain:
    """A source partition as it is worked on: head and state in memory, taken over from and kept in the database."""

    def __init__(self, database: sqlite3.Connection, source: str) -> None:
        self.source = source
        self._database = database
        self.number = 0
        self.digest = NO_RECORD
        self.position = 0
        self.reference = 0
        self.forwarded: dict[str, int] = {}
        self.received: dict[str, int] = {}
        self.parked: dict[str, list[int]] = {}
        self._parkings: list[tuple[str, tuple[object, ...]]] = []
        self.states = States(self._load)
        self._take_over()

    def _take_over(self) -> None:
        row = self._database.execute("SELECT head FROM chains WHERE source = ?", (self.source,)).fetchone()
        if row is not None:
            head = _HEADS.decode(row[0])
            self.number, self.digest, self.position = head.number, head.digest, head.position
            self.reference = head.reference
            self.forwarded, self.received = dict(head.forwarded), dict(head.received)
        rows = self._database.execute(
            "SELECT key, position FROM parked WHERE source = ? ORDER BY key, position", (self.source,)
        )
        for key, position in rows:
            self.parked.setdefault(key, []).append(position)

    def head(self) -> Head:
        """The head as a value."""
        return Head(self.number, self.digest, self.position, self.reference, self.forwarded, self.received)

    def park(self, key: str, position: int, reason: str) -> None:
        """Hold an input back, and with it everything that follows under its key."""
        self.parked.setdefault(key, []).append(position)
        self._parkings.append((_PARK, (self.source, position, key, reason)))

    def unpark(self, key: str, position: int) -> None:
        """The first input held back under a key is decided."""
        held = self.parked[key]
        if held.pop(0) != position:
            raise RuntimeError(f"`{self.source}` decides a parked input before the one ahead of it")
        if not held:
            del self.parked[key]
        self._parkings.append((_UNPARK, (self.source, position, key)))

    def keep(self) -> None:
        """Write head and changed state, within the caller's transaction."""
        self._database.execute(
            "INSERT INTO chains VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET head = excluded.head",
            (self.source, _ENCODER.encode(self.head())),
        )
        rows = [
            (self.source, key, _due(value), _ENCODER.encode(value)) for key, value in self.states.take_changes().items()
        ]
        self._database.executemany(
            "INSERT INTO state VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source, key) DO UPDATE SET due = excluded.due, body = excluded.body",
            rows,
        )
        self.states.forget(_KEPT)
        for statement, values in self._parkings:
            self._database.execute(statement, values)
        self._parkings.clear()

    def due_keys(self, at: int) -> list[str]:
        """Keys of matters with something due by a time, in microseconds; those changed since `keep` included."""
        rows = self._database.execute(
            "SELECT key FROM state WHERE source = ? AND due <= ? ORDER BY due, key", (self.source, at)
        )
        keys = dict.fromkeys(key for (key,) in rows)
        for key in self.states.changed:
            keys[key] = None
        return list(keys)

    def preload(self, keys: Iterable[str]) -> None:
        """Load the states that a batch will ask for, in one question: most of its cases are new and have none."""
        lacking = self.states.lacking(keys)
        for start in range(0, len(lacking), _TOGETHER):
            some = lacking[start : start + _TOGETHER]
            marks = ",".join("?" * len(some))
            rows = self._database.execute(
                f"SELECT key, body FROM state WHERE source = ? AND key IN ({marks})", (self.source, *some)
            )
            found: dict[str, Struct | None] = dict.fromkeys(some)
            found.update((key, _STATES.decode(body)) for key, body in rows)
            self.states.hold(found)

    def _load(self, key: str) -> Struct | None:
        row = self._database.execute(
            "SELECT body FROM state WHERE source = ? AND key = ?", (self.source, key)
        ).fetchone()
        return _STATES.decode(row[0]) if row is not None else None


def _due(value: Struct | None) -> int | None:
    if not isinstance(value, Matter):
        return None
    wakes = value.wakes_at()
    return micros(wakes) if wakes is not None else None
