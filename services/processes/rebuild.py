"""`firstbell views --rebuild`: every view written anew from the copy of the records."""

from typing import Final

from psycopg.errors import InsufficientPrivilege

from services.processes.connections import address_of
from services.settings.faults import SettingsRefused
from services.settings.processes import RebuildSettings
from streams.engines.postgres.rebuilding import rebuild_views
from streams.engines.postgres.stores import check

_NOT_THE_OWNER: Final = (
    "`FIRSTBELL_VIEWS_DATABASE_URL` names a login that may not lock the log: give the database's owner, as for"
    " `firstbell migrate`; nothing was changed"
)


def rebuild(settings: RebuildSettings) -> int:
    """Rebuild; from how many records. Raises `SettingsRefused` for another login than the owner's."""
    address = address_of(settings.views_database)
    check(address, "hub")
    try:
        return rebuild_views(address)
    except InsufficientPrivilege:
        raise SettingsRefused([_NOT_THE_OWNER]) from None
