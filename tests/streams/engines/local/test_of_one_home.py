"""A home whose files are not of one hub and one moment does not start, and says which file it is."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from streams import sqlite
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import HomeError
from streams.ledger.errors import DatabaseForked
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World

POLICE = "intake.bedfordshire-police.0"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hub that decided on an event, and is not running."""
    made = World(tmp_path / "hub")
    made.publish("ref-1", [child_of(pupil(0, FIRST))])
    made.run()
    made.tick()
    made.run()
    made.close()
    yield made
    if made._opened:
        made.close()


def refused(world: World, because: str) -> None:
    """The home does not open, and says why."""
    with pytest.raises(HomeError, match=because):
        LocalEngine(world.home, world.home.read_keys())


def test_a_home_that_is_whole_opens_and_goes_on(world: World) -> None:
    world.reopen()
    world.publish("ref-2", [child_of(pupil(2, FIRST))])
    assert world.run() == 3


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("promise.ed25519", "`keys/promise.ed25519` is not the key that this hub declared"),
        ("ledger.ed25519", "`keys/ledger.ed25519` is not the key that this hub declared"),
        ("hub-1.x25519", "`keys/hub-1.x25519` is not the key that this hub declared"),
        ("key-encryption", "`keys/key-encryption` opens nothing"),
        ("blinding", "`keys/blinding` is not the key under which `.*` was blinded"),
    ],
)
def test_another_hubs_key(world: World, name: str, because: str) -> None:
    (world.home.keys / name).write_bytes(secrets.token_bytes(32))
    refused(world, because)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (f"DELETE FROM intake WHERE source = '{POLICE}'", f"lacks the input that `{POLICE}-1` answers"),
        ("DELETE FROM inputs WHERE source = 'person.0' AND position = 2", "lacks the input that `person.0-2` answers"),
        (
            "DELETE FROM reference_log WHERE number = (SELECT max(number) FROM reference_log)",
            "lacks the reference record under which",
        ),
        (
            "UPDATE reference_log SET digest = zeroblob(32) WHERE number = (SELECT max(number) FROM reference_log)",
            "lacks the reference record under which",
        ),
        ("DELETE FROM decisions WHERE source = 'person.0' AND number = 2", "does not follow its last record"),
        ("DELETE FROM chains WHERE source = 'resolve'", "`resolve` does not follow its last record"),
    ],
)
def test_a_log_that_is_not_what_was_decided(world: World, change: str, because: str) -> None:
    database = sqlite.connect(world.home.database)
    database.execute(change)
    database.close()
    refused(world, because)


def test_a_row_of_a_roll_that_is_another_pupils(world: World) -> None:
    database = sqlite.connect(world.home.database)
    database.execute(
        "UPDATE rolls SET body = (SELECT max(body) FROM rolls) WHERE pupil = (SELECT min(pupil) FROM rolls"
        " WHERE body < (SELECT max(body) FROM rolls))"
    )
    database.close()
    refused(world, "is another than the one that was sealed")


def test_a_damaged_row_of_the_vault(world: World) -> None:
    vault = sqlite.connect(world.home.vault)
    vault.execute("UPDATE keys SET wrapped = zeroblob(60) WHERE rowid = (SELECT min(rowid) FROM keys)")
    vault.close()
    refused(world, "holds no keys of 1 of 4 entries of the staff directory")


def signed(world: World) -> bytes:
    """The checkpoint over all that was decided, and a home that is not running."""
    world.reopen()
    note = world.engine.sign_checkpoint(world.clock.now)
    world.close()
    return note


def test_a_ledger_that_was_removed_goes_on_from_what_was_signed(world: World, caplog: pytest.LogCaptureFixture) -> None:
    note = signed(world)
    shutil.rmtree(world.home.ledger)
    with closing(LocalEngine(world.home, world.home.read_keys())) as engine:
        assert (world.home.ledger / "checkpoint").read_bytes() == note
        assert engine.ledger.signed is not None
        assert "was removed: it is put back" in caplog.text
    caplog.clear()
    LocalEngine(world.home, world.home.read_keys()).close()
    assert "put back" not in caplog.text


def test_an_older_checkpoint_does_not_take_back_what_was_signed_since(world: World) -> None:
    before = signed(world)
    world.reopen()
    world.publish("ref-2", [child_of(pupil(2, FIRST))])
    world.run()
    world.close()
    note = signed(world)
    (world.home.ledger / "checkpoint").write_bytes(before)
    LocalEngine(world.home, world.home.read_keys()).close()
    assert (world.home.ledger / "checkpoint").read_bytes() == note != before


def test_a_ledger_cannot_be_removed_to_sign_other_entries(world: World) -> None:
    signed(world)
    shutil.rmtree(world.home.ledger)
    with closing(sqlite.connect(world.home.database)) as database:
        database.execute("UPDATE ledger_entries SET entry = zeroblob(32) WHERE position = 1")
    with pytest.raises(DatabaseForked):
        LocalEngine(world.home, world.home.read_keys())
