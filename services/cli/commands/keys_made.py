"""`firstbell keys make` and `firstbell keys token`: what an agency needs to publish."""

import base64
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from services.cli.output import give
from services.operator.addresses import INTAKE_URL
from services.operator.clock import machine_clock
from services.operator.reading import HomeReader
from streams.engines.local.home import PROMISE_KEY_ID


def make(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The agency's own folder, on its own machine.", file_okay=False)
    ],
    agency: Annotated[str, typer.Option("--agency", metavar="AGENCY", help="The agency's id, as in its mapping.")],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="An id for the key, never used before.")],
    as_json: JsonOption = False,
) -> None:
    """Make an agency's folder with a fresh signing key, and print the public key for the hub's operator.

    The private key stays there, readable by its owner alone. Put `hub.json`, `token` and `mapping.yaml` beside it.
    """
    from services.operator.agency_folder import AgencyFolder

    public = base64.b64encode(AgencyFolder(folder).create(agency, key)).decode()

    def show(out: Console) -> None:
        out.print(
            f"tell the hub's operator, and compare by telephone:\nfirstbell keys register {agency} {key} {public}",
            soft_wrap=True,
        )

    give({"folder": str(folder), "agency": agency, "key": key, "public": public}, show, as_json=as_json)


def token(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="A registered agency.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Give an agency a token for the intake. It is printed this once; the hub keeps its digest only.

    `firstbell serve` reads tokens when it starts.
    """
    from services.operator.serving import give_token

    with HomeReader(home) as reader:
        if agency not in reader.reference.agencies:
            raise Failure(ExitCode.REFUSED, f"no agency `{agency}` is registered: `firstbell keys register` does that")
    text = give_token(home, agency)
    give({"agency": agency, "token": text}, lambda out: out.print(text, soft_wrap=True), as_json=as_json)


def descriptor(
    url: Annotated[str, typer.Option("--url", help="Where agencies reach the intake.")] = INTAKE_URL,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Print the hub's descriptor as JSON: what an agency must know of it, to be given by a way that it trusts."""
    from services.intake.documents import describe_hub

    with HomeReader(home) as reader:
        found = describe_hub(reader.reference, PROMISE_KEY_ID, url, machine_clock())
    if found is None:
        raise Failure(ExitCode.HOME, "the hub has no key that is valid now: its descriptor cannot be given")
    typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
