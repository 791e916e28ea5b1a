"""A source partition's state cache in a worker's scratch folder: one SQLite file, named by the head that it belongs to.

A file is used only by the boot of the machine that wrote it: without synced writes a power cut could leave a file
that looks whole, and state that is no fold of the records would decide wrongly (ops/decisions/0103).
"""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from streams import sqlite
from streams.engines import state_cache
from streams.engines.state_cache import SqliteStateCache
from streams.heads import Head

FORMAT: Final = 7
COMMANDS_REMEMBERED: Final = 4096
"""Records back from a chain's head within which a repeated command is known: a click comes again within seconds."""

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=OFF", "cache_size=-16384", "locking_mode=EXCLUSIVE")
_TABLES: Final = """
CREATE TABLE about (boot TEXT NOT NULL, hub TEXT NOT NULL, next INTEGER NOT NULL);
CREATE TABLE commands (digest BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE referrals (number INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE met (person TEXT PRIMARY KEY, event BLOB NOT NULL, section INTEGER NOT NULL) WITHOUT ROWID;
"""

Met = tuple[str, bytes, int]
"""Somebody who is on no roll: the person's id, and the event and section in which they were first met."""


class Beside(Struct):
    """What is kept beside the state: the offset that it reaches, (digest, number) of commands, people first met,
    (number, offset) of records that refer doubtful matches to a desk."""

    next: int
    commands: list[tuple[bytes, int]]
    met: list[Met] = []
    referrals: list[tuple[int, int]] = []


class Scratch:
    """The cache of one chain. `next` is the offset in its decisions partition up to which it was folded."""

    def __init__(self, folder: Path, hub: str, source: str) -> None:
        self._path = folder / f"{quote(source, safe='.')}.db"
        self._hub = hub
        self.source = source
        self._open()

    def head(self) -> Head:
        """The head that the state belongs to."""
        return self.cache.head(self.source) or Head()

    def keep(self, beside: "Beside") -> None:
        """Put it beside the state, within the transaction that `begin` and `commit` enclose."""
        commands = beside.commands
        self._database.execute("UPDATE about SET next = ?", (beside.next,))
        if commands:
            self._database.executemany("INSERT OR REPLACE INTO commands VALUES (?, ?)", commands)
            oldest = commands[-1][1] - COMMANDS_REMEMBERED
            self._database.execute("DELETE FROM commands WHERE number <= ?", (oldest,))
        self._database.executemany("INSERT OR IGNORE INTO met VALUES (?, ?, ?)", beside.met)
        self._database.executemany("INSERT OR IGNORE INTO referrals VALUES (?, ?)", beside.referrals)
        self.next = beside.next

    def had_command(self, digest: bytes) -> bool:
        """Whether a command of these bytes was decided not long ago."""
        return self._database.execute("SELECT 1 FROM commands WHERE digest = ?", (digest,)).fetchone() is not None

    def met(self) -> list[Met]:
        """Everyone who was first met in this chain."""
        return self._database.execute("SELECT person, event, section FROM met").fetchall()

    def referral(self, number: int) -> int | None:
        """The offset of a record that refers doubtful matches to a desk."""
        row = self._database.execute("SELECT at FROM referrals WHERE number = ?", (number,)).fetchone()
        return row[0] if row is not None else None

    def begin(self) -> None:
        """Begin to change the file."""
        self._database.execute("BEGIN")

    def commit(self) -> None:
        """All of it counts."""
        self._database.execute("COMMIT")

    def rollback(self) -> None:
        """Nothing since `begin` counts, if it was not committed."""
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")
        self.cache.forget()
        (self.next,) = self._database.execute("SELECT next FROM about").fetchone()

    def clear(self) -> None:
        """Begin anew with an empty file."""
        self.close()
        self._remove()
        self._open()

    def close(self) -> None:
        """Let go of the file. What was not committed is dropped."""
        self._database.close()

    def _open(self) -> None:
        if not self._connect() or not self._is_ours():
            self._database.close()
            self._remove()
            self._connect()
            self._make()
        self.cache = SqliteStateCache(self._database)
        (self.next,) = self._database.execute("SELECT next FROM about").fetchone()

    def _connect(self) -> bool:
        self._database = sqlite.connect(self._path)
        try:
            for pragma in _PRAGMAS:
                self._database.execute(f"PRAGMA {pragma}")
        except sqlite.Error:
            return False
        return True

    def _is_ours(self) -> bool:
        try:
            if self._database.execute("PRAGMA user_version").fetchone() != (FORMAT,):
                return False
            return bool(self._database.execute("SELECT boot, hub FROM about").fetchone() == (_boot(), self._hub))
        except sqlite.Error:
            return False

    def _make(self) -> None:
        tables = f"{state_cache.tables()} {_TABLES} PRAGMA user_version = {FORMAT};"
        self._database.execute(f"BEGIN; {tables} COMMIT;")
        self._database.execute("INSERT INTO about VALUES (?, ?, 0)", (_boot(), self._hub))

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _boot() -> str:
    """Which boot of the machine this is; where nothing tells, no file outlives its process."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return f"unknown-{id(_BOOT)}"
