"""A vault that was filled before words keys is refused with what to do; one that has them is brought to today's."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from alembic import command

from ops.cluster.postgres import PostgresServer
from schemas.words import new_words_key
from streams.engines import postgres as package
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.migrating import _config, migrate
from streams.engines.postgres.revisions import WrongSchema, check_schema
from streams.engines.postgres.vault import PostgresVault
from streams.vault.keyring import FILE, KeyRing
from streams.vault.names import event_owner, roll_owner, staff_owner
from tests.support.postgres import empty

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Fill = Callable[[bytes, Sequence[bytes]], None]


@pytest.fixture
def older(postgres: PostgresServer) -> str:
    """The address of a vault with the tables of before."""
    address = empty(postgres)
    engine = open_engine(address)
    with as_file(files(package).joinpath("migrations")) as folder, engine.begin() as connection:
        command.upgrade(_config(folder, "vault", connection), "0001")
    engine.dispose()
    return address


@pytest.fixture
def vault(older: str, tmp_path: Path) -> Iterator[PostgresVault]:
    """The vault with which the program of then fills it."""
    (tmp_path / FILE).write_bytes(bytes(range(32)))
    opened = PostgresVault(older, KeyRing(tmp_path))
    yield opened
    opened.close()


def fill(vault: PostgresVault, owner: bytes, keys: Sequence[bytes]) -> bytes:
    vault.put([(owner, keys)])
    vault.commit()
    return owner


def sections(count: int) -> list[bytes]:
    return [secrets.token_bytes(32) for _ in range(count)]


@pytest.mark.parametrize("count", [1, 8, 15, 16, 34, 40])
def test_a_vault_from_before_words_keys_is_refused_with_what_to_do(
    older: str, vault: PostgresVault, count: int
) -> None:
    fill(vault, event_owner(b"o" * 16), sections(count))
    fill(vault, event_owner(b"n" * 16), [*sections(count), new_words_key()])
    with pytest.raises(WrongSchema, match=r"keys of 1 events .* begin with empty topics"):
        migrate(older, "vault")
    engine = open_engine(older)
    with engine.connect() as connection, pytest.raises(WrongSchema, match=re.escape("`0001`")):
        check_schema(connection, "vault")
    engine.dispose()


@pytest.mark.parametrize("gone", [1, 3, 8, 9])
def test_what_was_erased_of_an_event_does_not_hide_that_it_has_no_words_key(
    older: str, vault: PostgresVault, gone: int
) -> None:
    fill(vault, event_owner(b"o" * 16), sections(10))
    vault.erase(event_owner(b"o" * 16), AT, "asked", range(gone))
    with pytest.raises(WrongSchema, match="keys of 1 events"):
        migrate(older, "vault")


@pytest.mark.parametrize("count", [1, 7, 8, 14, 15, 16, 33, 40])
def test_a_vault_with_words_keys_goes_on_with_what_it_holds(older: str, vault: PostgresVault, count: int) -> None:
    keys = [*sections(count), new_words_key()]
    event = fill(vault, event_owner(b"n" * 16), keys)
    some = fill(vault, event_owner(b"s" * 16), [*sections(count), new_words_key()])
    whole = fill(vault, event_owner(b"w" * 16), [*sections(count), new_words_key()])
    fill(vault, roll_owner("109501", 1, "pupil"), sections(1))
    fill(vault, staff_owner("u-head", 1), sections(1))
    vault.erase(some, AT, "asked", range(count))
    vault.erase(whole, AT, "asked")
    assert migrate(older, "vault") == "0002"
    assert vault.get(event) == keys


def test_an_event_that_was_erased_whole_needs_no_words_key(older: str, vault: PostgresVault) -> None:
    whole = fill(vault, event_owner(b"w" * 16), sections(3))
    vault.erase(whole, AT, "asked")
    assert migrate(older, "vault") == "0002"
