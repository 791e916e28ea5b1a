"""`firstbell front-door`: the queue of an area's front door, and deciding what follows from a contact."""

import secrets
from datetime import datetime
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.inputs import TriageContact
from schemas.records.share import Recipient
from schemas.records.triage import ContactTriaged
from schemas.records.watch import CommandRefused, OpeningRefused
from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict, when
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from streams.deciders.areas import FRONT_DOOR
from streams.engines.contract import Settled, Views
from streams.views.rows import NoticeRow

app = typer.Typer(help="Contacts to an area's front door, and what it decided of them.", no_args_is_help=True)

AreaOption = Annotated[str, typer.Option("--area", metavar="CODE", help="The council area.")]

REFUSED: Final = {
    "not_a_contact": "the notice is not one that a front door decides",
    "not_opened_yet": "nobody has opened it: read it on the front door's page before you decide",
    "triaged_since": "it was decided already: name that decision with --previous to change it",
    "consent_not_stated": "say with --consent whether the family agreed",
    "consent_reason_missing": "say with --reason why consent was not sought, or is dispensed with",
    "consent_refused": "the family refused: only no_further_action or advice stands, with --reason refusal_stands",
    "consent_needs_no_reason": "consent that was given, or is not needed, has no reason: leave --reason out",
    "no_longer_current": "something newer took its place: look at the queue again",
}
"""What to do about a refusal. Any other reason is told to the auditor alone."""


class Contact(Struct):
    """One contact that waits to be decided, without anything of the child."""

    notice: str
    role: str
    type: str
    state: str
    due_at: datetime
    overdue: bool
    event: str


class Triaged(Struct):
    """What a decision came to: its id, or why it was refused and the decision that stands in its way."""

    triage: str
    refused: str
    current: str | None


@app.command("queue")
def queue(
    area: AreaOption,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """List what waits for the front door or its duty team to decide, of every flow, least time left first.

    No personal data is in it: a contact is read on the front door's page, where its opening is recorded.
    """
    with looking_into(home, cluster=cluster) as reader:
        if area not in reader.areas:
            raise Failure(ExitCode.REFUSED, f"the hub serves no area `{area}`: it serves {', '.join(reader.areas)}")
        found = [_contact(row) for row in _waiting(reader.views, area)]

    def show(out: Console) -> None:
        rows = [
            ("overdue" if one.overdue else when(one.due_at), one.type, one.role, one.state, one.notice) for one in found
        ]
        headings = ("Decide by", "Event", "For", "State", "Notice")
        out.print(table(f"Front door of {area}", *headings, rows=rows) if rows else f"{area}: nothing waits")

    give({"area": area, "contacts": found}, show, as_json=as_json)


@app.command("triage")
def triage(
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The notice, as `firstbell front-door queue` shows.")],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who decides: of the front door or duty team.")],
    outcome: Annotated[FrontDoorOutcome, typer.Option("--outcome", help="What was decided.")],
    consent: Annotated[Consent, typer.Option("--consent", help="Whether the family agreed.")],
    reason: Annotated[ConsentReason | None, typer.Option("--reason", help="Why it stands without consent.")] = None,
    previous: Annotated[str, typer.Option("--previous", help="The decision that this one takes the place of.")] = "",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Record what the front door decided of a contact that was read on its page, with who decided.

    A school that made the contact is told the outcome. It works on a hub in a folder while nothing else has it open;
    on a cluster the front door decides on its page.
    """
    with HomeReader(home) as reader:
        row = reader.views.notice(notice)
    if row is None or row.role not in FRONT_DOOR:
        raise Failure(ExitCode.REFUSED, f"the front doors have no notice `{notice}`: look at the queue")
    command = TriageContact(
        row.case, row.person, row.notice, user, row.role, outcome, consent, reason, previous or None
    )
    with working_on(home) as (hub, _):
        settled = hub.perform(command, command_id=f"front-door-{secrets.token_hex(16)}")
    done = _triaged(settled)
    give(done, lambda out: _show(out, done), as_json=as_json)
    if not done.triage:
        now = f"; `{done.current}` stands" if done.current else ""
        text = REFUSED.get(done.refused, "the hub refused: look whether you hold the role, and may see this contact")
        raise Failure(ExitCode.REFUSED, f"{text}{now}")


def _show(out: Console, done: Triaged) -> None:
    if done.triage:
        out.print(verdict(True, f"recorded as {done.triage}"))


def _waiting(views: Views, area: str) -> list[NoticeRow]:
    """What neither of the two roles has decided; a recall is only read."""
    rows = [row for role in sorted(FRONT_DOOR) for row in views.inbox_of(Recipient(role, "area", area))]
    return sorted((row for row in rows if row.kind != "recall"), key=lambda row: (row.due_at, row.notice))


def _contact(row: NoticeRow) -> Contact:
    return Contact(row.notice, row.role, row.type, row.state, row.due_at, row.overdue, row.event.hex())


def _triaged(settled: Settled) -> Triaged:
    for id, output in zip(settled.ids, settled.outputs, strict=True):
        if isinstance(output, ContactTriaged):
            return Triaged(id, "", None)
        if isinstance(output, CommandRefused | OpeningRefused):
            current = output.current if isinstance(output, CommandRefused) else None
            return Triaged("", output.reason, current)
    return Triaged("", "undecided", None)
