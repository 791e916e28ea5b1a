"""`firstbell views`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.settings.processes import RebuildSettings


def views(
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Write every view anew from the copy of the records, and end. As the owner."),
    ] = False,
    home: Annotated[
        Path | None, typer.Option("--home", help="With --rebuild: a hub's folder, and no cluster's databases.")
    ] = None,
) -> None:
    """Write what pages and tools read into PostgreSQL, on a cluster, until stopped.

    Rows commit together with how far it came, so that nothing is written twice or left out. It also tells Prometheus
    how the hub stands: desks, notices, ledger. It is told everything by variables (ops/settings.md).
    With --rebuild the views are emptied and folded again from the decisions in the hub's database, all or nothing:
    pages show what stood before until it is done, and the process that writes views waits. It needs only
    FIRSTBELL_VIEWS_DATABASE_URL, in the name of the database's owner: nobody else may lock the log's tables.
    With --rebuild --home the views of a hub in a folder, and the state by which it decides, are folded again from its
    records, while no hub works on it: after `firstbell replay --verify` has found that tables differ, and no record.
    """
    from services.cli.processes import run_process

    if home is not None:
        _rebuild_home(home, rebuild=rebuild)
        return
    if rebuild:
        from services.settings.processes import RebuildSettings

        run_process(RebuildSettings, _rebuild)
        return
    from services.processes.views import run_views
    from services.settings.processes import ViewsSettings

    run_process(ViewsSettings, run_views)


def _rebuild(settings: "RebuildSettings") -> None:
    from services.processes.rebuild import rebuild

    _tell(rebuild(settings))


def _rebuild_home(home: Path, *, rebuild: bool) -> None:
    from services.cli.failures import ExitCode, Failure
    from services.operator.rebuilding import rebuild_home

    if not rebuild:
        raise Failure(ExitCode.USAGE, "a hub in a folder writes its views itself: give `--rebuild` too, or no `--home`")
    _tell(rebuild_home(home))


def _tell(count: int) -> None:
    from services.cli.output import give

    give({"records": count}, lambda out: out.print(f"the views were written again from {count} records"), as_json=False)
