"""What comparing needs in memory: rolls, staff names and people met before, read from sealed rows at start."""

import sqlite3
from typing import Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams.deciders.match.known import KnownPeople
from streams.matching.compare import Sought
from streams.matching.index import RollIndex
from streams.matching.load import load_name_data
from streams.matching.pairs import sought_staff
from streams.matching.people import RollEntry, StaffNames
from streams.vault.names import roll_owner, staff_owner
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
        self.folded_staff: dict[str, Sought] = {}
        self.known = KnownPeople(self.data)

    def load_roll(self, database: sqlite3.Connection, vault: Vault, urn: str, version: int, digest: bytes) -> None:
        """Put one version of a school's roll in place; pupils whose keys were destroyed are left out."""
        rows = database.execute(
            "SELECT pupil, body FROM rolls WHERE urn = ? AND version = ?", (urn, version)
        ).fetchall()
        found = (open_row(vault, roll_owner(urn, version, pupil), body, RollEntry) for pupil, body in rows)
        self.rolls.put_roll(urn, version, digest, [entry for entry in found if entry is not None])

    def load_staff(self, database: sqlite3.Connection, vault: Vault) -> None:
        """Read the staff directory."""
        rows = database.execute("SELECT user, body FROM staff").fetchall()
        found = ((user, open_row(vault, staff_owner(user), body, StaffNames)) for user, body in rows)
        self.staff = {user: names for user, names in found if names is not None}
        self.folded_staff = {user: sought_staff(names) for user, names in self.staff.items()}


def seal_row(entry: msgspec.Struct, key: bytes, owner: bytes) -> bytes:
    """A row's content under a fresh key, bound to the key's owner."""
    return AESGCM(key).encrypt(NONCE, msgspec.msgpack.encode(entry), owner)


def open_row(vault: Vault, owner: bytes, body: bytes, kind: type[S]) -> S | None:
    """A sealed row's content; None where its key was destroyed."""
    (key,) = vault.get(owner)
    if isinstance(key, Tombstone):
        return None
    return msgspec.msgpack.decode(AESGCM(key).decrypt(NONCE, body, owner), type=kind)
