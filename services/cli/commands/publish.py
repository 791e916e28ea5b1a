"""`firstbell publish`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import JsonOption


def publish(
    export: Annotated[
        Path, typer.Argument(metavar="EXPORT", exists=True, dir_okay=False, help="The agency's export, CSV or JSON.")
    ],
    agency: Annotated[
        Path,
        typer.Option(
            "--agency",
            metavar="FOLDER",
            help="The agency's own folder, made by `firstbell keys make`.",
            file_okay=False,
        ),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", metavar="FILE", exists=True, dir_okay=False, help="Another mapping than the folder's."
        ),
    ] = None,
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
    reinstate: Annotated[
        list[str] | None,
        typer.Option(
            "--reinstate", metavar="REFERENCE", help="Let this reference go back to what a later revision replaced."
        ),
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
    """Publish an agency's export: check, seal, sign, number and send it, keep the promises, fetch the outcomes.

    The mapping says which type of event the export holds (Operation Encompass, missing episodes, MARAC referrals,
    hospital flags, contacts to the front door and their outcomes), and what its columns and codes mean.

    A row that is wrong is told with its line and column; the rest goes, and the mended row follows as a revision. What
    was sent already is not sent again. Exits 1 where rows were refused, the hub rejected something, or incidents of any
    export wait to be mended, 5 where the hub could not be reached: then run it again. A force of the demo goes by the
    demo hub's clock.
    """
    from services.cli.publishing import Ways, publish_export

    publish_export(export, agency, mapping, Ways(hub, kafka), tuple(reinstate or ()), metrics, as_json)
