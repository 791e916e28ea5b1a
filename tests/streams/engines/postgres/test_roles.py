"""What was appended is appended for good: the roles of the application may not change or remove it."""

import psycopg
import pytest
from psycopg import sql

from ops.cluster.postgres import PostgresServer
from streams.engines.postgres.columns import HUB
from streams.engines.postgres.database import connect
from streams.engines.postgres.roles import READER, WRITER
from streams.engines.postgres.tables import LOG_TABLES
from streams.engines.postgres.vault_tables import VAULT
from streams.engines.postgres.web_tables import WEB_TABLES
from tests.support.postgres import as_role, fresh


@pytest.fixture(scope="module")
def hub(postgres: PostgresServer) -> str:
    """A hub database; nothing that is tried here changes it."""
    return fresh(postgres, "hub")


@pytest.fixture(scope="module")
def vault(postgres: PostgresServer) -> str:
    """A vault database; nothing that is tried here changes it."""
    return fresh(postgres, "vault")


APPENDED = sorted(table.name for table in LOG_TABLES)


def statements(table: str) -> dict[str, sql.Composed]:
    """Each way to change or remove what stands in a table."""
    column = next(iter((HUB.tables | VAULT.tables)[table].columns)).name
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    return {
        "update": sql.SQL("UPDATE {table} SET {column} = {column}").format(**names),
        "delete": sql.SQL("DELETE FROM {table}").format(**names),
        "truncate": sql.SQL("TRUNCATE {table}").format(**names),
        "drop": sql.SQL("DROP TABLE {table}").format(**names),
        "alter": sql.SQL("ALTER TABLE {table} DISABLE TRIGGER ALL").format(**names),
    }


@pytest.mark.parametrize("role", [WRITER, READER])
@pytest.mark.parametrize("table", APPENDED)
@pytest.mark.parametrize("how", ["update", "delete", "truncate", "drop", "alter"])
def test_no_role_of_the_application_changes_a_log(hub: str, role: str, table: str, how: str) -> None:
    with as_role(hub, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statements(table)[how])


@pytest.mark.parametrize("how", ["update", "delete", "truncate"])
def test_no_role_of_the_application_changes_a_tombstone(vault: str, how: str) -> None:
    for role in (WRITER, READER):
        with as_role(vault, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statements("tombstones")[how])


@pytest.mark.parametrize("table", sorted(table.name for table in HUB.tables.values() if table not in WEB_TABLES))
def test_a_reader_reads_and_no_more(hub: str, table: str) -> None:
    with as_role(hub, READER) as connection:
        connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("INSERT INTO {} DEFAULT VALUES").format(sql.Identifier(table)))


def test_a_writer_appends_to_a_log(hub: str) -> None:
    with as_role(hub, WRITER) as connection:
        connection.execute("INSERT INTO ledger_entries VALUES (0, 'x', 'resolve', 1)")
        connection.execute("INSERT INTO decisions VALUES ('resolve', 1, 1, 'x', 'x')")
        assert connection.execute("SELECT count(*) FROM ledger_entries").fetchone() == (1,)


def test_nobody_else_sees_anything(hub: str) -> None:
    with connect(hub) as connection:
        connection.execute("CREATE ROLE nobody_else NOLOGIN")
        connection.execute("SET ROLE nobody_else")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM public.notice_view")
