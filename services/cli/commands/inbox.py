"""`firstbell inbox`."""

from datetime import datetime
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from streams.views.rows import NoticeRow


class InboxNotice(Struct):
    """One notice without anything of the child: that is shown to the school's reader alone, on their page."""

    notice: str
    kind: str
    role: str
    state: str
    issued_at: datetime
    due_at: datetime
    due_rule: str
    opened_at: datetime | None
    in_time: bool | None
    overdue: bool
    escalated: bool
    event: str


def inbox(
    urn: Annotated[str, typer.Argument(metavar="URN", help="The school's number in the register.")],
    closed: Annotated[bool, typer.Option("--closed", help="Those that are finished or replaced instead.")] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List a school's notices, most urgent first, without personal data.

    What a notice says is shown on the school's own page only, to a reader whose opening is recorded.
    """
    with looking_into(home, cluster=cluster) as reader:
        setting = reader.reference.setting(urn)
        if setting is None:
            raise Failure(ExitCode.REFUSED, f"the register has no school `{urn}`: look its URN up in the register")
        rows = [_row(row) for row in reader.views.inbox(urn, closed=closed)]

    def show(out: Console) -> None:
        cells = [
            (row.state, row.kind, row.role, when(row.issued_at), when(row.due_at), _opened(row), row.notice)
            for row in rows
        ]
        headings = ("State", "Kind", "For", "Issued", "Open by", "Opened", "Notice")
        out.print(
            table(f"{setting.name} ({urn})", *headings, rows=cells) if rows else f"{setting.name} ({urn}): no notices"
        )

    give({"urn": urn, "name": setting.name, "notices": rows}, show, as_json=as_json)


def _row(row: NoticeRow) -> InboxNotice:
    return InboxNotice(
        notice=row.notice,
        kind=row.kind,
        role=row.role,
        state=row.state,
        issued_at=row.issued_at,
        due_at=row.due_at,
        due_rule=row.due_rule,
        opened_at=row.opened_at,
        in_time=row.in_time,
        overdue=row.overdue,
        escalated=row.escalated,
        event=row.event.hex(),
    )


def _opened(row: InboxNotice) -> str:
    if row.opened_at is not None:
        return when(row.opened_at) + ("" if row.in_time else ", late")
    return "overdue, escalated" if row.escalated else ("overdue" if row.overdue else "")
