"""`firstbell meetings pack`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.commands.meetings import AreaOption, RoleOption, UserOption, app
from services.cli.opened import at_a_desk
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, verdict

__all__ = ["app"]


@app.command("pack")
def pack(
    area: AreaOption,
    role: RoleOption,
    user: UserOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to: a new file that ends in .html.")],
    whose: Annotated[
        str,
        typer.Option("--for", metavar="ROLE/SCHEME/VALUE/USER", help="A member's own copy, for who acts there."),
    ] = "own",
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The meeting of this day, as 2026-11-25.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write the pack of the next meeting, or a member's copy with what its agreement permits, to print.

    Each case in it is recorded as opened, or as printed for that member, before it is written, as on the page. The file
    holds what may do harm: it can be read by its owner alone; delete it once it is printed.
    """
    from services.cli.packs import Asked, keep, new_page, render

    new_page(out)
    with at_a_desk(home, cluster=cluster) as (hub, clock):
        rendered = render(hub, clock, Asked(user, role, area, on, whose))
    keep(out, rendered)
    told = {"file": str(out), "bytes": len(rendered)}
    give(told, lambda console: console.print(verdict(True, f"written to {out}")), as_json=as_json)
