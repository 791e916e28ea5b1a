"""`firstbell ledger export`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give
from streams.ledger.export import ExportError, export_log


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it: absent, or an empty folder.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Copy the ledger as its checkpoint has it: a C2SP log (`checkpoint`, `tile/…`) that any C2SP verifier reads.

    Its entries are digests and tell nothing of anybody. May run while the hub runs.
    """
    with looking_into(home, cluster=cluster) as reader:
        if reader.checkpoint() is None:
            raise Failure(ExitCode.UNREACHABLE, "no checkpoint was signed yet: let the hub run, then export")
        try:
            checkpoint = export_log(reader.ledger, folder, str(reader.ledger_key))
        except ExportError as error:
            raise Failure(ExitCode.REFUSED, str(error)) from None
        key = str(reader.ledger_key)

    def show(out: Console) -> None:
        out.print(f"{checkpoint.size} entries in `{folder}`, verified. Verifier key:")
        out.print(key, soft_wrap=True)

    root = checkpoint.root.hex()
    give({"folder": str(folder), "size": checkpoint.size, "root": root, "key": key}, show, as_json=as_json)
