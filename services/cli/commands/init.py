"""`firstbell init`."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs
from services.operator.clock import machine_clock
from services.operator.opening import working_on
from services.operator.operated import Operated
from services.operator.settings import HomeSettings, write_settings
from streams.calendar.wall_clock import london
from streams.engines.local.home import Home

_AREA: Final = re.compile(r"(?P<code>[0-9]{3})=(?P<title>\S.*)")
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?")


def init(
    hub: Annotated[
        str,
        typer.Option("--hub", metavar="NAME", help="The hub's name in every event: small letters, digits, hyphens."),
    ],
    title: Annotated[str, typer.Option("--title", help="What people call it.")],
    area: Annotated[
        list[str],
        typer.Option("--area", metavar="CODE=NAME", help="A council area that it serves, as 822='Bedford Borough'."),
    ],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    intake_partitions: Annotated[
        int, typer.Option("--intake-partitions", min=1, help="With --cluster: partitions of each agency's intake.")
    ] = 4,
    person_partitions: Annotated[
        int, typer.Option("--person-partitions", min=1, help="With --cluster: partitions of the last hop.")
    ] = 8,
    as_json: JsonOption = False,
) -> None:
    """Make a hub's home: fresh keys, an empty log, the council areas with the bank holidays of England.

    With --cluster the hub is declared in the cluster's reference topic instead (`firstbell kafka apply` makes it), and
    its keys are made where their folder is empty. Partition counts are fixed from then on.

    Next: `firstbell agreements register`, `firstbell directory import`, `firstbell keys register`, `firstbell serve`.
    """
    if not _NAME.fullmatch(hub):
        raise Failure(
            ExitCode.USAGE, f"`{hub}` cannot be a hub's name: use small letters, digits, dots and hyphens, 63 at most"
        )
    areas = dict(_area(one) for one in area)
    if cluster:
        keys = _declare(hub, title, areas, intake_partitions, person_partitions)
    else:
        _make(home, hub, title, areas)
        keys = home / "keys"
    document = {"home": None if cluster else str(home), "hub": hub, "title": title, "areas": areas}
    shown = [
        *(() if cluster else (("Home", str(home.absolute())),)),
        ("Hub", hub),
        *(("Area", f"{code} {name}") for code, name in areas.items()),
    ]

    def show(out: Console) -> None:
        out.print(pairs(title, shown))
        out.print(f"\nits keys are in `{keys}`: back them up apart from the rest, and let nobody read them")

    give(document, show, as_json=as_json)


def _area(text: str) -> tuple[str, str]:
    found = _AREA.fullmatch(text)
    if found is None:
        raise Failure(
            ExitCode.USAGE, f"`{text}` names no area: write its three digits and its name, as 822='Bedford Borough'"
        )
    return found["code"], found["title"]


def _make(folder: Path, hub: str, title: str, areas: dict[str, str]) -> None:
    from streams.engines.local.registry import declare_in

    at = machine_clock()
    with Home(folder).making() as made:
        declare_in(made, hub, title, at)
        write_settings(made.folder, HomeSettings())
        with working_on(made.folder) as (opened, clock):
            _put_areas(opened, areas, clock())


def _declare(hub: str, title: str, areas: dict[str, str], intake_partitions: int, person_partitions: int) -> Path:
    """Declare a hub on the cluster of the settings; the folder of its keys."""
    from services.cli.processes import explained
    from services.operator.on_cluster import make_keys, on_cluster
    from services.settings.processes import OperatorSettings

    with explained():
        settings = OperatorSettings.read()
        folder = settings.keys.folder
        make_keys(folder, settings.vault_keys.folder)
        with on_cluster() as (opened, clock):
            at = clock()
            opened.registry.declare(
                opened.public_halves(),
                hub,
                title,
                at,
                intake_partitions=intake_partitions,
                person_partitions=person_partitions,
            )
            _put_areas(opened, areas, at)
    return folder


def _put_areas(opened: Operated, areas: dict[str, str], at: datetime) -> None:
    from services.operator.areas import YEARS_AHEAD
    from services.operator.directory import Directory

    directory, year = Directory(opened, at), london(at).year
    for code, name in areas.items():
        directory.put_area(code, name, year, year + YEARS_AHEAD)
