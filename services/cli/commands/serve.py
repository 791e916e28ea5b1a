"""`firstbell serve`."""

from typing import Annotated

import typer

from services.cli.options import DEFAULT_HOME, HomeOption
from services.operator.addresses import INTAKE_PORT, PAGES_PORT


def serve(
    home: HomeOption = DEFAULT_HOME,
    port: Annotated[int, typer.Option("--port", help="Port of the pages.", min=0, max=65535)] = PAGES_PORT,
    intake_port: Annotated[
        int, typer.Option("--intake-port", help="Port of the intake.", min=0, max=65535)
    ] = INTAKE_PORT,
    link: Annotated[
        list[str] | None,
        typer.Option("--link", metavar="USER", help="Print a one-time sign-in link for this user; may be repeated."),
    ] = None,
    monitor_port: Annotated[
        int | None,
        typer.Option(
            "--monitor-port",
            help="Tell metrics and health on this port of this machine; else FIRSTBELL_MONITOR_PORT. Off without both.",
            min=0,
            max=65535,
        ),
    ] = None,
) -> None:
    """Serve the pages and the intake on this machine, decide what comes in, and tick by the clock, until stopped.

    This process decides; pages and intake are served by one of their own each, which end with it.

    Ctrl-C or SIGTERM stops it: what is under way is finished, and the last checkpoint signed. In a home that the demo
    made, the clock goes on from where the story ended, and one-time sign-in links are printed.
    """
    from services.cli.serving import run_until_stopped

    run_until_stopped(home, port, intake_port, tuple(link or ()), monitor_port)
