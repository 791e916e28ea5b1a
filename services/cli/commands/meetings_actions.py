"""`firstbell meetings actions`: what meetings asked for, as their coordinators see it."""

from datetime import datetime

from msgspec import Struct
from rich.console import Console

from services.cli.commands.meetings import AreaOption, RoleOption
from services.cli.commands.meetings_pack import app
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from streams.views.rows import ActionRow

__all__ = ["app"]


class Action(Struct):
    """One action, without its words: those are read on the page of its case, or by its owner. `answer` is what
    the owner said.
    """

    action: str
    notice: str
    meeting: str
    owner: str
    due_at: datetime
    overdue: bool
    outcome: str
    reason: str
    opened_at: datetime | None
    answer: str
    answer_reason: str
    answered_at: datetime | None


def action_told(row: ActionRow) -> Action:
    """An action as commands tell it."""
    owner = "/".join((row.owner_role, row.owner_scheme, row.owner_value, *([row.owner_user] if row.owner_user else [])))
    return Action(
        row.action, row.notice, row.meeting, owner, row.due_at, row.overdue, row.outcome, row.reason,
        row.opened_at, row.answer, row.answer_reason, row.answered_at,
    )  # fmt: skip


@app.command("actions")
def actions(
    area: AreaOption,
    role: RoleOption,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the actions of an agenda that are not done, overdue first. Their words are on the pages of their cases."""
    with looking_into(home, cluster=cluster) as reader:
        found = [action_told(row) for row in reader.views.open_actions(area, role)]

    def show(out: Console) -> None:
        rows = [
            ("overdue" if one.overdue else when(one.due_at), one.owner, one.answer, one.reason, one.action)
            for one in found
        ]
        headings = ("By", "Who", "Owner says", "Last said", "Action")
        out.print(table("Actions", *headings, rows=rows) if rows else "nothing is to be done")

    give({"actions": found}, show, as_json=as_json)
