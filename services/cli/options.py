"""Options that commands share."""

from pathlib import Path
from typing import Annotated, Final

import typer

DEFAULT_HOME: Final = Path(".firstbell")

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="FIRSTBELL_HOME",
        help="The folder in which the hub lives.",
        file_okay=False,
        show_default=True,
    ),
]
ClusterOption = Annotated[
    bool,
    typer.Option(
        "--cluster", help="Ask the cluster that the FIRSTBELL_ variables name (ops/settings.md), in place of a home."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
AreasOption = Annotated[
    list[str] | None,
    typer.Option("--area", metavar="CODE", help="Only this council area; may be repeated. All of them without it."),
]
