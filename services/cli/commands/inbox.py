"""`firstbell inbox`."""

from datetime import datetime
from typing import Annotated

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.share import Recipient
from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from streams.agreements.vocabulary import INBOX_ROLES
from streams.deciders.person.recipients import school
from streams.reference.facts import Reference
from streams.views.rows import NoticeRow


class InboxNotice(Struct):
    """One notice without anything of the child: that is shown to the school's reader alone, on their page."""

    notice: str
    type: str
    doubts: tuple[str, ...]
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
    urn: Annotated[str, typer.Argument(metavar="URN", help="The school's number in the register.")] = "",
    role: Annotated[str, typer.Option("--role", help="In place of a school: a role such as ifd, idva.")] = "",
    area: Annotated[str, typer.Option("--area", metavar="CODE", help="With --role: the area it is held in.")] = "",
    agency: Annotated[str, typer.Option("--agency", help="With --role: the agency it is held at.")] = "",
    closed: Annotated[
        bool, typer.Option("--closed", help="Those that are finished or replaced instead, the newest 50.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the notices of a school, or of a role in an area or at an agency, most urgent first, without personal data.

    What a notice says is shown on the recipient's own page only, to a reader whose opening is recorded.
    """
    recipient = _asked_for(urn, role, area, agency)
    with looking_into(home, cluster=cluster) as reader:
        name = _name_of(recipient, reader.reference)
        rows = [_row(row) for row in reader.views.inbox_of(recipient, closed=closed)]

    def show(out: Console) -> None:
        cells = [
            (row.state, row.type, row.kind, row.role, when(row.issued_at), when(row.due_at), _opened(row), row.notice)
            for row in rows
        ]
        headings = ("State", "Event", "Kind", "For", "Issued", "Open by", "Opened", "Notice")
        title = f"{name} ({recipient.value})"
        out.print(table(title, *headings, rows=cells) if rows else f"{title}: no notices")

    place = {"role": recipient.role, recipient.scheme: recipient.value, "name": name}
    give({**place, "notices": rows}, show, as_json=as_json)


def _asked_for(urn: str, role: str, area: str, agency: str) -> Recipient:
    """The recipient that the command line names: a school, or a role at one place."""
    if urn and not (role or area or agency):
        return school(urn)
    if urn or not role or bool(area) == bool(agency):
        raise Failure(ExitCode.USAGE, "name a school by its URN, or a --role with its --area or --agency")
    recipient = Recipient(role, "area", area) if area else Recipient(role, "agency", agency)
    if role not in INBOX_ROLES[recipient.scheme]:
        known = ", ".join(sorted(INBOX_ROLES[recipient.scheme]))
        raise Failure(ExitCode.REFUSED, f"`{role}` has no inbox there: use one of {known}")
    return recipient


def _name_of(recipient: Recipient, reference: Reference) -> str:
    """The place's name. `Failure` for one that the hub does not know."""
    value = recipient.value
    match recipient.scheme:
        case "urn":
            setting = reference.setting(value)
            if setting is None:
                raise Failure(
                    ExitCode.REFUSED, f"the register has no school `{value}`: look its URN up in the register"
                )
            return setting.name
        case "area":
            if value not in reference.areas:
                raise Failure(ExitCode.REFUSED, f"the hub serves no area `{value}`: correct the code")
            return reference.area_title(value)
        case _:
            known = reference.agencies.get(value)
            if known is None:
                raise Failure(ExitCode.REFUSED, f"the hub knows no agency `{value}`: correct the name")
            return known.title


def _row(row: NoticeRow) -> InboxNotice:
    return InboxNotice(
        notice=row.notice,
        type=row.type,
        doubts=row.doubts,
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
