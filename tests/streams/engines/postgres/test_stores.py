"""What a worker keeps in PostgreSQL: envelopes by place and by event, sealed rolls and staff."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.cluster.postgres import PostgresServer
from streams.engines.kafka.ports import IntakeCopy, Stores
from streams.engines.postgres.database import DatabaseSettingWrong, connect
from streams.engines.postgres.revisions import WrongSchema
from streams.engines.postgres.sealed import PostgresRows
from streams.engines.postgres.stores import AWAY, open_stores
from streams.vault.keyring import FILE
from tests.support.postgres import empty

NOW = datetime(2026, 11, 9, 20, 0, 0, 123456, tzinfo=UTC)
SOURCE = "intake.bedfordshire-police.0"
EVENT = b"e" * 16


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with a key-encryption key."""
    (tmp_path / FILE).write_bytes(bytes(range(32)))
    return tmp_path


@pytest.fixture
def stores(hub: str, vault: str, keys: Path) -> Iterator[Stores]:
    """A worker's stores."""
    made = open_stores(hub, vault, keys)
    yield made
    made.close()


def copy(position: int, event: bytes | None = None, envelope: bytes = b"envelope") -> IntakeCopy:
    """One input."""
    return IntakeCopy(SOURCE, position, NOW, bytes([position]) * 32, envelope, event)


def test_an_envelope_is_found_by_place_and_by_event(stores: Stores) -> None:
    stores.intake.put([copy(1, EVENT, b"first"), copy(2)])
    assert stores.intake.at_place(SOURCE, 1) == copy(1, EVENT, b"first")
    assert stores.intake.at_place(SOURCE, 2) == copy(2)
    assert stores.intake.at_place(SOURCE, 3) is None
    assert stores.intake.envelopes([EVENT, b"n" * 16]) == {EVENT: b"first"}
    assert stores.intake.envelopes([]) == {}


def test_a_place_keeps_what_it_has_and_learns_its_event(stores: Stores) -> None:
    stores.intake.put([copy(1, None, b"as received")])
    stores.intake.put([copy(1, EVENT, b"forged")])
    stores.intake.put([copy(1, EVENT, b"as received")])
    assert stores.intake.at_place(SOURCE, 1) == copy(1, EVENT, b"as received")
    assert stores.intake.envelopes([EVENT]) == {EVENT: b"as received"}


def test_of_two_places_the_recorded_one_gives_the_event(stores: Stores, hub: str) -> None:
    """A worker took it from one place and was not heard; the one that took over took it from another."""
    stores.intake.put([copy(1, EVENT, b"in vain"), copy(2, EVENT, b"later")])
    assert stores.intake.envelopes([EVENT]) == {EVENT: b"later"}
    with connect(hub) as connection:
        connection.execute(
            "INSERT INTO event_view SELECT %s, 'c', '', '', '', 1, '', '', 0, 0, 'd', %s, 1, 1, 1", (EVENT, SOURCE)
        )
    assert stores.intake.envelopes([EVENT]) == {EVENT: b"in vain"}


def test_rolls_and_staff(stores: Stores) -> None:
    rows = stores.rows
    assert isinstance(rows, PostgresRows)
    rows.put_roll("100001", 1, [("p2", b"two"), ("p1", b"one")])
    rows.put_roll("100001", 1, [("p2", b"again"), ("p1", b"one")])
    rows.put_roll("100001", 2, [("p1", b"new")])
    assert list(rows.roll("100001", 1)) == [("p1", b"one"), ("p2", b"again")]
    assert rows.roll_entry("100001", 2, "p1") == b"new"
    assert rows.roll_entry("100001", 2, "p2") is None
    rows.drop_rolls("100001", 2)
    assert list(rows.roll("100001", 1)) == []
    rows.put_staff([("u2", 1, b"b"), ("u1", 1, b"a")])
    rows.put_staff([("u1", 1, b"other"), ("u1", 2, b"c")])
    assert list(rows.staff()) == [("u1", 1, b"a"), ("u1", 2, b"c"), ("u2", 1, b"b")]
    rows.drop_staff("u1", 2)
    assert list(rows.staff()) == [("u1", 2, b"c"), ("u2", 1, b"b")]


def test_a_restart_of_the_server_is_one_fault_and_then_all_is_well(stores: Stores, postgres: PostgresServer) -> None:
    stores.vault.put([(b"e1", [bytes(32)])])
    stores.vault.commit()
    stores.intake.put([copy(1, EVENT)])
    postgres.stop()
    for ask in (lambda: stores.vault.get(b"e1"), lambda: stores.intake.envelopes([EVENT])):
        with pytest.raises(AWAY):
            ask()
    postgres.start()
    assert stores.vault.get(b"e1") == [bytes(32)]
    assert stores.intake.envelopes([EVENT]) == {EVENT: b"envelope"}


def test_a_database_without_tables_or_with_no_address_is_refused(
    postgres: PostgresServer, hub: str, keys: Path
) -> None:
    with pytest.raises(WrongSchema, match="migrate"):
        open_stores(hub, empty(postgres), keys)
    for wrong in ("no address", "mysql://host/name"):
        with pytest.raises(DatabaseSettingWrong, match="postgresql://"):
            open_stores(wrong, hub, keys)
