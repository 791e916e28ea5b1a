"""`firstbell patterns`: counts and patterns across events, and what a named person decides on them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.memory import DecidePattern, PatternAnswer, PatternFound, PatternReason, RepeatAssessed
from schemas.records.notify import DeskKind
from schemas.records.watch import CommandRefused
from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into, performed
from services.cli.options import DEFAULT_HOME, AreasOption, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from streams.views.answering import SqlViews
from streams.views.rows import DeskRow

app = typer.Typer(help="Counts and patterns across events, on which somebody decides.", no_args_is_help=True)

REFUSED = {
    "no_longer_current": "`{item}` is open no more: `firstbell patterns list` shows what is",
    "not_your_area": "`{user}` does not hold the role that decides on `{item}`: it is for {role}",
    "may_be_connected": "`{user}` may be connected with the people of `{item}`: somebody else in the role decides",
    "asks_for_a_decision": "`{item}` is proposed: refer it or decline it",
    "not_a_pattern": "`{item}` is no pattern: `firstbell desk` shows other work",
}


class Pattern(Struct):
    """One pattern, by what was counted and when. It names and describes nobody."""

    item: str
    area: str
    role: str
    reason: str
    rule: str
    count: int
    window: str
    times: tuple[datetime, ...]
    due_at: datetime
    overdue: bool
    outcome: str | None


@app.command("list")
def list_(
    area: AreasOption = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Those for one role alone.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Those that are done instead.")] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List counts and patterns that wait for somebody to refer or decline, without personal data."""
    with looking_into(home, cluster=cluster) as reader:
        wanted = tuple(area) if area else reader.areas
        found = [_pattern(reader.views, row) for row in reader.views.patterns(wanted, role, closed=closed)]
    give({"patterns": found}, lambda out: _show(out, found), as_json=as_json)


@app.command("decide")
def decide(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item, as `firstbell patterns list` shows it.")],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who decides: whoever holds its role.")],
    answer: Annotated[PatternAnswer, typer.Option("--answer", help="Refer it, decline; or noted, of a change.")],
    reason: Annotated[PatternReason, typer.Option("--reason", help="Why.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Refer or decline what was proposed, with the reason, or note a change. Nothing else follows by itself."""
    row = _row(home, item, cluster)
    role = row.recipient_role or ""
    command = DecidePattern(row.case, row.person, item, user, role, answer, reason)
    settled = performed(home, command, "pattern", cluster=cluster)
    refused = next((output for output in settled.outputs if isinstance(output, CommandRefused)), None)
    if refused is not None:
        text = REFUSED.get(refused.reason, f"`{{item}}` was not decided: {refused.reason}")
        raise Failure(ExitCode.REFUSED, text.format(item=item, user=user, role=role))
    told = {"item": item, "answer": answer.value, "reason": reason.value}
    give(told, lambda out: out.print(f"recorded: {answer.value}, {reason.value}"), as_json=as_json)


def _row(home: Path, item: str, cluster: bool) -> DeskRow:
    with looking_into(home, cluster=cluster) as reader:
        row = reader.views.desk_item(item)
    if row is None or row.kind != DeskKind.PATTERN:
        raise Failure(ExitCode.REFUSED, REFUSED["not_a_pattern"].format(item=item))
    return row


def _pattern(views: SqlViews, row: DeskRow) -> Pattern:
    found = views.pattern(row.referral or "")
    cases = found.cases if isinstance(found, PatternFound) else found.counted if found is not None else ()
    return Pattern(
        item=row.item,
        area=row.area,
        role=row.recipient_role or "",
        reason=row.reason,
        rule=f"{found.rule}/{found.version}" if found is not None else "",
        count=found.count if isinstance(found, PatternFound) else len(cases),
        window=found.window if isinstance(found, PatternFound | RepeatAssessed) else "",
        times=tuple(case.at for case in cases),
        due_at=row.due_at,
        overdue=row.overdue,
        outcome=row.outcome,
    )


def _show(out: Console, found: Sequence[Pattern]) -> None:
    rows = [
        (
            one.area,
            one.role,
            one.reason,
            f"{one.count} in {one.window}",
            ", ".join(when(at) for at in one.times),
            one.outcome or ("overdue" if one.overdue else when(one.due_at)),
            one.item,
        )
        for one in found
    ]
    headings = ("Area", "For", "Why", "Counted", "On", "By", "Item")
    out.print(table("Patterns", *headings, rows=rows) if rows else "no patterns")
