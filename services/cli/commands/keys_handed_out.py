"""`firstbell keys hand-out`: the hub's keys, each process's own in a folder of its own."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give
from streams.engines.local.home import Home


def hand_out(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Where the folders are made; files there are put anew.", file_okay=False),
    ],
    home: HomeOption = DEFAULT_HOME,
    keys: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The folder of all keys, as `init --cluster` made it; else the home's."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a folder for each process of a cluster, with only the keys that it uses, and one for the vault's key.

    Put each on the machine of its process, as FIRSTBELL_KEYS_FOLDER; `vault` where all who open the vault share it, as
    FIRSTBELL_VAULT_KEYS_FOLDER. A vault's key that stands there stays: an erasure may have put it there.
    """
    # imported here: who only lists keys need not load the engine's
    from streams.engines.kafka.keys import hand_out as handed_out

    files = handed_out(keys or Home(home).keys, folder)
    give(
        {"folder": str(folder), "files": list(files)},
        lambda out: out.print("\n".join(files)),
        as_json=as_json,
    )
