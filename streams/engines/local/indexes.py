"""What comparing needs in memory: rolls, staff names and people met before, read from sealed rows at start."""

import sqlite3
from typing import Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams.deciders.match.known import KnownPeople
from streams.matching.index import RollIndex
from streams.matching.load import load_name_data
from streams.matching.people import RollEntry, StaffNames
from streams.vault.names import roll_name, staff_name
from streams.vault.store import Vault
from streams.vault.tombstone import Tombstone

S = TypeVar("S", bound=msgspec.Struct)

NONCE: Final = bytes(12)
"""Each key seals one row and is never used again."""


class Indexes:
    """The matching index, the staff directory and the people met before. They live in memory alone."""

    def __init__(self) -> None:
        self.data = load_name_data()
        self.rolls = RollIndex()
        self.staff: dict[str, StaffNames] = {}
        self.known = KnownPeople(self.data)

    def load_roll(self, database: sqlite3.Connection, vault: Vault, urn: str, version: int, digest: bytes) -> None:
        """Put one version of a school's roll in place; pupils whose keys were destroyed are left out."""
        rows = database.execute(
            "SELECT pupil, body FROM rolls WHERE urn = ? AND version = ?", (urn, version)
        ).fetchall()
        keys = vault.get([roll_name(urn, version, pupil) for pupil, _ in rows])
        entries = [
            unseal(body, key, roll_name(urn, version, pupil), RollEntry)
            for (pupil, body), key in zip(rows, keys, strict=True)
            if not isinstance(key, Tombstone)
        ]
        self.rolls.put_roll(urn, version, digest, entries)

    def load_staff(self, database: sqlite3.Connection, vault: Vault) -> None:
        """Read the staff directory."""
        rows = database.execute("SELECT user, body FROM staff").fetchall()
        keys = vault.get([staff_name(user) for user, _ in rows])
        self.staff = {
            user: unseal(body, key, staff_name(user), StaffNames)
            for (user, body), key in zip(rows, keys, strict=True)
            if not isinstance(key, Tombstone)
        }


def seal(entry: msgspec.Struct, key: bytes, name: bytes) -> bytes:
    """A row's content under a fresh key, bound to the key's name."""
    return AESGCM(key).encrypt(NONCE, msgspec.msgpack.encode(entry), name)


def unseal(body: bytes, key: bytes, name: bytes, kind: type[S]) -> S:
    """A sealed row's content."""
    return msgspec.msgpack.decode(AESGCM(key).decrypt(NONCE, body, name), type=kind)
