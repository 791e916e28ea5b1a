"""The local engine's vault: one SQLite file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams import sqlite
from streams.vault.lost import KeysLost
from streams.vault.names import event_owner
from streams.vault.store import Vault

KEK = bytes(range(32))
OWNER = event_owner(b"e" * 16)
KEYS = [bytes([n]) * 32 for n in range(1, 4)]


def test_keys_are_bound_to_their_owner_and_to_the_key_that_wraps_them(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", KEK)
    vault.put([(OWNER, KEYS)])
    vault.commit()
    vault.close()
    database = sqlite.connect(tmp_path / "vault.db")
    database.execute("INSERT INTO keys SELECT ?, wrapped FROM keys", (event_owner(b"f" * 16),))
    database.close()
    again = Vault(tmp_path / "vault.db", KEK)
    with pytest.raises(KeysLost, match="that can be opened"):
        again.get(event_owner(b"f" * 16))
    assert again.opens()
    again.close()
    other = Vault(tmp_path / "vault.db", bytes(32))
    with pytest.raises(KeysLost, match="that can be opened"):
        other.get(OWNER)
    assert not other.opens()
    other.close()


def test_no_key_stands_in_the_clear_in_any_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", KEK)
    vault.put([(OWNER, KEYS)])
    vault.commit()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert written
    assert not any(key in written for key in KEYS)
    vault.close()


def test_no_wrapped_copy_of_an_erased_key_stays_in_any_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", KEK)
    vault.put([(OWNER, KEYS)])
    vault.commit()
    wrapped = vault.wrapped([OWNER])[OWNER]
    assert any(wrapped in file.read_bytes() for file in tmp_path.iterdir()), "the search would find nothing"
    vault.erase(OWNER, datetime(2026, 11, 9, tzinfo=UTC), "asked_for", [0])
    assert not any(wrapped in file.read_bytes() for file in tmp_path.iterdir())
    vault.close()
