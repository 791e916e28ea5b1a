"""The vault on PostgreSQL: the same meaning as `streams.vault.store.Vault`, for many processes at once.

Whoever puts keys holds a shared lock until the commit, whoever destroys some an exclusive one. So a put sees every
tombstone, and nobody wraps under a key that is being replaced.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from typing import Final

import psycopg
from psycopg.pq import TransactionStatus

from streams.engines.line.times import micros
from streams.engines.postgres.database import connect
from streams.engines.postgres.group_keys import GroupKeys
from streams.engines.postgres.vault_statements import DROP, ENTOMB, FOUND, OTHERS, PUT, RENEW, REWRAP, SOME
from streams.engines.postgres.wrapping import Keys, group_of, unwrap, wrap
from streams.faultpoints import reached
from streams.vault.keyring import KeyRing, WrappingKeyMissing
from streams.vault.lost import KeysLost
from streams.vault.store import exchanged
from streams.vault.tombstone import Tombstone

_LOCK: Final = 0x46425F56  # "FB_V"
_BESIDE: Final = b"\0"
_ATTEMPTS: Final = 3

_NAME_BYTES: Final = 16

Bundles = Collection[tuple[bytes, Sequence[bytes]]]
Wrapped = Collection[tuple[bytes, Sequence[bytes | None]]]
"""As they are wrapped: None where a slot was erased."""


class PostgresVault:
    """Keys by owner and slot. One connection; any thread may ask, one puts at a time.

    A lost connection raises `psycopg.OperationalError`: what was not committed is gone, and the next call connects
    anew.
    """

    def __init__(self, address: str, ring: KeyRing) -> None:
        self._address = address
        self._ring = ring
        self._lock = threading.RLock()
        self._held: psycopg.Connection | None = None
        self._groups = GroupKeys(ring)

    def put(self, bundles: Bundles) -> None:
        """Wrap and put each owner's keys, slot by slot, within a transaction that `commit` ends.

        An owner who has keys keeps them; a slot that has a tombstone stays empty: nobody comes back by redelivery.
        Where an owner has other keys than these, these stand beside them (`others`): of two writers, the one whose
        record counts may have come second.
        """
        with self._lock, self._undone_if_it_fails():
            self._begin(shared=True)
            reached("vault.put.before")
            new = self._insert(PUT, bundles)
            again = [(owner, keys) for owner, keys in bundles if owner not in new]
            if again:
                self._put_beside(again)

    def commit(self) -> None:
        """Make what was put durable."""
        with self._lock:
            if self._in_transaction():
                reached("vault.commit.before")
                self._connection().execute("COMMIT")
                reached("vault.commit.after")

    def rollback(self) -> None:
        """Let go of what was put since the last commit."""
        with self._lock:
            if self._in_transaction():
                self._connection().execute("ROLLBACK")

    def get(self, owner: bytes) -> list[bytes | Tombstone]:
        """An owner's keys in their slots, each or its tombstone. KeyError for an owner who never had any."""
        found = self.get_many([owner]).get(owner)
        if found is None:
            raise KeysLost("this owner")
        return found

    def get_many(self, owners: Collection[bytes]) -> Mapping[bytes, list[bytes | Tombstone]]:
        """The keys of those of many owners who ever had any."""
        if not owners:
            return {}
        with self._lock:
            opened = self._open_unlocked(owners)
            erased = [owner for owner, keys in opened.items() if None in keys]
            tombstones = self._tombstones(erased) if erased else {}
        return {
            owner: [key if key is not None else tombstones[owner, slot] for slot, key in enumerate(keys)]
            for owner, keys in opened.items()
        }

    def others(self, owner: bytes) -> Sequence[Sequence[bytes | Tombstone]]:
        """What was put for an owner after other keys stood there."""
        with self._lock:
            return [keys for _, keys in sorted(self.get_many(self.beside(owner)).items())]

    def beside(self, owner: bytes) -> list[bytes]:
        """The names under which keys stand beside an owner's."""
        with self._lock:
            rows = self._connection().execute(OTHERS, (owner + _BESIDE, owner + bytes([_BESIDE[0] + 1]))).fetchall()
        return [name for (name,) in rows if len(name) == len(owner) + 1 + _NAME_BYTES]

    def owners(self, prefix: bytes, after: bytes, limit: int) -> list[bytes]:
        """Some of the owners whose names begin so, those beside others too, in order and after one of them."""
        with self._lock:
            rows = self._connection().execute(SOME, (max(prefix, after), after, prefix, len(prefix), limit)).fetchall()
        return [owner for (owner,) in rows]

    def erased(self, after: int) -> tuple[int, Sequence[bytes]]:
        """Owners of whose keys some were destroyed since a mark, in order; the new mark. Marks begin at 0."""
        with self._lock:
            rows = self._connection().execute(
                "SELECT max(serial), owner FROM tombstones WHERE serial > %s GROUP BY owner ORDER BY 1", (after,)
            )
            found = rows.fetchall()
        return (found[-1][0] if found else after), [owner for _, owner in found]

    def exchange(self, last: Mapping[bytes, bytes]) -> None:
        """Put another key in the last slot of each of these owners, and destroy the one that stood there, as `erase`.

        A slot that was erased stays empty. KeyError for an owner who never had any keys.
        """
        with self._lock:
            with self._transaction(shared=False):
                reached("vault.exchange.before")
                fresh = {name: key for owner, key in last.items() for name in (owner, *self.beside(owner))}
                held = self._open(list(fresh))
                if last.keys() - held.keys():
                    raise KeysLost("this owner")
                changed = {name: exchanged(keys, fresh[name]) for name, keys in held.items()}
                self._regroup({group_of(name) for name in held}, changed)
            self.retire()

    def renew(self, bundles: Bundles) -> None:
        """Put each owner's keys in place of any that stand there, durably: of rows that are only now sealed under them.

        Keys that are there already were left by a crash before their row was written. Tombstones hold as in `put`.
        """
        with self._lock, self._transaction(shared=True):
            self._insert(RENEW, bundles)

    def erase(self, owner: bytes, at: datetime, reason: str, slots: Collection[int] | None = None) -> int:
        """Destroy an owner's keys, or those of some slots, for good; how many.

        When it returns, no process finds them any more, and whatever the database, its log and its backups still hold
        of them is wrapped under a key-encryption key that is destroyed too. Needs the folder of that key to write to:
        `OSError` where it cannot be replaced, though no process finds the keys any more; call `retire` then.
        KeyError for an owner who never had any.
        """
        with self._lock:
            with self._transaction(shared=False):
                reached("vault.erase.before")
                gone = self._erase(owner, micros(at), reason, slots)
                for other in self.beside(owner):
                    self._erase(other, micros(at), reason, slots)
                reached("vault.erase.commit")
            reached("vault.erase.after")
            self.retire()
        return gone

    def drop(self, first: bytes, below: bytes) -> int:
        """Destroy every key of the owners from `first` to before `below`, who can never come back; how many owners.

        As final as `erase`.
        """
        return self.drop_all([(first, below)])

    def drop_all(self, ranges: Sequence[tuple[bytes, bytes]]) -> int:
        """`drop` for many ranges of owners at once, at the cost of one."""
        with self._lock:
            with self._transaction(shared=False) as connection:
                reached("vault.drop.before")
                gone = [
                    grouped
                    for first, below in ranges
                    for (grouped,) in connection.execute(DROP, (first, below)).fetchall()
                ]
                self._regroup(set(gone))
            reached("vault.drop.after")
            if gone:
                self.retire()
        return len(gone)

    def retire(self) -> None:
        """Wrap every group's key under a fresh key-encryption key, and destroy the one before."""
        with self._lock:
            with self._transaction(shared=False):
                connection = self._connection()
                fresh = self._ring.prepare(self._groups.wrapping(connection).name)
                self._groups.rewrap_all(connection, fresh)
                reached("vault.retire.commit")
            reached("vault.retire.after")
            self._ring.settle(fresh)

    def close(self) -> None:
        """Disconnect."""
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None

    def _put_beside(self, bundles: Bundles) -> None:
        """Of owners who have keys already, put those that differ beside them, each once, under a name of its own."""
        held = self._open([owner for owner, _ in bundles])
        erased = self._erased_slots([owner for owner, _ in bundles])
        differing = []
        for owner, keys in bundles:
            left = [None if (owner, slot) in erased else key for slot, key in enumerate(keys)]
            if left != held[owner] and any(left):
                differing.append((owner + _BESIDE + sha256(b"".join(keys)).digest()[:_NAME_BYTES], left))
        if differing:
            self._insert(PUT, differing)

    def _insert(self, statement: str, bundles: Wrapped) -> set[bytes]:
        """Wrap and insert; the owners for whom something was inserted, where the statement tells them."""
        erased = self._erased_slots([owner for owner, _ in bundles])
        groups = self._groups.of(self._connection(), {group_of(owner) for owner, _ in bundles})
        rows: dict[bytes, tuple[bytes, bytes]] = {}
        for owner, keys in bundles:
            left = [None if (owner, slot) in erased else key for slot, key in enumerate(keys)]
            group = group_of(owner)
            rows.setdefault(owner, (group, wrap(groups[group], left, owner)))
        grouped, wrapped = [group for group, _ in rows.values()], [sealed for _, sealed in rows.values()]
        done = self._connection().execute(statement, (list(rows), grouped, wrapped))
        return {owner for (owner,) in done.fetchall()} if done.description is not None else set()

    def _erase(self, owner: bytes, at: int, reason: str, slots: Collection[int] | None) -> int:
        keys = self._open([owner]).get(owner)
        if keys is None:
            raise KeysLost("this owner")
        going = [n for n, key in enumerate(keys) if key is not None and (slots is None or n in slots)]
        if not going:
            return 0
        left = {owner: [None if n in going else key for n, key in enumerate(keys)]}
        self._regroup({group_of(owner)}, left)
        with self._connection().cursor() as cursor:
            cursor.executemany(ENTOMB, [(owner, n, at, reason) for n in going])
        return len(going)

    def _regroup(self, names: Iterable[bytes], changed: Mapping[bytes, Keys] | None = None) -> None:
        """Give groups fresh keys, so that what was wrapped under the old ones is of no use; drop groups left empty."""
        execute = self._connection().execute
        for name in sorted(names):
            members = [owner for (owner,) in execute("SELECT owner FROM keys WHERE grouped = %s", (name,)).fetchall()]
            if not members:
                execute("DELETE FROM key_groups WHERE name = %s", (name,))
                continue
            opened = {**self._open(members), **(changed or {})}
            key = self._groups.replace(self._connection(), name)
            execute(REWRAP, (members, [wrap(key, opened[owner], owner) for owner in members]))

    def _open_unlocked(self, owners: Collection[bytes]) -> dict[bytes, Keys]:
        """As `_open`, where the key-encryption key may be replaced between the question and the answer's use."""
        for _ in range(_ATTEMPTS):
            with suppress(WrappingKeyMissing):
                return self._open(owners)
        return self._open(owners)

    def _open(self, owners: Collection[bytes]) -> dict[bytes, Keys]:
        rows = self._connection().execute(FOUND, (list(owners),)).fetchall()
        return {
            owner: unwrap(self._groups.opened(name, kek, group), wrapped, owner)
            for owner, wrapped, name, kek, group in rows
        }

    def _erased_slots(self, owners: Sequence[bytes]) -> set[tuple[bytes, int]]:
        return set(self._tombstones(owners))

    def _tombstones(self, owners: Sequence[bytes]) -> dict[tuple[bytes, int], Tombstone]:
        rows = self._connection().execute(
            "SELECT owner, slot, at, reason FROM tombstones WHERE owner = ANY(%s)", (list(owners),)
        )
        return {(owner, slot): Tombstone(at, reason) for owner, slot, at, reason in rows.fetchall()}

    @contextmanager
    def _transaction(self, *, shared: bool) -> Iterator[psycopg.Connection]:
        if self._in_transaction():
            raise RuntimeError("commit what was put before keys are renewed, erased or dropped")
        with self._undone_if_it_fails():
            self._begin(shared=shared)
            yield self._connection()
            self.commit()

    def _begin(self, *, shared: bool) -> None:
        if not self._in_transaction():
            self._connection().execute("BEGIN")
            kind = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
            self._connection().execute(f"SELECT {kind}({_LOCK})".encode())

    @contextmanager
    def _undone_if_it_fails(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error:
            self.close()
            raise
        except BaseException:
            self.rollback()
            raise

    def _in_transaction(self) -> bool:
        held = self._held
        return held is not None and not held.closed and held.info.transaction_status is not TransactionStatus.IDLE

    def _connection(self) -> psycopg.Connection:
        if self._held is not None and (self._held.closed or self._held.broken):
            self.close()
        if self._held is None:
            self._held = connect(self._address, autocommit=True)
        return self._held
