"""Keys of groups of owners, each wrapped under the key-encryption key that the vault's mark names."""

from collections.abc import Collection
from typing import Final

import psycopg

from schemas.sealing import new_key
from streams.engines.postgres.wrapping import MARK, unwrap_group, wrap_group
from streams.vault.keyring import KeyRing, WrappingKey

_ADD: Final = "INSERT INTO key_groups VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_CHANGE: Final = "UPDATE key_groups SET kek = %s, wrapped = %s WHERE name = %s"


class GroupKeys:
    """Reads, makes and replaces groups' keys on a connection that holds the vault's lock; remembers them opened."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._held: dict[bytes, tuple[bytes, bytes]] = {}

    def opened(self, name: bytes, kek: bytes, wrapped: bytes) -> bytes:
        """A group's key from its row. Raises `WrappingKeyMissing`."""
        held = self._held.get(name)
        if held is None or held[0] != wrapped:
            held = self._held[name] = (wrapped, unwrap_group(wrapped, name, self._ring.find(kek)))
        return held[1]

    def of(self, connection: psycopg.Connection, names: Collection[bytes]) -> dict[bytes, bytes]:
        """The keys of groups, made where there are none."""
        found = self._known(connection, names)
        lacking = sorted(set(names) - set(found))
        if lacking:
            kek = self.wrapping(connection)
            with connection.cursor() as cursor:
                cursor.executemany(_ADD, [(name, kek.name, wrap_group(new_key(), name, kek)) for name in lacking])
            found |= self._known(connection, lacking)
        return found

    def replace(self, connection: psycopg.Connection, name: bytes) -> bytes:
        """Give a group a fresh key; the caller wraps everything of the group under it."""
        kek, key = self.wrapping(connection), new_key()
        connection.execute(_CHANGE, (kek.name, wrap_group(key, name, kek), name))
        return key

    def wrapping(self, connection: psycopg.Connection) -> WrappingKey:
        """The key-encryption key of the vault: the one that its mark names; of a new vault, that of the folder."""
        row = connection.execute("SELECT kek, wrapped FROM key_groups WHERE name = %s", (MARK,)).fetchone()
        if row is None:
            first = self._ring.current()
            connection.execute(_ADD, (MARK, first.name, wrap_group(new_key(), MARK, first)))
            return self.wrapping(connection)
        kek = self._ring.find(row[0])
        unwrap_group(row[1], MARK, kek)
        return kek

    def rewrap_all(self, connection: psycopg.Connection, fresh: WrappingKey) -> None:
        """Wrap every group's key, and the mark, under another key-encryption key."""
        rows = connection.execute("SELECT name, kek, wrapped FROM key_groups").fetchall()
        changes = [
            (fresh.name, wrap_group(unwrap_group(wrapped, name, self._ring.find(kek)), name, fresh), name)
            for name, kek, wrapped in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(_CHANGE, changes)

    def _known(self, connection: psycopg.Connection, names: Collection[bytes]) -> dict[bytes, bytes]:
        rows = connection.execute("SELECT name, kek, wrapped FROM key_groups WHERE name = ANY(%s)", (list(names),))
        return {name: self.opened(name, kek, wrapped) for name, kek, wrapped in rows.fetchall()}
