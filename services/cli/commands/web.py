"""`firstbell web`."""

from typing import Annotated

import typer


def web(
    link: Annotated[
        list[str] | None,
        typer.Option("--link", metavar="USER", help="Print a one-time sign-in link for this user; may be repeated."),
    ] = None,
) -> None:
    """Serve the pages of a hub on a cluster, until stopped: inbox, desk, trace.

    Pages are read from PostgreSQL; personal data is shown only after its opening was decided and recorded. Put a
    reverse proxy with TLS in front. It is told everything by variables (ops/settings.md).
    """
    from services.cli.processes import run_process
    from services.processes.web import run_web
    from services.settings.processes import WebProcessSettings

    users = tuple(link or ())
    run_process(WebProcessSettings, lambda settings: run_web(settings, users, typer.echo))
