"""Each process with the login that it has on a cluster: it can do its work, and what it says when it cannot."""

import secrets
import threading
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from ops.cluster.postgres import PostgresServer
from streams.engines.kafka.sinks.lasting import describe
from streams.engines.postgres.database import connect
from streams.engines.postgres.roles import READER, WRITER
from streams.engines.postgres.vault import PostgresVault
from streams.vault.keyring import FILE, KeyRing
from streams.vault.names import event_owner
from streams.vault.tombstone import Tombstone
from tests.streams.engines.kafka_sinks.recorded import Recorded, running
from tests.streams.engines.kafka_sinks.test_ledger_writer import check, until_signed
from tests.streams.engines.kafka_sinks.test_view_writer import Seen
from tests.streams.views.copying import local_rows
from tests.support.kafka_hub import until
from tests.support.postgres import fresh


def login(address: str, group: str) -> str:
    """The address under a login of a group."""
    name = f"login_{secrets.token_hex(4)}"
    with connect(address) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN IN ROLE {group}".encode())
    return address.replace("postgres@", f"{name}@")


def test_sinks_work_with_a_writers_login(recorded: Recorded) -> None:
    address = login(recorded.database, WRITER)
    recorded.append()
    with running(recorded.views(database=address), recorded.ledger(database=address)):
        recorded.until_copied()
        until_signed(recorded)
    assert recorded.rows() == local_rows(recorded.hub.world)
    check(recorded)


def test_a_vault_works_with_a_writers_login_and_reads_with_a_readers(postgres: PostgresServer, tmp_path: Path) -> None:
    address, owner = fresh(postgres, "vault"), event_owner(b"e" * 16)
    (tmp_path / FILE).write_bytes(bytes(32))
    writer, reader = (PostgresVault(login(address, group), KeyRing(tmp_path)) for group in (WRITER, READER))
    writer.put([(owner, [bytes(32)])])
    writer.commit()
    writer.renew([(owner, [bytes(32)])])
    assert reader.get(owner) == [bytes(32)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.erase(owner, datetime.now(UTC), "asked_for")
    writer.erase(owner, datetime.now(UTC), "asked_for")
    assert isinstance(reader.get(owner)[0], Tombstone)
    assert reader.erased(0)[1] == [owner]
    assert writer.drop(owner, owner + b"\0") == 1
    writer.close()
    reader.close()


def test_a_login_that_is_refused_is_told_by_name(recorded: Recorded, caplog: pytest.LogCaptureFixture) -> None:
    address, stop, seen = recorded.database.replace("postgres@", "nobody_here@"), threading.Event(), Seen()
    thread = threading.Thread(target=recorded.views(seen, database=address).run, args=(stop,))
    thread.start()
    until(lambda: seen.standing.get("views") is False)
    stop.set()
    thread.join()
    assert any('role "nobody_here" does not exist' in record.getMessage() for record in caplog.records)


def test_no_row_of_a_database_gets_into_a_log_line(recorded: Recorded) -> None:
    twice = "INSERT INTO staff VALUES ('a name', 1, 'x'), ('a name', 1, 'x')"
    with connect(recorded.database) as connection, pytest.raises(psycopg.errors.UniqueViolation) as met:
        connection.execute(twice)
    assert "a name" in str(met.value)
    assert describe(met.value) == "PostgreSQL: UniqueViolation 23505"
    wrapped = OperationalError("SELECT 'a name'", {}, psycopg.errors.AdminShutdown("a name"))
    assert describe(wrapped) == "PostgreSQL: AdminShutdown 57P01"
