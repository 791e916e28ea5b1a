"""`firstbell views`."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.settings.processes import RebuildSettings


def views(
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Write every view anew from the copy of the records, and end. As the owner."),
    ] = False,
) -> None:
    """Write what pages and tools read into PostgreSQL, on a cluster, until stopped.

    Rows commit together with how far it came, so that nothing is written twice or left out. It also tells Prometheus
    how the hub stands: desks, notices, ledger. It is told everything by variables (ops/settings.md).
    With --rebuild the views are emptied and folded again from the decisions in the hub's database, all or nothing:
    pages show what stood before until it is done, and the process that writes views waits. It needs only
    FIRSTBELL_VIEWS_DATABASE_URL, in the name of the database's owner: nobody else may lock the log's tables.
    """
    from services.cli.processes import run_process

    if rebuild:
        from services.settings.processes import RebuildSettings

        run_process(RebuildSettings, _rebuild)
        return
    from services.processes.views import run_views
    from services.settings.processes import ViewsSettings

    run_process(ViewsSettings, run_views)


def _rebuild(settings: "RebuildSettings") -> None:
    from services.cli.output import give
    from services.processes.rebuild import rebuild

    count = rebuild(settings)
    give({"records": count}, lambda out: out.print(f"the views were written again from {count} records"), as_json=False)
