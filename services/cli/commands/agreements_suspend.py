"""`firstbell agreements suspend` and `resume`: what was signed rests, or counts again, with who asked and why."""

from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.one_line import one_line
from services.cli.opened import operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give
from services.operator.instruments import suspend
from services.operator.reading import HomeReader

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The agreement's `id`, as in its file.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why, in one line. It is kept for good: name nobody in it.")
]
AskedByOption = Annotated[
    str,
    typer.Option(
        "--asked-by",
        metavar="TEXT",
        help="The office and body that asked, as in `Caldicott guardian, a trust`. It is kept for good: name nobody.",
    ),
]


class Changed(Struct):
    """An agreement that was suspended or resumed; `notices` that schools can still open rest on it."""

    id: str
    suspended: bool
    reason: str
    asked_by: str
    notices: int


def suspend_(
    id: IdArgument,
    reason: ReasonOption,
    asked_by: AskedByOption,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Let nothing more flow under an agreement: every version of it, from the next decision on.

    What a duty demands goes all the same. Notices that were given stay with their schools; what is decided of them from
    now on (an opening, an update) goes by what is then in force.
    """
    _change(home, id, reason, asked_by, cluster=cluster, suspended=True, as_json=as_json)


def resume(
    id: IdArgument,
    reason: ReasonOption,
    asked_by: AskedByOption,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Let an agreement that was suspended count again, from the next decision on.

    Nothing that was withheld meanwhile is sent by itself: an update or a new event is decided under it again.
    """
    _change(home, id, reason, asked_by, cluster=cluster, suspended=False, as_json=as_json)


def _change(home: Path, id: str, reason: str, asked_by: str, *, cluster: bool, suspended: bool, as_json: bool) -> None:
    why, who = one_line("--reason", reason), one_line("--asked-by", asked_by)
    touched, stands = _stands_on_cluster(id) if cluster else _stands(home, id)
    if stands is suspended:
        state = "is suspended already" if suspended else "is not suspended"
        raise Failure(ExitCode.REFUSED, f"`{id}` {state}: `firstbell status` names those that are")
    with operating(home, cluster=cluster) as (hub, clock):
        try:
            suspend(hub, id, why, who, clock(), suspended=suspended)
        except ValueError as error:
            raise Failure(ExitCode.REFUSED, str(error)) from None
    changed = Changed(id, suspended, why, who, touched)
    give(changed, lambda out: _show(out, changed), as_json=as_json)


def _stands(home: Path, id: str) -> tuple[int, bool]:
    """How many notices show what an agreement gave, and whether it is suspended."""
    with HomeReader(home) as reader:
        return reader.notices_under(id), id in reader.suspended


def _stands_on_cluster(id: str) -> tuple[int, bool]:
    from services.cli.processes import explained  # here: whoever reads a home need not load the clients
    from services.operator.on_cluster import on_cluster

    with explained(), on_cluster() as (hub, _):
        return hub.notices_under(id), id in hub.reference().instruments.suspended()


def _show(out: Console, changed: Changed) -> None:
    if changed.suspended:
        out.print(f"`{changed.id}` is suspended from the next decision on")
        out.print(f"{changed.notices} notices that schools can still open show items that it gave")
    else:
        out.print(f"`{changed.id}` counts again from the next decision on")
