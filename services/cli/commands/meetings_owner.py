"""`firstbell meetings own`, `open` and `answer`: what the owner of an action sees of it, and says of it."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.records.actions import ActionAnswer, AnswerAction
from schemas.records.meetings import WORDS_MOST, ActionReason
from services.cli.commands.meetings import RecipientOption, recipient_of
from services.cli.commands.meetings_actions import Action, action_told, app
from services.cli.failures import ExitCode, Failure
from services.cli.meetings_told import REFUSED, tell
from services.cli.opened import at_a_desk, id_of, looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict, when
from streams.engines.contract import NotShown
from streams.views.rows import ActionRow

__all__ = ["app"]

ActionArgument = Annotated[str, typer.Argument(metavar="ACTION", help="The action, as `meetings own` shows it.")]
OwnerOption = Annotated[str, typer.Option("--user", metavar="USER", help="Who asks: somebody of the action's owner.")]


@app.command("own")
def own(
    user: OwnerOption,
    recipient: RecipientOption,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List what meetings asked of a role, as the page of one who holds it does: overdue first. No personal data is in
    it. What this user may not know of is left out, and it is recorded that it was.
    """
    from services.cli.packs import own_actions_of

    with at_a_desk(home, cluster=cluster) as (hub, clock):
        found = [action_told(row) for row in own_actions_of(hub, clock, recipient_of(recipient), user)]

    def show(out: Console) -> None:
        rows = [(_due(one), one.meeting, _state(one), one.action) for one in found]
        out.print(table("Your actions", "By", "Meeting", "State", "Action", rows=rows) if rows else "nothing is asked")

    give({"actions": found}, show, as_json=as_json)


@app.command("open")
def open_(
    action: ActionArgument,
    user: OwnerOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to: a new file that ends in .html.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write an action to print: its words, and of the case what its owner's agreement permits.

    The opening is recorded before it is written, as on the page. The file holds what may do harm: it can be read by its
    owner alone; delete it once it is read.
    """
    from services.cli.packs import keep, new_page, render_action

    new_page(out)
    row = _action(home, action, cluster)
    with at_a_desk(home, cluster=cluster) as (hub, clock):
        rendered = render_action(hub, clock, row, user)
    keep(out, rendered)
    told = {"file": str(out), "bytes": len(rendered)}
    give(told, lambda console: console.print(verdict(True, f"written to {out}")), as_json=as_json)


@app.command("answer")
def answer(
    action: ActionArgument,
    user: OwnerOption,
    said: Annotated[ActionAnswer, typer.Option("--answer", help="What came of it.")],
    reason: Annotated[ActionReason, typer.Option("--reason", help="Why.")],
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="If it is not the owner's own: a deputy's.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say what came of an action that was opened. A note for its coordinator is read from standard input, and sealed at
    once; it may be empty. The action stays on the agenda until the coordinator reports it.
    """
    row = _action(home, action, cluster)
    note = sys.stdin.read().strip()
    if len(note) > WORDS_MOST:
        raise Failure(ExitCode.USAGE, f"the note has more than {WORDS_MOST} characters: write less")
    with at_a_desk(home, cluster=cluster) as (hub, _):
        try:
            sealed = hub.seal(row.event, note) if note else None
        except NotShown:
            raise Failure(ExitCode.REFUSED, REFUSED["event_erased"]) from None
        command = AnswerAction(row.case, row.person, action, user, role or row.owner_role, said, reason, sealed)
        settled = hub.perform(command, command_id=id_of("meeting"))
    tell(settled, as_json=as_json)


def _action(home: Path, action: str, cluster: bool) -> ActionRow:
    with looking_into(home, cluster=cluster) as reader:
        row = reader.views.action(action)
    if row is None or row.closed:
        raise Failure(ExitCode.REFUSED, f"there is no action `{action}` to be done: look at your actions again")
    return row


def _due(one: Action) -> str:
    return "overdue" if one.overdue and one.answer != ActionAnswer.DONE else when(one.due_at)


def _state(one: Action) -> str:
    return one.answer or ("opened" if one.opened_at is not None else "not opened")
