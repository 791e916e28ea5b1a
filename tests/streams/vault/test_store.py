"""The local engine's vault: one SQLite file."""

import sqlite3
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from streams.vault.names import event_owner
from streams.vault.store import Vault

KEK = bytes(range(32))
OWNER = event_owner(b"e" * 16)
KEYS = [bytes([n]) * 32 for n in range(1, 4)]


<<<<<<< HEAD
=======
@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault."""
    made = Vault(tmp_path / "vault.db", KEK)
    yield made
    made.close()


def put(vault: Vault, keys: list[bytes], owner: bytes = OWNER) -> None:
    """Put durably."""
    vault.put([(owner, keys)])
    vault.commit()


def test_what_was_put_is_there_in_its_slots(vault: Vault) -> None:
    put(vault, KEYS)
    assert vault.get(OWNER) == KEYS


def test_an_owner_who_never_had_keys_is_an_error(vault: Vault) -> None:
    with pytest.raises(KeyError):
        vault.get(OWNER)


def test_an_owner_keeps_the_first_keys(vault: Vault) -> None:
    put(vault, KEYS)
    put(vault, KEYS[::-1])
    assert vault.get(OWNER) == KEYS


def test_what_is_rolled_back_is_gone(vault: Vault) -> None:
    vault.put([(OWNER, KEYS)])
    vault.rollback()
    with pytest.raises(KeyError):
        vault.get(OWNER)


def test_what_is_not_committed_is_gone_after_a_restart(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", KEK)
    vault.put([(OWNER, KEYS)])
    vault.close()
    again = Vault(tmp_path / "vault.db", KEK)
    with pytest.raises(KeyError):
        again.get(OWNER)
    again.close()


def test_an_erased_slot_says_when_and_why_and_the_others_stay(vault: Vault) -> None:
    put(vault, KEYS)
    assert vault.erase(OWNER, NOW, "asked_for", [1]) == 1
    assert vault.get(OWNER) == [KEYS[0], Tombstone(MICROS, "asked_for"), KEYS[2]]


def test_a_second_erasure_finds_nothing_and_keeps_the_first_reason(vault: Vault) -> None:
    put(vault, KEYS)
    vault.erase(OWNER, NOW, "asked_for")
    assert vault.erase(OWNER, NOW, "other") == 0
    assert vault.get(OWNER)[0] == Tombstone(MICROS, "asked_for")


def test_a_tombstone_refuses_any_later_put(vault: Vault) -> None:
    put(vault, KEYS)
    vault.erase(OWNER, NOW, "asked_for", [0])
    put(vault, KEYS)
    vault.renew([(OWNER, KEYS)])
    assert isinstance(vault.get(OWNER)[0], Tombstone)


def test_what_was_never_put_cannot_be_erased(vault: Vault) -> None:
    with pytest.raises(KeyError):
        vault.erase(OWNER, NOW, "asked_for")
    put(vault, KEYS)
    assert vault.get(OWNER) == KEYS


def test_nothing_is_erased_renewed_or_dropped_over_an_open_put(vault: Vault) -> None:
    vault.put([(OWNER, KEYS)])
    with pytest.raises(RuntimeError):
        vault.erase(OWNER, NOW, "asked_for")
    with pytest.raises(RuntimeError):
        vault.renew([(OWNER, KEYS)])
    with pytest.raises(RuntimeError):
        vault.drop(b"a", b"z")


def test_renewed_keys_take_the_place_of_those_left_by_a_crash(vault: Vault) -> None:
    put(vault, KEYS)
    vault.renew([(OWNER, KEYS[::-1])])
    assert vault.get(OWNER) == KEYS[::-1]


def test_dropping_older_rolls_leaves_the_current_one_and_other_schools(vault: Vault) -> None:
    owners = [roll_owner("100001", 1, "p"), roll_owner("100001", 256, "p"), roll_owner("100002", 1, "p")]
    for owner in (*owners, staff_owner("u", 1)):
        put(vault, KEYS[:1], owner)
    assert vault.drop(roll_prefix("100001", 0), roll_prefix("100001", 256)) == 1
    for owner in (*owners[1:], staff_owner("u", 1)):
        assert vault.get(owner) == KEYS[:1]
    with pytest.raises(KeyError):
        vault.get(owners[0])


>>>>>>> 667cdb5 (The reference names each entry of the staff directory, by version and digest; replay repeats who may be connected, and holds sealed rows against their digests)
def test_keys_are_bound_to_their_owner_and_to_the_key_that_wraps_them(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", KEK)
    vault.put([(OWNER, KEYS)])
    vault.commit()
    vault.close()
    database = sqlite3.connect(tmp_path / "vault.db")
    database.execute("INSERT INTO keys SELECT ?, wrapped FROM keys", (event_owner(b"f" * 16),))
    database.commit()
    database.close()
    again = Vault(tmp_path / "vault.db", KEK)
    with pytest.raises(InvalidTag):
        again.get(event_owner(b"f" * 16))
    again.close()
    other = Vault(tmp_path / "vault.db", bytes(32))
    with pytest.raises(InvalidTag):
        other.get(OWNER)
    other.close()


def test_no_key_stands_in_the_clear_in_any_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", KEK)
    vault.put([(OWNER, KEYS)])
    vault.commit()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert written
    assert not any(key in written for key in KEYS)
    vault.close()
