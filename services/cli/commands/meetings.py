"""`firstbell meetings`: agendas of SPOC and MARAC, and what their coordinators record."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.conflicts import ConflictEndReason, EndConflict
from schemas.records.meetings import (
    WORDS_MOST,
    ActionOutcome,
    ActionReason,
    ConflictReason,
    DeclareConflict,
    Owner,
    ReportAction,
    SetAction,
    TransferCase,
    TransferReason,
)
from schemas.records.share import Recipient
from services.cli.failures import ExitCode, Failure
from services.cli.meetings_told import REFUSED, settled_of_each, tell
from services.cli.opened import at_a_desk, id_of, looking_into, performed
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, when
from services.operator.opening import clock_of
from streams.calendar.wall_clock import instant_of
from streams.deciders.person.agendas import MARAC, meetings_of
from streams.engines.contract import NotShown, Views
from streams.reference.facts import Reference
from streams.routing.sittings import Sitting, next_sitting, sitting_on
from streams.views.cases import asked_head
from streams.views.rows import ActionRow, NoticeRow

app = typer.Typer(help="Agendas of an area's meetings, and what was recorded at them.", no_args_is_help=True)

NoticeArgument = Annotated[str, typer.Argument(metavar="NOTICE", help="The case, as `meetings agenda` shows it.")]
UserOption = Annotated[str, typer.Option("--user", metavar="USER", help="Who records it: the meeting's coordinator.")]
AreaOption = Annotated[str, typer.Option("--area", metavar="CODE", help="The council area.")]
RoleOption = Annotated[
    str,
    typer.Option("--role", metavar="ROLE", help="Whose agenda: spoc_coordinator, marac_coordinator, syvp_coordinator."),
]
RecipientOption = Annotated[str, typer.Option("--for", metavar="ROLE/SCHEME/VALUE", help="As ifd/area/822.")]

ENDS: Final = time(17, 0)
"""An action is due by the end of a working day."""


class Case(Struct):
    """One case of an agenda, without anything of the people. `repeat` is None where it was not assessed."""

    notice: str
    type: str
    event: str
    occurred_at: datetime
    state: str
    repeat: bool | None
    actions: int


@app.command("agenda")
def agenda(
    area: AreaOption,
    role: RoleOption,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The meeting of this day, as 2026-11-25.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List what falls due at the next meeting, or at that of a day. No personal data is in it."""
    with looking_into(home, cluster=cluster) as reader:
        now = datetime.now(UTC) if cluster else clock_of(home)()
        sitting = _sitting(reader.reference, Recipient(role, "area", area), on, now)
        rows = reader.views.meeting_notices(Recipient(role, "area", area), sitting.before, sitting.at)
        actions = reader.views.open_actions(area, role)
        cases = [_case(reader.views, row, actions) for row in rows]
    told = {"meeting": sitting.meeting.name, "at": sitting.at, "cases": cases}

    def show(out: Console) -> None:
        rows = [(c.type, when(c.occurred_at), c.state, _repeat(c), str(c.actions), c.notice) for c in cases]
        headings = ("Event", "Happened", "State", "Repeat", "Actions", "Notice")
        title = f"{sitting.meeting.name.upper()}, {when(sitting.at)}"
        out.print(table(title, *headings, rows=rows) if rows else f"{title}: nothing falls due")

    give(told, show, as_json=as_json)


@app.command("set")
def set_(
    notice: NoticeArgument,
    user: UserOption,
    recipient: RecipientOption,
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="By when, as 2026-12-01.")],
    who: Annotated[str, typer.Option("--by", metavar="USER", help="Who of them, of the staff directory.")] = "",
    by_hand: Annotated[bool, typer.Option("--by-hand", help="You tell them, who cannot read it here.")] = False,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record an action of the next meeting. What is to be done is read from standard input, and sealed at once.

    Refused for somebody who could not read it here today, unless you say that you tell them.
    """
    row = _case_of(home, notice, cluster)
    words = sys.stdin.read().strip()
    if not words or len(words) > WORDS_MOST:
        raise Failure(ExitCode.USAGE, f"standard input holds what is to be done, in {WORDS_MOST} characters at most")
    with at_a_desk(home, cluster=cluster) as (hub, _):
        meetings = meetings_of(hub.reference(), Recipient(row.role, row.scheme, row.value))
        if not meetings:
            raise Failure(ExitCode.REFUSED, REFUSED["not_of_a_meeting"])
        try:
            sealed = hub.seal(row.event, words)
        except NotShown:
            raise Failure(ExitCode.REFUSED, "something of the case was erased: no words can be sealed") from None
        owner = Owner(recipient_of(recipient), who)
        meeting = meetings[0].name
        command = SetAction(
            row.case, row.person, row.notice, user, row.role, meeting, owner, _day(due), sealed, by_hand
        )
        settled = hub.perform(command, command_id=id_of("meeting"))
    tell(settled, as_json=as_json)


@app.command("report")
def report(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="The action, as `firstbell meetings actions` shows.")],
    user: UserOption,
    outcome: Annotated[ActionOutcome, typer.Option("--outcome", help="What became of it.")],
    reason: Annotated[ActionReason, typer.Option("--reason", help="Why.")],
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="If it is not done: by when now.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record what became of an action. One that is not done stands on the next agenda with its new date."""
    with looking_into(home, cluster=cluster) as reader:
        row = reader.views.action(action)
    if row is None:
        raise Failure(ExitCode.REFUSED, f"there is no action `{action}`: look at the actions again")
    at = _day(due) if due else None
    command = ReportAction(row.case, row.person, action, user, row.role, outcome, reason, at)
    tell(performed(home, command, "meeting", cluster=cluster), as_json=as_json)


@app.command("leave-out")
def leave_out(
    notice: NoticeArgument,
    user: UserOption,
    recipient: RecipientOption,
    reason: Annotated[ConflictReason, typer.Option("--reason", help="Why; for the auditor alone.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Leave a member out of one case: they have nothing of it from now on, in no copy and no inbox of theirs, and
    nothing shows them that something is missing. The council's desk finds somebody else for what
    they were told of; an action that is theirs you give to somebody else, and an earlier referral of the same people
    is a case of its own.

    Of a MARAC case that goes for the household too, of a child for every episode that the coordinator was told of.
    """
    member = recipient_of(recipient)
    commands = [
        DeclareConflict(row.case, row.person, row.notice, user, row.role, member, reason)
        for row in _matters(home, notice, cluster)
    ]
    tell(settled_of_each(home, commands, "left_out_already", cluster), as_json=as_json)


@app.command("end-conflict")
def end_conflict(
    notice: NoticeArgument,
    user: UserOption,
    recipient: RecipientOption,
    reason: Annotated[ConflictEndReason, typer.Option("--reason", help="Why; for the auditor alone.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """A member is left out of a case no longer, nor of what was left out with it. It is told from now on, and if it was
    to be told meanwhile, gets the case as it stands now.
    """
    member = recipient_of(recipient)
    commands = [
        EndConflict(row.case, row.person, row.notice, user, row.role, member, reason)
        for row in _matters(home, notice, cluster)
    ]
    tell(settled_of_each(home, commands, "not_left_out", cluster), as_json=as_json)


@app.command("transfer")
def transfer(
    notice: NoticeArgument,
    user: UserOption,
    to: Annotated[str, typer.Option("--to", metavar="CODE", help="The area whose MARAC has it from now on too.")],
    reason: Annotated[TransferReason, typer.Option("--reason", help="Why.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Hand a MARAC case on to another area, with its rules of safe contact, as far as that area's agreement permits."""
    row = _case_of(home, notice, cluster)
    command = TransferCase(row.case, row.person, row.notice, user, row.role, to, reason)
    tell(performed(home, command, "meeting", cluster=cluster), as_json=as_json)


def _sitting(reference: Reference, recipient: Recipient, on: str, now: datetime) -> Sitting:
    meetings = meetings_of(reference, recipient)
    if not meetings:
        raise Failure(
            ExitCode.REFUSED, f"the routing of `{recipient.value}` brings nothing of `{recipient.role}` to a meeting"
        )
    sitting = sitting_on(meetings[0], on) if on else next_sitting(meetings[0], now)
    if sitting is None:
        raise Failure(ExitCode.REFUSED, f"`{meetings[0].name}` is not held on `{on}`: name a day as 2026-11-25")
    return sitting


def _case(views: Views, row: NoticeRow, actions: Sequence[ActionRow]) -> Case:
    assessed = views.repeat_of(row.notice)
    count = sum(action.person == row.person for action in actions)
    repeat = assessed.now.repeat if assessed is not None and assessed.now is not None else None
    return Case(row.notice, row.type, row.event.hex(), row.occurred_at, row.state, repeat, count)


def _repeat(case: Case) -> str:
    return "" if case.repeat is None else "repeat" if case.repeat else "no"


def _notice(home: Path, notice: str, cluster: bool) -> NoticeRow:
    with looking_into(home, cluster=cluster) as reader:
        row = reader.views.notice(notice)
    if row is None or row.scheme != "area":
        raise Failure(ExitCode.REFUSED, f"no meeting has a notice `{notice}`: look at the agenda again")
    return row


def _case_of(home: Path, notice: str, cluster: bool) -> NoticeRow:
    """The notice that a case goes by: of MARAC the victim's, whoever of the household is named."""
    row = _notice(home, notice, cluster)
    if row.role != MARAC:
        return row
    with looking_into(home, cluster=cluster) as reader:
        return asked_head(reader.views, [row, *reader.views.beside(row)])


def recipient_of(text: str) -> Recipient:
    """A role at a place, as a command line names it. `Failure` for what names none."""
    role, _, place = text.partition("/")
    scheme, _, value = place.partition("/")
    if not (role and scheme and value):
        raise Failure(ExitCode.USAGE, f"`{text}` names no role at a place: write it as ifd/area/822")
    return Recipient(role, scheme, value)


def _day(text: str) -> datetime:
    try:
        return instant_of(date.fromisoformat(text), ENDS)
    except ValueError:
        raise Failure(ExitCode.USAGE, f"`{text}` is no day: write it as 2026-12-01") from None


def _matters(home: Path, notice: str, cluster: bool) -> list[NoticeRow]:
    """A case and what goes with it: of MARAC the household, of a child each episode that the coordinator had."""
    row = _notice(home, notice, cluster)
    with looking_into(home, cluster=cluster) as reader:
        views = reader.views
        coordinator = Recipient(row.role, row.scheme, row.value)
        others = views.beside(row) if row.role == MARAC else views.about(row.person, coordinator)
        return [row, *(one for one in others if one.notice != notice)]
