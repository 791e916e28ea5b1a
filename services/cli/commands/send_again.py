"""`firstbell send-again`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import JsonOption


def send_again(
    agency: Annotated[
        Path, typer.Option("--agency", metavar="FOLDER", help="The agency's own folder.", file_okay=False, exists=True)
    ],
    hub: Annotated[
        str | None, typer.Option("--hub", metavar="URL", help="Another address than the one in the hub's descriptor.")
    ] = None,
    kafka: Annotated[
        str | None,
        typer.Option(
            "--kafka",
            metavar="HOST:PORT,...",
            help="Write straight to the hub's brokers, with kafka.pem of the folder; outcomes come from the intake.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Send what waits for the hub, and once more what it promised to decide and did not.

    The very same bytes go, so nothing is told twice. For use when the hub's operator calls, because events were lost
    before they were decided, or when `firstbell outcomes` shows broken promises. Each of those is kept as evidence
    (`firstbell outcomes --evidence`). What the hub may still decide in time is left alone. Exits 5 where the hub could
    not be reached, 1 where it gave a broken promise once more.
    """
    from services.cli.publishing import Ways
    from services.cli.sending_again import send_again as send

    send(agency, Ways(hub, kafka), as_json)
