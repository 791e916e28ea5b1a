"""The vault's database: wrapped keys and tombstones. Puts are durable only after `commit`."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams.faultpoints import reached
from streams.vault.tombstone import Tombstone

_NONCE_BYTES: Final = 12

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS keys (name BLOB PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tombstones (name BLOB PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
"""

_PUT: Final = """
INSERT INTO keys (name, wrapped) SELECT ?1, ?2
WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE name = ?1)
ON CONFLICT (name) DO NOTHING
"""


class Vault:
    """Keys by name, each wrapped with AES-256-GCM under the key-encryption key and bound to its name.

    Not for several threads at once. SQLite overwrites deleted content (`secure_delete`), and an erasure empties the
    write-ahead log, so that no copy of a destroyed key stays in the files.
    """

    def __init__(self, path: Path, key_encryption_key: bytes) -> None:
        self._cipher = AESGCM(key_encryption_key)
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_TABLES)

    def put(self, keys: Iterable[tuple[bytes, bytes]]) -> None:
        """Wrap and put keys by name, within a transaction that `commit` ends.

        A name that has a key keeps it; a name that has a tombstone is left alone.
        """
        if not self._database.in_transaction:
            self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany(_PUT, [(name, self._wrap(name, key)) for name, key in keys])

    def commit(self) -> None:
        """Make what was put durable."""
        if self._database.in_transaction:
            reached("vault.commit.before")
            self._database.execute("COMMIT")
            reached("vault.commit.after")

    def rollback(self) -> None:
        """Let go of what was put since the last commit."""
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")

    def get(self, names: Sequence[bytes]) -> list[bytes | Tombstone]:
        """The key of each name, or its tombstone. KeyError for a name that never had a key."""
        return [self._get(name) for name in names]

    def erase(self, names: Sequence[bytes], at: datetime, reason: str) -> int:
        """Destroy the keys of these names for good, and count those destroyed. Durable when it returns."""
        if self._database.in_transaction:
            raise RuntimeError("commit what was put before anything is erased")
        moment = int(at.timestamp() * 1_000_000)
        self._database.execute("BEGIN IMMEDIATE")
        try:
            reached("vault.erase.before")
            self._database.executemany(
                "INSERT INTO tombstones (name, at, reason) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
                [(name, moment, reason) for name in names],
            )
            gone = self._database.executemany("DELETE FROM keys WHERE name = ?", [(name,) for name in names]).rowcount
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        reached("vault.erase.after")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def erase_prefix(self, prefix: bytes, at: datetime, reason: str) -> int:
        """Destroy every key whose name begins so; as `erase`."""
        rows = self._database.execute(
            "SELECT name FROM keys WHERE name >= ? AND name < ?", (prefix, prefix + b"\xff" * 64)
        ).fetchall()
        return self.erase([name for (name,) in rows], at, reason)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _wrap(self, name: bytes, key: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, name)

    def _get(self, name: bytes) -> bytes | Tombstone:
        row = self._database.execute("SELECT wrapped FROM keys WHERE name = ?", (name,)).fetchone()
        if row is not None:
            wrapped: bytes = row[0]
            return self._cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], name)
        row = self._database.execute("SELECT at, reason FROM tombstones WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise KeyError("the vault never held this key")
        return Tombstone(row[0], row[1])
