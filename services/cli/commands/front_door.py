"""`firstbell front-door`: the queue of an area's front door, and deciding what follows from a contact."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.records.decision import Output
from schemas.records.inputs import TriageContact
from schemas.records.triage import (
    ContactPrioritised,
    ContactPriority,
    ContactTriaged,
    PrioritiseContact,
    PriorityReason,
)
from schemas.records.watch import CommandRefused, OpeningRefused
from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into, performed
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, table, verdict, when
from streams.deciders.areas import DUTY_TEAM, FRONT_DOOR, FRONT_DOOR_MANAGER
from streams.deciders.person.works import OF_THE_MATTER
from streams.engines.contract import Settled
from streams.routing.prioritising import rank
from streams.routing.routes import NOWHERE, Routing
from streams.views.answering import SqlViews
from streams.views.rows import NoticeRow, PriorityRow

app = typer.Typer(help="Contacts to an area's front door, and what it decided of them.", no_args_is_help=True)

AreaOption = Annotated[str, typer.Option("--area", metavar="CODE", help="The council area.")]

REFUSED: Final = {
    "not_a_contact": "the notice is not one that a front door decides",
    "not_opened_yet": "nobody has opened it: read it on the front door's page before you decide",
    "not_a_manager_here": "no manager of this front door: appoint them with `firstbell directory appoint`",
    "triaged_since": "it was decided already: name that decision with --previous to change it",
    "consent_not_stated": "say with --consent whether the family agreed",
    "consent_reason_missing": "say with --reason why consent was not sought, not needed, or is dispensed with",
    "consent_refused": "the family refused: only no_further_action or advice stands, with --reason refusal_stands",
    "consent_needs_no_reason": "consent that was given has no reason, nor has advice without it: leave --reason out",
    "no_longer_current": "something newer took its place: look at the queue again",
}
"""What to do about a refusal. Any other reason is told to the auditor alone."""


class Hour(Struct):
    """By when the duty team is to have decided a contact, and whether that went by."""

    due_at: datetime
    overdue: bool


class Contact(Struct):
    """One contact that waits to be decided, without anything of the child. `notices` has one for each role that has it.

    `why` says what the priority rests on: the area's rules, or the reason of the manager who set it. `due_at` and
    `overdue` are of the front door's own time, as on its page, or of the duty team's where it alone has the contact;
    `duty_team` of the team's hour beside the front door's.
    """

    notices: dict[str, str]
    type: str
    state: str
    priority: ContactPriority
    why: tuple[str, ...]
    set_by: str
    due_at: datetime
    overdue: bool
    event: str
    duty_team: Hour | None


class Prioritised(Struct):
    """What a manager set: the record's id, or why it was refused."""

    prioritised: str
    refused: str


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
    """List what waits for an area's front door and its duty team, of every flow: by priority, then least time left.

    The time is the front door's own, as on its page; beside it stands the duty team's hour, where it has the contact
    too. Of what the team alone has it is the team's.
    No personal data is in it: a contact is read on the front door's page, where its opening is recorded.
    """
    with looking_into(home, cluster=cluster) as reader:
        if area not in reader.areas:
            raise Failure(ExitCode.REFUSED, f"the hub serves no area `{area}`: it serves {', '.join(reader.areas)}")
        found = _waiting(reader.views, reader.reference.routing.get(area, NOWHERE), area)

    def show(out: Console) -> None:
        rows = [
            (
                one.priority.value,
                "overdue" if one.overdue else when(one.due_at),
                _hour(one.duty_team),
                one.type,
                ", ".join(one.why),
                one.state,
                ", ".join(f"{role} {notice}" for role, notice in one.notices.items()),
            )
            for one in found
        ]
        headings = ("Priority", "Decide by", "Duty team", "Event", "Why so soon", "State", "For, and notice")
        out.print(table(f"Front door of {area}", *headings, rows=rows) if rows else f"{area}: nothing waits")

    give({"area": area, "contacts": found}, show, as_json=as_json)


@app.command("prioritise")
def prioritise(
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The notice, as `firstbell front-door queue` shows.")],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who says so: a manager of the front door.")],
    priority: Annotated[ContactPriority, typer.Option("--priority", help="How soon it is looked at.")],
    reason: Annotated[PriorityReason, typer.Option("--reason", help="Why the priority changes.")],
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give a contact that waits another priority than the area's rules do, with who says so and why.

    It stands for front door and duty team. The time by which it is to be decided stays as it is.
    """
    row = _contact_row(home, notice, cluster)
    command = PrioritiseContact(row.case, row.person, row.notice, user, FRONT_DOOR_MANAGER, priority, reason)
    settled = performed(home, command, "priority", cluster=cluster)
    place = next((id for id, one in _outputs(settled) if isinstance(one, ContactPrioritised)), "")
    done = Prioritised(place, "" if place else _refused(settled)[0])
    give(done, lambda out: out.print(verdict(bool(place), place or "nothing changed")), as_json=as_json)
    if not place:
        text = REFUSED.get(done.refused, "the hub refused: look whether you may see this contact")
        raise Failure(ExitCode.REFUSED, text)


@app.command("triage")
def triage(
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The notice, as `firstbell front-door queue` shows.")],
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who decides: of the front door or duty team.")],
    outcome: Annotated[FrontDoorOutcome, typer.Option("--outcome", help="What was decided.")],
    consent: Annotated[Consent, typer.Option("--consent", help="Whether the family agreed.")],
    reason: Annotated[ConsentReason | None, typer.Option("--reason", help="Why it stands without consent.")] = None,
    previous: Annotated[str, typer.Option("--previous", help="The decision that this one takes the place of.")] = "",
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record what the front door decided of a contact that was read on its page, with who decided.

    Whoever made a contact is told the outcome; of a flag, a missing child or a referral nobody is. It works on a hub in
    a folder while nothing else has it open, and on a cluster beside its pages.
    """
    row = _contact_row(home, notice, cluster)
    command = TriageContact(
        row.case, row.person, row.notice, user, row.role, outcome, consent, reason, previous or None
    )
    settled = performed(home, command, "front-door", cluster=cluster)
    done = _triaged(settled)
    give(done, lambda out: _show(out, done), as_json=as_json)
    if not done.triage:
        now = f"; `{done.current}` stands" if done.current else ""
        text = REFUSED.get(done.refused, "the hub refused: look whether you hold the role, and may see this contact")
        raise Failure(ExitCode.REFUSED, f"{text}{now}")


def _show(out: Console, done: Triaged) -> None:
    if done.triage:
        out.print(verdict(True, f"recorded as {done.triage}"))


def _contact_row(home: Path, notice: str, cluster: bool) -> NoticeRow:
    with looking_into(home, cluster=cluster) as reader:
        row = reader.views.notice(notice)
    if row is None or row.role not in FRONT_DOOR:
        raise Failure(ExitCode.REFUSED, f"the front doors have no notice `{notice}`: look at the queue")
    return row


def _waiting(views: SqlViews, routing: Routing, area: str) -> list[Contact]:
    """One line a contact, whichever of the two roles has a notice of it; what was taken back is only read."""
    found: dict[tuple[bytes, str], list[NoticeRow]] = {}
    for row in views.contacts(area):
        if row.kind in OF_THE_MATTER:
            found.setdefault((row.case, row.person), []).append(row)
    set_by = views.prioritised({row.prioritised for rows in found.values() for row in rows if row.prioritised})
    contacts = [_contact(rows, routing, set_by) for rows in found.values()]
    return sorted(contacts, key=lambda one: (rank(one.priority), one.due_at, sorted(one.notices.values())))


def _contact(rows: list[NoticeRow], routing: Routing, set_by: Mapping[str, PriorityRow]) -> Contact:
    first = min(rows, key=lambda row: (rank(row.priority or ContactPriority.STANDARD), row.due_at))
    timed = min(rows, key=lambda row: (row.role == DUTY_TEAM, row.due_at))
    team = next((row for row in rows if row.role == DUTY_TEAM and row is not timed), None)
    said = set_by.get(first.prioritised or "")
    grounds = dict.fromkeys(ground for row in rows for ground in row.grounds)
    return Contact(
        notices={row.role: row.notice for row in sorted(rows, key=lambda row: row.role)},
        type=first.type,
        state="opened" if any(row.opened_at is not None for row in rows) else "waiting",
        priority=first.priority or ContactPriority.STANDARD,
        why=((said.reason.value,) if said is not None else ()) + tuple(routing.says(ground) for ground in grounds),
        set_by=said.user if said is not None else "",
        due_at=timed.due_at,
        overdue=timed.overdue,
        event=first.event.hex(),
        duty_team=Hour(team.due_at, team.overdue) if team is not None else None,
    )


def _hour(team: Hour | None) -> str:
    if team is None:
        return ""
    return "overdue" if team.overdue else when(team.due_at)


def _triaged(settled: Settled) -> Triaged:
    for id, output in _outputs(settled):
        if isinstance(output, ContactTriaged):
            return Triaged(id, "", None)
    reason, current = _refused(settled)
    return Triaged("", reason, current)


def _refused(settled: Settled) -> tuple[str, str | None]:
    """Why a command was refused, and what stands in its way."""
    for _, output in _outputs(settled):
        if isinstance(output, CommandRefused):
            return output.reason, output.current
        if isinstance(output, OpeningRefused):
            return output.reason, None
    return "undecided", None


def _outputs(settled: Settled) -> Iterator[tuple[str, Output]]:
    return zip(settled.ids, settled.outputs, strict=True)
