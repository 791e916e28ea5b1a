"""The tables are those of the local engine, and migrations make exactly them."""

from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import BigInteger, LargeBinary, Table, Text, text

from ops.cluster.postgres import PostgresServer
from streams import sqlite
from streams.engines.postgres.columns import HUB
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.migrating import metadata_of, migrate
from streams.engines.postgres.revisions import WrongSchema, check_schema
from tests.support.postgres import empty

LEFT_OUT = {
    "intake": {"command"},  # commands stand in the topic
    "decisions": {"ledger_index"},  # given later, by the ledger: it stands in `ledger_entries`
    "reference_log": {"ledger_index"},
}
ADDED = {"ledger_entries": {"source", "number"}}
LOCAL_ALONE = {"inputs", "intake_keys", "chains", "state", "parked", "signed_checkpoint"}
"""Topics hold the inputs, key headers among them, and each worker its own state.

The ledger's files lie beside the local database, which remembers the checkpoint that they had last; the cluster's
are written by its ledger writer, whose next start reads them as they lie.
"""
POSTGRES_ALONE = {
    "accepted_events",
    "command_answers",
    "lost_inputs",
    "sink_heads",
    "parked",
    "web_links",
    "web_sessions",
}
"""The local engine has what is parked in its state, and its one process keeps who is signed in."""

_TYPES = {"TEXT": Text, "INTEGER": BigInteger, "BLOB": LargeBinary}


def local_tables() -> dict[str, dict[str, tuple[str, bool]]]:
    """Columns of the local engine's tables: type, and whether they may be null."""
    database = sqlite.connect(":memory:")
    for script in ("tables.sql", "outbox.sql"):
        database.execute(files("streams.engines.local").joinpath(script).read_text("utf-8"))
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for name in names:
        columns = database.execute(f"PRAGMA table_info({name})").fetchall()
        found[name] = {column: (kind, not (required or key)) for _, column, kind, required, _, key in columns}
    database.close()
    return found


def shown(table: Table) -> dict[str, tuple[type, bool]]:
    """Columns of a table: type, and whether they may be null."""
    return {column.name: (type(column.type), bool(column.nullable)) for column in table.columns}


def test_both_engines_have_the_same_tables() -> None:
    assert set(HUB.tables) - POSTGRES_ALONE == set(local_tables()) - LOCAL_ALONE


@pytest.mark.parametrize("name", sorted(set(HUB.tables) - POSTGRES_ALONE))
def test_columns_and_their_order_are_the_same(name: str) -> None:
    local = {
        column: (_TYPES[kind], null)
        for column, (kind, null) in local_tables()[name].items()
        if column not in LEFT_OUT.get(name, set())
    }
    found = shown(HUB.tables[name])
    assert [column for column in found if column not in ADDED.get(name, set())] == list(local)
    assert {column: found[column] for column in local} == local


def test_every_text_sorts_by_its_bytes() -> None:
    for database in ("hub", "vault"):
        for table in metadata_of(database).sorted_tables:
            for column in table.columns:
                assert not isinstance(column.type, Text) or column.type.collation == "C", (table.name, column.name)


@pytest.mark.parametrize("database", ["hub", "vault"])
def test_migrations_make_exactly_the_tables(postgres: PostgresServer, database: str) -> None:
    address = empty(postgres)
    revision = migrate(address, database)
    engine = open_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata_of(database)) == []
        collations = connection.execute(
            text(
                "SELECT DISTINCT collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type = 'text' AND table_name <> 'alembic_version'"
            )
        ).scalars()
        assert set(collations) == {"C"}
    assert migrate(address, database) == revision
    engine.dispose()


def test_another_schema_is_refused(postgres: PostgresServer, hub: str) -> None:
    engine = open_engine(hub)
    with engine.connect() as connection:
        check_schema(connection, "hub")
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        with pytest.raises(WrongSchema, match="`0000`"):
            check_schema(connection, "hub")
    engine.dispose()
    engine = open_engine(empty(postgres))
    with engine.connect() as connection, pytest.raises(WrongSchema, match="`none`"):
        check_schema(connection, "vault")
    engine.dispose()
