"""Who may do what in the databases: the owner migrates, writers append, readers read, pages keep who is signed in.

The five are groups without a login of their own; each service's own login is made a member of one of them. Nobody but
the owner may change or remove a row of a log or of the ledger, nor a tombstone of the vault.
"""

from typing import Final

from sqlalchemy import Connection, MetaData, text

from streams.engines.postgres import outbox_tables, tables, vault_tables, view_tables, web_tables

OWNER: Final = "firstbell_owner"
WRITER: Final = "firstbell_writer"
READER: Final = "firstbell_reader"
WEB: Final = "firstbell_web"
"""Reads as readers do, and keeps sign-in links and sessions: whoever may write those can sign in as anybody."""
OUTBOX: Final = "firstbell_outbox"
"""Reads as readers do, and keeps the messages that are to be sent."""
ROLES: Final = (OWNER, WRITER, READER, WEB, OUTBOX)
REVISION: Final = "alembic_version"
"""Where alembic keeps which tables a database has: every process looks before it begins."""

_APPEND: Final = "SELECT, INSERT"
_CHANGE: Final = "SELECT, INSERT, UPDATE, DELETE"

_APPENDED: Final = frozenset(
    table.name
    for table in (
        *tables.LOG_TABLES,
        view_tables.ACCESS_VIEW,
        view_tables.DISCLOSURE_VIEW,
        view_tables.DELIVERY_VIEW,
        view_tables.TRACE_VIEW,
        vault_tables.TOMBSTONES,
    )
)


def make_roles(connection: Connection) -> None:
    """Make the groups where they are missing. Needs a role that may make roles."""
    for role in ROLES:
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": role}):
            connection.execute(text(f"CREATE ROLE {role} NOLOGIN"))


def grant(connection: Connection, metadata: MetaData) -> None:
    """Give each group exactly what it may do with the tables: what is taken from the list is taken from the group."""
    connection.execute(text("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    for role in (WRITER, READER, WEB, OUTBOX):
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {role}"))
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"))
        connection.execute(text(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}"))
        connection.execute(text(f"GRANT SELECT ON {REVISION} TO {role}"))
    for table in metadata.sorted_tables:
        if table in web_tables.WEB_TABLES:
            connection.execute(text(f'GRANT {_CHANGE} ON "{table.name}" TO {WEB}'))
            continue
        rights = _APPEND if table.name in _APPENDED else _CHANGE
        connection.execute(text(f'GRANT {rights} ON "{table.name}" TO {WRITER}'))
        connection.execute(text(f'GRANT SELECT ON "{table.name}" TO {READER}, {WEB}, {OUTBOX}'))
        if table in outbox_tables.OUTBOX_TABLES:
            connection.execute(text(f'GRANT {_CHANGE} ON "{table.name}" TO {OUTBOX}'))
    if metadata is vault_tables.VAULT:
        connection.execute(text(f"GRANT USAGE ON SEQUENCE {vault_tables.ERASURES.name} TO {WRITER}"))
