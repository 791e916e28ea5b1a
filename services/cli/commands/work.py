"""`firstbell work`: return home interviews, and hospitals' concerns, with the steps that their desks record."""

from datetime import datetime
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.records.notify import NoticeKind
from schemas.records.share import Recipient
from schemas.records.watch import CommandRefused, OpeningRefused
from schemas.records.work import AnsweredBy, RecordStep, Step, StepReason, StepRecorded
from services.cli.failures import ExitCode, Failure
from services.cli.opened import at_a_desk, id_of, looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict, when
from streams.agreements.vocabulary import RecipientRole
from streams.deciders.person.works import OF_THE_MATTER, work_of
from streams.engines.contract import Views
from streams.views.rows import NoticeRow

app = typer.Typer(help="Return home interviews and hospitals' concerns: how far they have got.", no_args_is_help=True)

REFUSED: Final = {
    "not_opened_yet": "nobody has opened it: read it on the desk's page first",
    "step_recorded_since": "another step was recorded: name it with --previous",
    "not_a_step_here": "that step is not one of this work",
    "answered_by_missing": "say with --by who accepted or declined",
    "answered_by_nobody": "nobody answers this step: leave --by out",
    "step_reason_missing": "say with --reason why",
    "step_needs_no_reason": "this step has no reason: leave --reason out",
    "step_in_the_future": "when it happened cannot be later than now",
    "step_before_its_time": "when it happened cannot be before the return, or the attendance",
    "no_longer_current": "something newer took its place: list the work again",
}
"""What to do about a refusal. Any other reason is told to the auditor alone."""


class Piece(Struct):
    """One notice on which a desk works, without anything of the person."""

    notice: str
    event: str
    due_at: datetime
    overdue: bool
    opened: bool
    step: str
    latest: str


@app.command("list")
def list_(
    area: Annotated[str, typer.Option("--area", metavar="CODE", help="Return interviews of this council area.")] = "",
    agency: Annotated[str, typer.Option("--agency", metavar="ID", help="Concerns of this hospital trust.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List what waits for a return interview provider or a hospital's safeguarding team, least time left first."""
    if bool(area) == bool(agency):
        raise Failure(ExitCode.USAGE, "say with --area whose return interviews, or with --agency whose concerns")
    recipient = (
        Recipient(RecipientRole.RETURN_INTERVIEW_PROVIDER.value, "area", area)
        if area
        else Recipient(RecipientRole.HOSPITAL_SAFEGUARDING.value, "agency", agency)
    )
    with looking_into(home, cluster=cluster) as reader:
        found = _pieces(reader.views, recipient)

    def show(out: Console) -> None:
        rows = [("overdue" if one.overdue else when(one.due_at), one.step or "–", one.notice) for one in found]
        title = f"Return interviews of {area}" if area else f"Concerns of {agency}"
        out.print(table(title, "By", "Step", "Notice", rows=rows) if rows else "nothing waits")

    give({"area": area or None, "agency": agency or None, "work": found}, show, as_json=as_json)


@app.command("record")
def record(
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The notice, as `firstbell work list` shows it.")],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who records it: whoever holds the role.")],
    step: Annotated[Step, typer.Option("--step", help="What was done.")],
    by: Annotated[AnsweredBy | None, typer.Option("--by", help="Who accepted or declined.")] = None,
    reason: Annotated[StepReason | None, typer.Option("--reason", help="Why it was declined or closed.")] = None,
    at: Annotated[
        datetime | None, typer.Option("--at", formats=["%Y-%m-%dT%H:%M:%S%z"], help="When it happened; now without it.")
    ] = None,
    previous: Annotated[str, typer.Option("--previous", help="The step before this one.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record a step of an interview or a concern, with who recorded it. What a child said is never recorded here.

    It works on a hub in a folder while nothing else has it open, and on a cluster beside its pages.
    """
    with looking_into(home, cluster=cluster) as reader:
        row = reader.views.notice(notice)
    if row is None or work_of(Recipient(row.role, row.scheme, row.value)) is None:
        raise Failure(ExitCode.REFUSED, f"no desk works on `{notice}` in steps: `firstbell work list` shows what waits")
    with at_a_desk(home, cluster=cluster) as (hub, clock):
        command = RecordStep(
            row.case, row.person, notice, user, row.role, step, by, reason, at or clock(), previous or None
        )
        settled = hub.perform(command, command_id=id_of("work"))
    for id, output in zip(settled.ids, settled.outputs, strict=True):
        if isinstance(output, StepRecorded):
            _tell(id, as_json=as_json)
            return
        if isinstance(output, CommandRefused | OpeningRefused):
            current = output.current if isinstance(output, CommandRefused) else None
            text = REFUSED.get(output.reason, "the hub refused: look whether you hold the role, and may see this")
            raise Failure(ExitCode.REFUSED, f"{text}{f'; `{current}` stands' if current else ''}")
    raise Failure(ExitCode.REFUSED, "the hub could not decide it: `firstbell parked list` shows what waits")


def _tell(step: str, *, as_json: bool) -> None:
    give({"step": step}, lambda out: out.print(verdict(True, f"recorded as {step}")), as_json=as_json)


def _pieces(views: Views, recipient: Recipient) -> list[Piece]:
    of_the_matter = (row for row in views.inbox_of(recipient) if NoticeKind(row.kind) in OF_THE_MATTER)
    rows = sorted(of_the_matter, key=lambda row: row.due_at)
    steps: dict[tuple[bytes, str], tuple[str, str]] = {}
    for one in views.steps_of(recipient, cases=[row.case for row in rows]):
        steps.setdefault((one.case, one.person), (one.step, one.step_id))
    return [_piece(row, *steps.get((row.case, row.person), ("", ""))) for row in rows]


def _piece(row: NoticeRow, step: str, latest: str) -> Piece:
    return Piece(row.notice, row.event.hex(), row.due_at, row.overdue, row.opened_at is not None, step, latest)
