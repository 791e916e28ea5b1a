"""`firstbell hotspots`: counts by place and week that say nothing of an individual."""

import sys
from datetime import datetime
from typing import Annotated, Final

import typer
from rich.console import Console

from schemas.records.hotspots import HotspotsPublished
from schemas.records.watch import CommandRefused
from services.cli.failures import ExitCode, Failure
from services.cli.opened import at_a_desk, id_of, looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict
from streams.hotspots.decide import COUNTED, PUBLISHES

app = typer.Typer(
    help="Hotspots: children by place and week, small numbers kept back. No individual is in them.",
    no_args_is_help=True,
)

AreaOption = Annotated[str, typer.Option("--area", metavar="CODE", help="The council area.")]

REFUSED: Final = {
    "not_your_area": f"`{{user}}` does not hold the role {PUBLISHES} in `{{area}}`",
    "not_counted": "there are no tables of that event type",
    "not_a_monday": "the first day is a Monday",
    "not_over_yet": "these weeks are published from a week after their end",
    "published_already": "some of these weeks are published already, and what was published stands",
}


@app.command("show")
def show(
    area: AreaOption,
    as_csv: Annotated[bool, typer.Option("--csv", help="The newest table of each event type as CSV.")] = False,
    event_type: Annotated[str, typer.Option("--of", metavar="TYPE", help="Only tables of this event type.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what was published, newest first; `[c]` (null in JSON) stands where a number is kept back."""
    # imported here: the words come with the pages, whose libraries the other commands need not load
    from services.web.hotspots import csv_of, shown_table

    with looking_into(home, cluster=cluster) as reader:
        rows = [row for row in reader.views.hotspots(area) if event_type in ("", row.event_type)]
    if as_csv:
        newest = {row.event_type: row for row in reversed(rows)}
        sys.stdout.write("\n".join(csv_of(newest[one]) for one in sorted(newest)))
        return

    def draw(out: Console) -> None:
        for row in rows:
            drawn = shown_table(row)
            cells = [(name, *numbers) for name, numbers in drawn.lines]
            out.print(table(drawn.title, "Place", *drawn.weeks, rows=cells, right=range(1, len(drawn.weeks) + 1)))
        if not rows:
            out.print(f"{area}: nothing is published")

    give({"area": area, "tables": rows}, draw, as_json=as_json)


@app.command("publish")
def publish(
    area: AreaOption,
    event_type: Annotated[str, typer.Option("--of", metavar="TYPE", help="The event type that is counted.")],
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The Monday on which the first week begins.")
    ],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who publishes: a SPOC coordinator of the area.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Count four weeks and publish them, once: nobody sees a number before small ones are kept back.

    It works on a hub in a folder while nothing else has it open, and on a cluster beside its pages.
    """
    if event_type not in COUNTED:
        raise Failure(ExitCode.USAGE, f"there are no tables of `{event_type}`: use one of {', '.join(sorted(COUNTED))}")
    with at_a_desk(home, cluster=cluster) as (hub, _):
        command = hub.count_hotspots((area, event_type, first.date()), user)
        settled = hub.perform(command, command_id=id_of("hotspots"))
    for id, output in zip(settled.ids, settled.outputs, strict=True):
        if isinstance(output, HotspotsPublished):
            _tell(id, as_json=as_json)
            return
        if isinstance(output, CommandRefused):
            text = REFUSED.get(output.reason, f"the hub refused: {output.reason}")
            raise Failure(ExitCode.REFUSED, text.format(user=user, area=area))
    raise Failure(ExitCode.REFUSED, "the hub could not decide it: `firstbell parked list` shows what waits")


def _tell(publication: str, *, as_json: bool) -> None:
    give(
        {"publication": publication},
        lambda out: out.print(verdict(True, f"published as {publication}")),
        as_json=as_json,
    )
