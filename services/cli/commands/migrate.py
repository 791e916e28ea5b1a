"""`firstbell migrate`."""

from msgspec import Struct
from rich.console import Console

from services.cli.options import JsonOption


class Migrated(Struct):
    """The revisions that the databases now have."""

    views: str
    vault: str


def migrate(as_json: JsonOption = False) -> None:
    """Bring both PostgreSQL databases to this program's tables and rights; again, it finds nothing to do.

    Run it as the databases' owner, before the processes of a new version start. The addresses are those of
    FIRSTBELL_VIEWS_DATABASE_URL and FIRSTBELL_VAULT_DATABASE_URL (ops/settings.md).
    """
    from services.cli.output import give, pairs
    from services.cli.processes import run_process
    from services.processes.connections import address_of
    from services.settings.processes import MigrateSettings
    from streams.engines.postgres.migrating import migrate as migrate_one

    def work(settings: MigrateSettings) -> None:
        vault = migrate_one(address_of(settings.vault_database), "vault")  # first: it may be refused
        found = Migrated(views=migrate_one(address_of(settings.views_database), "hub"), vault=vault)

        def show(out: Console) -> None:
            out.print(pairs("Databases", [("views", found.views), ("vault", found.vault)]))

        give(found, show, as_json=as_json)

    run_process(MigrateSettings, work)
