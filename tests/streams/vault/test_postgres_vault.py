"""The vault on PostgreSQL: many processes at once, and erasure that reaches what a database cannot forget."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from msgspec import Struct

from ops.cluster.postgres import PostgresServer
from streams import faultpoints
from streams.engines.postgres.database import connect
from streams.engines.postgres.vault import PostgresVault
from streams.engines.postgres.wrapping import group_of, unwrap, unwrap_group
from streams.vault.keyring import FILE, NEXT, KeyRing, WrappingKey, WrappingKeyMissing, named
from streams.vault.names import event_owner, roll_owner, roll_prefix, staff_owner
from streams.vault.tombstone import Tombstone
from tests.support.postgres import fresh

NOW = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
KEYS = [bytes([n]) * 32 for n in range(1, 4)]
OWNERS = [event_owner(n.to_bytes(16, "big")) for n in range(40)]
OWNER = OWNERS[0]
NEIGHBOURS = [
    owner for owner in (event_owner(n.to_bytes(16, "big")) for n in range(2000)) if group_of(owner) == group_of(OWNER)
]


class Place:
    """A database and a folder of keys; opens as many vaults on them as there are processes."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.opened: list[PostgresVault] = []

    def open(self) -> PostgresVault:
        """One process's vault."""
        made = PostgresVault(self.address, KeyRing(self.folder))
        self.opened.append(made)
        return made


@pytest.fixture
def place(tmp_path: Path, postgres: PostgresServer) -> Iterator[Place]:
    """A fresh vault."""
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / FILE).write_bytes(bytes(range(32)))
    made = Place(fresh(postgres, "vault"), folder)
    yield made
    for vault in made.opened:
        vault.close()


class Residue(Struct):
    """Every version of every row that was ever seen: what logs, dead rows and backups may hold."""

    rows: set[tuple[bytes, bytes, bytes]]
    groups: set[tuple[bytes, bytes]]

    def keys_within(self, kek: WrappingKey) -> set[tuple[bytes, bytes]]:
        """Each (owner, key) that somebody who has all this and a key-encryption key can open."""
        found = set()
        for name, wrapped in self.groups:
            with suppress(InvalidTag):
                group = unwrap_group(wrapped, name, kek)
                found |= {(owner, key) for owner, _, row in self.rows for key in _opened(group, row, owner)}
        return found


def _opened(group: bytes, wrapped: bytes, owner: bytes) -> list[bytes]:
    with suppress(InvalidTag):
        return [key for key in unwrap(group, wrapped, owner) if key is not None]
    return []


def see(place: Place, residue: Residue) -> None:
    """Keep a copy of every row as it is now."""
    with connect(place.address) as connection:
        residue.rows |= set(connection.execute("SELECT owner, grouped, wrapped FROM keys").fetchall())
        residue.groups |= set(connection.execute("SELECT name, wrapped FROM key_groups").fetchall())


def keys_in(folder: Path) -> list[WrappingKey]:
    """Every key-encryption key that a folder holds."""
    return [named(path.read_bytes()) for path in folder.iterdir()]


def put(vault: PostgresVault, owner: bytes) -> None:
    """Put durably."""
    vault.put([(owner, KEYS)])
    vault.commit()


def test_nothing_that_a_database_may_still_hold_opens_after_an_erasure(place: Place) -> None:
    vault, residue = place.open(), Residue(set(), set())
    for owner in (*NEIGHBOURS, roll_owner("100001", 1, "p"), staff_owner("u", 1)):
        put(vault, owner)
    see(place, residue)
    assert {(OWNER, key) for key in KEYS} <= residue.keys_within(keys_in(place.folder)[0])
    vault.erase(OWNER, NOW, "asked_for", [0, 2])
    see(place, residue)
    (left,) = keys_in(place.folder)
    openable = residue.keys_within(left)
    assert {key for owner, key in openable if owner == OWNER} == {KEYS[1]}
    assert {owner for owner, _ in openable} == {*NEIGHBOURS, roll_owner("100001", 1, "p"), staff_owner("u", 1)}


def test_nothing_that_a_database_may_still_hold_opens_a_roll_that_was_dropped(place: Place) -> None:
    vault, residue = place.open(), Residue(set(), set())
    for version in (1, 2):
        put(vault, roll_owner("100001", version, "p"))
    see(place, residue)
    vault.drop(roll_prefix("100001", 0), roll_prefix("100001", 2))
    see(place, residue)
    assert {owner for owner, _ in residue.keys_within(keys_in(place.folder)[0])} == {roll_owner("100001", 2, "p")}


def test_other_processes_go_on_after_the_key_encryption_key_was_replaced(place: Place) -> None:
    first, second = place.open(), place.open()
    put(second, OWNERS[1])
    put(first, OWNER)
    first.erase(OWNER, NOW, "asked_for")
    assert second.get(OWNERS[1]) == KEYS
    put(second, OWNERS[2])
    assert first.get(OWNERS[2]) == KEYS
    assert all(isinstance(key, Tombstone) for key in second.get(OWNER))


@pytest.mark.parametrize(
    "point",
    [
        "vault.erase.commit",
        "vault.erase.after",
        "keyring.next.rename.before",
        "vault.retire.commit",
        "vault.retire.after",
        "keyring.settle.before",
        "keyring.overwritten",
    ],
)
def test_an_erasure_that_was_cut_off_is_finished_by_the_next(place: Place, point: str) -> None:
    vault, residue = place.open(), Residue(set(), set())
    for owner in OWNERS:
        put(vault, owner)
    see(place, residue)
    with faultpoints.installed(_ends_at(point)), pytest.raises(_End):
        vault.erase(OWNER, NOW, "asked_for")
    see(place, residue)
    again = place.open()
    assert again.get(OWNERS[1]) == KEYS
    again.erase(OWNER, NOW, "asked_for")
    assert [path.name for path in place.folder.iterdir()] == [FILE]
    assert OWNER not in {owner for owner, _ in residue.keys_within(keys_in(place.folder)[0])}
    assert [again.get(owner) for owner in OWNERS[1:]] == [KEYS] * (len(OWNERS) - 1)


def test_erasure_without_a_folder_to_write_to_says_so(place: Place) -> None:
    vault = place.open()
    put(vault, OWNER)

    def full(point: str) -> None:
        if point.startswith("keyring.next.write"):
            raise OSError(28, "No space left on device")

    with faultpoints.installed(full), pytest.raises(OSError, match="No space"):
        vault.erase(OWNER, NOW, "asked_for")
    assert all(isinstance(key, Tombstone) for key in vault.get(OWNER))


def test_a_process_without_the_right_key_says_what_to_do(place: Place, tmp_path: Path) -> None:
    put(place.open(), OWNER)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / FILE).write_bytes(bytes(32))
    place.folder = tmp_path / "other"
    stranger = place.open()
    for ask in (lambda: stranger.get(OWNER), lambda: put(stranger, OWNERS[1]), stranger.retire):
        with pytest.raises(WrappingKeyMissing, match="key-encryption"):
            ask()
    assert NEXT not in {path.name for path in place.folder.iterdir()}


def test_a_put_that_begins_while_somebody_erases_finds_the_tombstones(place: Place) -> None:
    """Redelivery by one worker against an erasure by the operator, many times over."""
    erasing, putting = place.open(), [place.open() for _ in range(3)]
    for owner in OWNERS[:12]:
        put(erasing, owner)
    done = threading.Event()

    def redeliver(vault: PostgresVault) -> None:
        while not done.is_set():
            vault.put([(owner, KEYS) for owner in OWNERS[:12]])
            vault.commit()
            vault.renew([(owner, KEYS) for owner in OWNERS[:12]])

    with ThreadPoolExecutor(3) as pool:
        tasks = [pool.submit(redeliver, vault) for vault in putting]
        for owner in OWNERS[:12]:
            erasing.erase(owner, NOW, "asked_for", [1])
        done.set()
        for task in tasks:
            task.result()
    for owner in OWNERS[:12]:
        first, second, third = place.open().get(owner)
        assert (first, third) == (KEYS[0], KEYS[2])
        assert isinstance(second, Tombstone)


def test_workers_that_put_the_same_owners_at_once_agree(place: Place) -> None:
    vaults = [place.open() for _ in range(4)]

    def work(number: int) -> None:
        keys = [bytes([number]) * 32]
        for start in range(0, 40, 8):
            vaults[number].put([(owner, keys) for owner in OWNERS[start : start + 8]])
            vaults[number].commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    answers = [[vault.get(owner) for owner in OWNERS] for vault in vaults]
    assert all(answer == answers[0] for answer in answers)


def test_what_was_erased_since_is_told_once(place: Place) -> None:
    vault = place.open()
    assert vault.erased(0) == (0, [])
    for owner in OWNERS[:3]:
        put(vault, owner)
    vault.erase(OWNERS[2], NOW, "asked_for", [0])
    vault.erase(OWNERS[0], NOW, "asked_for")
    mark, owners = vault.erased(0)
    assert owners == [OWNERS[2], OWNERS[0]]
    assert vault.erased(mark) == (mark, [])
    vault.erase(OWNERS[2], NOW, "asked_for")
    assert vault.erased(mark)[1] == [OWNERS[2]]


def test_a_lost_connection_loses_what_was_not_committed_and_the_next_call_connects(
    place: Place, postgres: PostgresServer
) -> None:
    vault = place.open()
    put(vault, OWNER)
    vault.put([(OWNERS[1], KEYS)])
    postgres.restart()
    with pytest.raises(psycopg.OperationalError):
        vault.commit()
    assert vault.get(OWNER) == KEYS
    with pytest.raises(KeyError):
        vault.get(OWNERS[1])
    put(vault, OWNERS[1])
    assert vault.get(OWNERS[1]) == KEYS


def test_groups_stay_small_enough_to_be_wrapped_anew() -> None:
    assert len({group_of(event_owner(n.to_bytes(16, "big"))) for n in range(4000)}) == 256
    assert group_of(roll_owner("100001", 1, "a")) == group_of(roll_owner("100001", 1, "b")) == roll_prefix("100001", 1)


class _End(Exception):
    """The process ended here."""


def _ends_at(point: str) -> faultpoints.Handler:
    def handler(reached: str) -> None:
        if reached == point:
            raise _End

    return handler


def test_what_a_second_writer_puts_stands_beside_what_the_first_put(place: Place) -> None:
    first, second = place.open(), place.open()
    other = [bytes([n]) * 32 for n in range(7, 10)]
    for vault, keys in ((first, KEYS), (second, other), (first, KEYS), (second, other)):
        vault.put([(OWNER, keys)])
        vault.commit()
    assert first.get(OWNER) == KEYS
    assert first.others(OWNER) == [other]
    assert first.others(OWNERS[1]) == []


def test_an_erasure_destroys_what_stands_beside_too_and_nothing_comes_back(place: Place) -> None:
    vault = place.open()
    other = [bytes([n]) * 32 for n in range(7, 10)]
    for keys in (KEYS, other):
        vault.put([(OWNER, keys)])
        vault.commit()
    vault.erase(OWNER, NOW, "court_order", [1])
    (beside,) = vault.others(OWNER)
    assert (isinstance(beside[1], Tombstone), beside[0], beside[2]) == (True, other[0], other[2])
    vault.erase(OWNER, NOW, "court_order")
    vault.put([(OWNER, other)])
    vault.put([(OWNER, [bytes(32)] * 3)])
    vault.commit()
    assert all(isinstance(key, Tombstone) for keys in (vault.get(OWNER), *vault.others(OWNER)) for key in keys)
    assert len(vault.others(OWNER)) == 1
