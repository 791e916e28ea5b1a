"""The state cache of chains in an SQLite database: the local engine's own file, or a scratch file of a worker."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final, TypeVar

import msgspec

from streams import sqlite
from streams.engines.line.ports import Kept, Parking
from streams.heads import Head

_ENCODER: Final = msgspec.msgpack.Encoder()
_HEADS: Final = msgspec.msgpack.Decoder(Head)
_TOGETHER: Final = 500
_REMEMBERED: Final = 16384

_CASE_KEY: Final = len("case:") + 32
"""What a key begins with names its subject: the case, where it begins with one, or else the whole of it."""

T = TypeVar("T")


def tables() -> str:
    """The statements that make the cache's tables."""
    return files(__package__).joinpath("state_cache.sql").read_text("utf-8")


class SqliteStateCache:
    """`line.ports.StateCache` over a connection whose transactions are its owner's.

    A key names a subject (a case, a pupil, an instance) and, behind a case, one part of it: a person. Call `forget`
    after a transaction that was rolled back.
    """

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database
        self._numbers: dict[str, int | None] = {}
        self._next = 0

    def forget(self) -> None:
        """Let go of all numbers: those given last are not in the database after all."""
        self._numbers.clear()
        self._next = 0

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
        return next((body for _, body in self.bodies(source, [key])), None)

    def bodies(self, source: str, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The states that there are at these keys."""
        numbers = self._find(keys)
        held = {}
        for key in keys:
            subject = key[:_CASE_KEY] if key[4] == ":" else key
            number = numbers[subject]
            if number is not None:
                held[number, key[len(subject) + 1 :]] = key
        for some in _portions(list({number for number, _ in held})):
            marks = ",".join("?" * len(some))
            for number, part, body in self._database.execute(
                f"SELECT subject, part, body FROM state WHERE subject IN ({marks}) AND source = ?", (*some, source)
            ):
                if (number, part) in held:
                    yield held[number, part], body

    def due_keys(self, source: str, at: int) -> list[str]:
        """Keys of what falls due, soonest first."""
        rows = self._database.execute(
            "SELECT n.name, s.part FROM state s JOIN subjects n ON n.number = s.subject"
            " WHERE s.source = ? AND s.due <= ? ORDER BY s.due, n.name, s.part",
            (source, at),
        )
        return [key_of(name, part) for name, part in rows]

    def keep(self, source: str, head: Head, states: Sequence[Kept], parkings: Sequence[Parking]) -> None:
        """Put all of it in place, within the caller's transaction."""
        execute = self._database.execute
        execute(
            "INSERT INTO chains VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET head = excluded.head",
            (source, _ENCODER.encode(head)),
        )
        self._keep_states(source, states)
        for parking in parkings:
            if parking.reason is None:
                place = (source, parking.position, parking.key)
                execute("DELETE FROM parked WHERE source = ? AND position = ? AND key = ?", place)
            else:
                held = (source, parking.position, parking.key, parking.reason)
                execute("INSERT INTO parked VALUES (?, ?, ?, ?)", held)

    def _keep_states(self, source: str, states: Sequence[Kept]) -> None:
        """Subjects that come for the first time are given their numbers."""
        numbers = self._find([kept.key for kept in states])
        rows, fresh = [], []
        for kept in states:
            key = kept.key
            subject = key[:_CASE_KEY] if key[4] == ":" else key
            number = numbers[subject]
            if number is None:
                number = numbers[subject] = self._next_number()
                fresh.append((number, _name(subject)))
            rows.append((number, source, key[len(subject) + 1 :], kept.due, kept.body))
        self._database.executemany("INSERT INTO subjects VALUES (?, ?)", fresh)
        self._database.executemany("REPLACE INTO state VALUES (?, ?, ?, ?, ?)", rows)

    def _next_number(self) -> int:
        if not self._next:
            (last,) = self._database.execute("SELECT max(number) FROM subjects").fetchone()
            self._next = (last or 0) + 1
        self._next += 1
        return self._next - 1

    def _find(self, keys: Sequence[str]) -> dict[str, int | None]:
        """The numbers of these keys' subjects, and others; None for those that have not come yet."""
        numbers = self._numbers
        if len(numbers) > _REMEMBERED:
            numbers.clear()
        subjects = {key[:_CASE_KEY] if key[4] == ":" else key for key in keys}
        lacking = {_name(subject): subject for subject in subjects if subject not in numbers}
        numbers.update(dict.fromkeys(lacking.values()))
        for some in _portions(list(lacking)):
            marks = ",".join("?" * len(some))
            for name, number in self._database.execute(
                f"SELECT name, number FROM subjects WHERE name IN ({marks})", some
            ):
                numbers[lacking[name]] = number
        return numbers


def _portions(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _TOGETHER):
        yield items[start : start + _TOGETHER]


def _name(subject: str) -> bytes:
    """A subject as it is kept: a case in half the bytes."""
    return b"\0" + bytes.fromhex(subject[5:]) if subject[4] == ":" else subject.encode()


def key_of(name: bytes, part: str) -> str:
    """The key of a state, from its subject's name as it is kept and the part of the subject."""
    subject = f"case:{name[1:].hex()}" if name[:1] == b"\0" else name.decode()
    return f"{subject}:{part}" if part else subject
