"""`firstbell outcomes`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import JsonOption


def outcomes(
    agency: Annotated[
        Path, typer.Option("--agency", metavar="FOLDER", help="The agency's own folder.", file_okay=False, exists=True)
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Ask nobody: check every kept promise and proof again, from their bytes.")
    ] = False,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="DIR",
            help="Write the files of everything that is held against the hub: absent, or an empty folder.",
            file_okay=False,
        ),
    ] = None,
    hub: Annotated[
        str | None, typer.Option("--hub", metavar="URL", help="Another address than the one in the hub's descriptor.")
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option(
            "--metrics",
            metavar="FILE",
            help="Write what waits there as Prometheus's node exporter reads it, for alerts.",
            dir_okay=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask what became of everything that was sent, and hold the hub to its word.

    Each outcome comes with the decision record, its proof and the ledger's signed checkpoint, and is checked on this
    machine with the keys of the hub's descriptor; the ledger must extend every checkpoint that was seen before. Exits 1
    where anything does not hold, or a promise is past its time (`--evidence` writes the files to hand over), and where
    incidents wait for somebody to mend their rows: they stand first, with the place.

    A council's outcome that was accepted may still not decide its contact. Whether it does is not promised, and is not
    told here (`told_on_page` with --json): it stands on the agency's page of the hub.
    """
    from services.cli.outcomes import show_outcomes

    show_outcomes(agency, verify, evidence, hub, metrics, as_json)
