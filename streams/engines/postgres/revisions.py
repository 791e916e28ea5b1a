"""Which tables a database has, and which this program needs: asked by everything that opens one."""

from importlib.resources import files
from typing import Final

from sqlalchemy import Connection, text

_DIGITS: Final = 4
"""A migration's file is named by its revision, four digits, and what it brings."""
_HAS_ANY: Final = text("SELECT to_regclass('alembic_version') IS NOT NULL")
_REVISION: Final = text("SELECT version_num FROM alembic_version")


class WrongSchema(Exception):
    """A database has other tables than this program's; the text says what to do."""


def check_schema(connection: Connection, database: str) -> None:
    """Raise `WrongSchema` unless the `hub` or `vault` database has the tables of this program."""
    found, wanted = revision_of(connection), newest_revision(database)
    if found != wanted:
        raise WrongSchema(
            f"the `{database}` database has the tables of revision `{found or 'none'}` and the program those of"
            f" `{wanted}`: migrate it as its owner, and start again"
        )


def revision_of(connection: Connection) -> str:
    """The revision of a database's tables; empty where it was never migrated."""
    return str(connection.scalar(_REVISION) or "") if connection.scalar(_HAS_ANY) else ""


def newest_revision(database: str) -> str:
    """The revision that the migrations of this program lead to."""
    versions = files(__package__).joinpath("migrations", database, "versions")
    return max(one.name for one in versions.iterdir() if one.name[:_DIGITS].isdecimal())[:_DIGITS]
