"""`firstbell desk`."""

from datetime import datetime
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.notify import DeskKind
from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, AreasOption, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from streams.views.desk_subjects import About, is_about
from streams.views.rows import DeskRow


class DeskItem(Struct):
    """One piece of a council's work, without anything of the child."""

    item: str
    area: str
    kind: str
    reason: str
    raised_at: datetime
    due_at: datetime
    overdue: bool
    school: str | None
    closed_at: datetime | None
    outcome: str | None
    event: str


def desk(
    area: AreasOption = None,
    closed: Annotated[bool, typer.Option("--closed", help="Those that are done instead, the newest 50.")] = False,
    about: Annotated[
        About | None, typer.Option("--about", help="Children without a school, or what schools could not be told.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List what stands on the councils' desks, least time left first, without personal data."""
    with looking_into(home, cluster=cluster) as reader:
        wanted = tuple(area) if area else reader.areas
        unknown = [one for one in wanted if one not in reader.areas]
        if unknown:
            known = ", ".join(reader.areas) or "none"
            raise Failure(ExitCode.REFUSED, f"the hub serves no area `{unknown[0]}`: it serves {known}")
        rows = [_row(row) for row in reader.views.desk(wanted, closed=closed) if is_about(row, about)]

    def show(out: Console) -> None:
        cells = [
            (
                row.area,
                "overdue" if row.overdue else when(row.due_at),
                _title(row),
                row.school or "",
                row.outcome or "",
                row.item,
            )
            for row in rows
        ]
        out.print(
            table("Desks", "Area", "By", "What to do", "School", "Outcome", "Item", rows=cells) if rows else "no items"
        )

    give({"areas": wanted, "items": rows}, show, as_json=as_json)


def _row(row: DeskRow) -> DeskItem:
    return DeskItem(
        item=row.item,
        area=row.area,
        kind=row.kind,
        reason=row.reason,
        raised_at=row.raised_at,
        due_at=row.due_at,
        overdue=row.overdue,
        school=row.recipient_value if row.recipient_scheme == "urn" else None,
        closed_at=row.closed_at,
        outcome=row.outcome,
        event=row.event.hex(),
    )


def _title(row: DeskItem) -> str:
    # imported here: the words come with the pages, whose libraries the other commands need not load
    from services.web.words_desk import DESK_KINDS

    return DESK_KINDS[DeskKind(row.kind)].title
