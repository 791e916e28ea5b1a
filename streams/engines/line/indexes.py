"""What comparing needs in memory: rolls, staff names and people met before, read from sealed rows at start."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.records.reference import StaffNamed
from streams.deciders.match.known import KnownPeople
from streams.engines.line.ports import KeyReader, SealedRows
from streams.matching.compare import Sought
from streams.matching.index import RollIndex
from streams.matching.load import load_name_data
from streams.matching.pairs import sought_staff
from streams.matching.people import RollEntry, StaffNames
from streams.vault.lost import KeysLost
from streams.vault.names import roll_owner, staff_owner
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

    def load_roll(self, rows: SealedRows, vault: KeyReader, urn: str, version: int, digest: bytes) -> None:
        """Put one version of a school's roll in place; pupils whose keys were destroyed are left out."""
        self.rolls.put_roll(urn, version, digest, roll_entries(rows, vault, urn, version))

    def load_staff(self, rows: SealedRows, vault: KeyReader, named: Mapping[str, StaffNamed]) -> None:
        """Read the staff directory: of each user the version that the reference names. Others count as not there."""
        sealed = [
            (user, staff_owner(user, version), body)
            for user, version, body in rows.staff()
            if user in named and named[user].version == version
        ]
        self.staff = dict(_open_rows(vault, sealed, StaffNames, "the staff directory"))
        self.folded_staff = {user: sought_staff(names) for user, names in self.staff.items()}

    def put_staff(self, user: str, names: StaffNames | None) -> None:
        """One user's names as of now; None where nobody can read them."""
        if names is None:
            self.staff.pop(user, None)
            self.folded_staff.pop(user, None)
        else:
            self.staff[user], self.folded_staff[user] = names, sought_staff(names)


def seal_row(entry: msgspec.Struct, key: bytes, owner: bytes) -> bytes:
    """A row's content under a fresh key, bound to the key's owner."""
    return AESGCM(key).encrypt(NONCE, msgspec.msgpack.encode(entry), owner)


def roll_entries(rows: SealedRows, vault: KeyReader, urn: str, version: int) -> list[RollEntry]:
    """The entries of one version of a school's roll whose keys still exist."""
    sealed = [(pupil, roll_owner(urn, version, pupil), body) for pupil, body in rows.roll(urn, version)]
    return [entry for _, entry in _open_rows(vault, sealed, RollEntry, f"roll version {version} of school {urn}")]


def _open_rows(
    vault: KeyReader, sealed: Sequence[tuple[str, bytes, bytes]], kind: type[S], what: str
) -> Iterator[tuple[str, S]]:
    """(name, content) of each (name, owner, body) whose key still exists. `KeysLost` where one has no trace."""
    keys = vault.get_many([owner for _, owner, _ in sealed])
    if len(keys) < len(sealed):
        raise KeysLost(f"{len(sealed) - len(keys)} of {len(sealed)} entries of {what}")
    for name, owner, body in sealed:
        (key,) = keys[owner]
        if not isinstance(key, Tombstone):
            yield name, msgspec.msgpack.decode(AESGCM(key).decrypt(NONCE, body, owner), type=kind)


def open_row(vault: KeyReader, owner: bytes, body: bytes, kind: type[S]) -> S | None:
    """A sealed row's content; None where its key was destroyed."""
    (key,) = vault.get(owner)
    if isinstance(key, Tombstone):
        return None
    return msgspec.msgpack.decode(AESGCM(key).decrypt(NONCE, body, owner), type=kind)
