"""The vault's database: wrapped keys and tombstones. Puts are durable only after `commit`."""

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams import sqlite
from streams.faultpoints import reached
from streams.vault.lost import KeysLost
from streams.vault.tombstone import Tombstone

_NONCE_BYTES: Final = 12
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS keys (owner BLOB NOT NULL UNIQUE, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tombstones (
  owner BLOB NOT NULL, slot INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (owner, slot)
) WITHOUT ROWID;
"""

_RENEW: Final = "INSERT INTO keys VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET wrapped = excluded.wrapped"

Keys = list[bytes | None]
_DECODER: Final = msgspec.msgpack.Decoder(Keys)
_ENCODER: Final = msgspec.msgpack.Encoder()


def exchanged(keys: Sequence[bytes | None], fresh: bytes) -> Keys:
    """An owner's keys with another one in the last slot, unless it was erased."""
    return [*keys[:-1], fresh if keys[-1] is not None else None]


class VaultReader:
    """Keys by owner and slot. An owner's keys stand in one row, wrapped with AES-256-GCM under the key-encryption key
    and bound to the owner; an erased slot is empty there, and a tombstone says when and why.

    Reads through a connection that it is given, and closes it in the end. Not for several threads at once.
    """

    def __init__(self, database: sqlite.Connection, key_encryption_key: bytes) -> None:
        self._cipher = AESGCM(key_encryption_key)
        self._database = database

    def get(self, owner: bytes) -> list[bytes | Tombstone]:
        """An owner's keys in their slots, each or its tombstone. `KeysLost` for an owner who has none that open."""
        row = self._database.execute("SELECT wrapped FROM keys WHERE owner = ?", (owner,)).fetchone()
        if row is None:
            raise KeysLost("this owner")
        return [self._tombstone(owner, n) if key is None else key for n, key in enumerate(self._unwrap(owner, row[0]))]

    def get_many(self, owners: Collection[bytes]) -> dict[bytes, list[bytes | Tombstone]]:
        """The keys of those of many owners who ever had any."""
        found = {}
        for owner in owners:
            with suppress(KeyError):
                found[owner] = self.get(owner)
        return found

    def opens(self) -> bool:
        """Whether the key-encryption key is the vault's: it opens some of the keys that were put first, if any were."""
        first = self._database.execute("SELECT owner, wrapped FROM keys ORDER BY rowid LIMIT 8").fetchall()
        return not first or any(self._opened(owner, wrapped) is not None for owner, wrapped in first)

    def others(self, owner: bytes) -> Sequence[Sequence[bytes | Tombstone]]:
        """None: there is one writer, and whatever it puts counts."""
        return ()

    def wrapped(self, owners: Collection[bytes]) -> dict[bytes, bytes]:
        """Owners' keys as they stand in the file: whatever is erased of an owner, these bytes are others after it."""
        ask = "SELECT owner, wrapped FROM keys WHERE owner = ?"
        return {row[0]: row[1] for owner in owners for row in self._database.execute(ask, (owner,))}

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _unwrap(self, owner: bytes, wrapped: bytes) -> Keys:
        keys = self._opened(owner, wrapped)
        if keys is None:
            raise KeysLost("this owner that can be opened")
        return keys

    def _opened(self, owner: bytes, wrapped: bytes) -> Keys | None:
        try:
            return _DECODER.decode(self._cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], owner))
        except InvalidTag:
            return None

    def _tombstone(self, owner: bytes, slot: int) -> Tombstone:
        row = self._database.execute(
            "SELECT at, reason FROM tombstones WHERE owner = ? AND slot = ?", (owner, slot)
        ).fetchone()
        return Tombstone(row[0], row[1])


class Vault(VaultReader):
    """The vault as its one writer has it.

    Not for several threads at once. SQLite overwrites deleted content (`secure_delete`), and an erasure empties the
    write-ahead log, so that no copy of a destroyed key stays in the files: `log_emptied` says whether it could.
    """

    def __init__(self, path: Path, key_encryption_key: bytes) -> None:
        super().__init__(sqlite.connect(path), key_encryption_key)
        for pragma in _PRAGMAS:
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(_TABLES)
        self._empty_log()

    @property
    def log_emptied(self) -> bool:
        """Whether no copy of what was destroyed last stands in the write-ahead log: one does while others read it."""
        return self._emptied

    def put(self, bundles: Collection[tuple[bytes, Sequence[bytes]]]) -> None:
        """Wrap and put each owner's keys, slot by slot, within a transaction that `commit` ends.

        An owner who has keys keeps them; a slot that has a tombstone stays empty: nobody comes back by redelivery.
        """
        if not self._database.in_transaction:
            self._database.execute("BEGIN IMMEDIATE")
        if self._database.execute("SELECT EXISTS (SELECT 1 FROM tombstones)").fetchone()[0]:
            rows = [(owner, self._wrap(owner, self._without_erased(owner, keys))) for owner, keys in bundles]
        else:
            rows = [(owner, self._wrap(owner, keys)) for owner, keys in bundles]
        reached("vault.put.before")
        self._database.executemany("INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING", rows)

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

    def erase(self, owner: bytes, at: datetime, reason: str, slots: Collection[int] | None = None) -> int:
        """Destroy an owner's keys, or those of some slots, for good; how many. Durable when it returns.

        KeyError for an owner who never had any.
        """
        if self._database.in_transaction:
            raise RuntimeError("commit what was put before anything is erased")
        self._database.execute("BEGIN IMMEDIATE")
        try:
            reached("vault.erase.before")
            gone = self._erase(owner, (at - _EPOCH) // timedelta(microseconds=1), reason, slots)
            reached("vault.erase.commit")
            self._database.execute("COMMIT")
        except BaseException:
            self.rollback()
            raise
        reached("vault.erase.after")
        self._empty_log()
        return gone

    def exchange(self, last: Mapping[bytes, bytes]) -> None:
        """Put another key in the last slot of each of these owners, durably, and destroy the one that stood there.

        A slot that was erased stays empty. KeyError for an owner who never had any keys.
        """
        if self._database.in_transaction:
            raise RuntimeError("commit what was put before keys are exchanged")
        self._database.execute("BEGIN IMMEDIATE")
        try:
            reached("vault.exchange.before")
            for owner, fresh in last.items():
                row = self._database.execute("SELECT wrapped FROM keys WHERE owner = ?", (owner,)).fetchone()
                if row is None:
                    raise KeysLost("this owner")
                keys = exchanged(self._unwrap(owner, row[0]), fresh)
                self._database.execute("UPDATE keys SET wrapped = ? WHERE owner = ?", (self._wrap(owner, keys), owner))
            self.commit()
        except BaseException:
            self.rollback()
            raise
        self._empty_log()

    def renew(self, bundles: Collection[tuple[bytes, Sequence[bytes]]]) -> None:
        """Put each owner's keys in place of any that stand there, durably: of rows that are only now sealed under them.

        Keys that are there already were left by a crash before their row was written. Tombstones hold as in `put`.
        """
        if self._database.in_transaction:
            raise RuntimeError("commit what was put before keys are renewed")
        rows = [(owner, self._wrap(owner, self._without_erased(owner, keys))) for owner, keys in bundles]
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany(_RENEW, rows)
            self.commit()
        except BaseException:
            self.rollback()
            raise

    def drop(self, first: bytes, below: bytes) -> int:
        """Destroy every key of the owners from `first` to before `below`, who can never come back; how many owners."""
        if self._database.in_transaction:
            raise RuntimeError("commit what was put before anything is dropped")
        reached("vault.drop.before")
        self._database.execute("DELETE FROM keys WHERE owner >= ? AND owner < ?", (first, below))
        gone = self._database.changes()
        reached("vault.drop.after")
        if gone:
            self._empty_log()
        return gone

    def _erase(self, owner: bytes, at: int, reason: str, slots: Collection[int] | None) -> int:
        row = self._database.execute("SELECT wrapped FROM keys WHERE owner = ?", (owner,)).fetchone()
        if row is None:
            raise KeysLost("this owner")
        keys = self._unwrap(owner, row[0])
        going = [n for n, key in enumerate(keys) if key is not None and (slots is None or n in slots)]
        left = [None if n in going else key for n, key in enumerate(keys)]
        self._database.execute("UPDATE keys SET wrapped = ? WHERE owner = ?", (self._wrap(owner, left), owner))
        self._database.executemany(
            "INSERT INTO tombstones VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", [(owner, n, at, reason) for n in going]
        )
        return len(going)

    def _empty_log(self) -> None:
        reached("vault.checkpoint.before")
        self._emptied = sqlite.emptied(self._database)
        reached("vault.checkpoint.after")

    def _without_erased(self, owner: bytes, keys: Sequence[bytes]) -> Keys:
        rows = self._database.execute("SELECT slot FROM tombstones WHERE owner = ?", (owner,))
        erased = {slot for (slot,) in rows}
        return [None if n in erased else key for n, key in enumerate(keys)]

    def _wrap(self, owner: bytes, keys: Sequence[bytes | None]) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, _ENCODER.encode(keys), owner)
