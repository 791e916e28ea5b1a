"""Bring a database's tables and grants to what the program needs."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import Connection, MetaData, text

from streams.engines.postgres.columns import HUB
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.revisions import revision_of
from streams.engines.postgres.roles import grant, make_roles
from streams.engines.postgres.vault_tables import VAULT

_METADATA: Final = {"hub": HUB, "vault": VAULT}
DATABASES: Final = tuple(_METADATA)
_LOCK: Final = 0x46425F4D  # "FB_M": two that migrate at once wait for each other


def migrate(address: str, database: str) -> str:
    """Bring the `hub` or the `vault` database to this program's tables and grants; the revision that it now has.

    Connect as the owner. The four groups (`roles`) are made where they are missing and the owner may make them.
    """
    engine = open_engine(address, connections=1)
    try:
        with as_file(files(__package__).joinpath("migrations")) as folder, engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            make_roles(connection)
            command.upgrade(_config(folder, database, connection), "head")
            grant(connection, _METADATA[database])
            return revision_of(connection)
    finally:
        engine.dispose()


def run_in(context: EnvironmentContext, database: str) -> None:
    """What alembic's `env.py` calls: go through the revisions on the connection that `migrate` holds."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=_METADATA[database], transactional_ddl=False)
    context.run_migrations()


def metadata_of(database: str) -> MetaData:
    """The tables that a database is to have."""
    return _METADATA[database]


def _config(folder: Path, database: str, connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder / database).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
