"""The queue of a front door: one line a contact, whichever of its roles has a notice of it, and what was decided."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct

from schemas.events.front_door import FrontDoorOutcome
from schemas.records.triage import ContactPriority
from services.web import times
from services.web.access import Reader
from services.web.context import Context
from services.web.inboxes import Inbox, listed
from services.web.words import role_title
from services.web.words_events import happening, notice_title
from services.web.words_triage import ELSEWHERE, OUTCOMES, PRIORITIES, PRIORITY_REASONS
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.deciders.person.works import OF_THE_MATTER
from streams.routing.prioritising import rank
from streams.routing.routes import NOWHERE, Routing
from streams.views.rows import NoticeRow, NoticeState, PriorityRow, TriageRow

DECIDED_SINCE: Final = timedelta(days=7)
"""How far back a queue tells what was decided: over a weekend, and over a bank holiday beside it."""


class Waiting(Struct, frozen=True):
    """One contact that waits. It names nobody: who it is about is read once it is opened.

    `why` says what its priority rests on. `others` says what the other role has done with its own notice of it.
    """

    row: NoticeRow
    href: str
    title: str
    happening: str
    why: tuple[str, ...]
    others: tuple[str, ...]


class Done(Struct, frozen=True):
    """One contact that front door or duty team decided: what, who, when."""

    row: NoticeRow
    triage: TriageRow
    href: str
    title: str
    outcome: str
    by: str


def queue_values(web: Context, reader: Reader, inbox: Inbox) -> dict[str, object]:
    """What the page of a front door's queue shows: contacts by priority and clock, what is only read, decisions.

    A reader sees the contacts of which the own role has a notice, for that is what the agreement lets it see.
    """
    area = inbox.recipient.value
    open_rows = web.hub.views.contacts(area)
    mine = listed(web, reader, [row for row in open_rows if row.role == inbox.recipient.role])
    contacts = sorted((row for row in mine if is_contact(row)), key=queue_order)
    others = _by_matter(row for row in open_rows if row.role != inbox.recipient.role and is_contact(row))
    set_by = set_for(web, contacts)
    routing = routing_of(web, inbox)
    waiting = [
        Waiting(
            row=row,
            href=inbox.notice_href(row.notice),
            title=notice_title(row.kind, row.type),
            happening=happening(row.type),
            why=why_so_soon(routing, row, set_by.get(row.prioritised or "")),
            others=tuple(_with_other(other) for other in others.get((row.case, row.person), ())),
        )
        for row in contacts
    ]
    return {
        "groups": [
            (PRIORITIES[priority], [one for one in waiting if priority_of(one.row) is priority])
            for priority in ContactPriority
        ],
        "count": len(waiting),
        "overdue": sum(one.row.overdue for one in waiting),
        "to_read": [
            (row, inbox.notice_href(row.notice), notice_title(row.kind, row.type), happening(row.type))
            for row in (*_of_decided(web, reader, inbox), *(row for row in mine if not is_contact(row)))
        ],
        "done_lately": list(_decided(web, reader, inbox)),
        "manages": manages(web, reader, inbox),
    }


def _of_decided(web: Context, reader: Reader, inbox: Inbox) -> list[NoticeRow]:
    """Updates of what is decided already: whoever read the notice before must hear what holds no more."""
    rows = web.hub.views.to_read(inbox.recipient.value)
    return listed(web, reader, [row for row in rows if row.role == inbox.recipient.role])


def is_contact(row: NoticeRow) -> bool:
    """Whether a front door decides what follows from it: what is taken back, or came of something, is only read."""
    return row.kind in OF_THE_MATTER


def queue_order(row: NoticeRow) -> tuple[int, object, str]:
    """By priority, then by the time left; a contact whose priority is not known yet stands as usual."""
    return rank(priority_of(row)), row.due_at, row.notice


def priority_of(row: NoticeRow) -> ContactPriority:
    """The priority that a contact has now."""
    return row.priority or ContactPriority.STANDARD


def manages(web: Context, reader: Reader, inbox: Inbox) -> bool:
    """Whether this reader may give contacts of this front door another priority."""
    held = web.hub.reference().roles_of(reader.user, reader.now)
    place = (FRONT_DOOR_MANAGER, "area", inbox.recipient.value)
    return inbox.triages and any((one.role, one.scheme, one.value) == place for one in held)


def why_so_soon(routing: Routing, row: NoticeRow, set_by: PriorityRow | None) -> tuple[str, ...]:
    """Everything that a contact's priority rests on: a manager's word first, then what the area's rules say."""
    grounds = tuple(routing.says(ground) for ground in row.grounds)
    if set_by is None:
        return grounds
    reason = PRIORITY_REASONS[set_by.reason]
    who = f"{role_title(set_by.role)} ({set_by.user}), {times.full(set_by.at)}"
    return (f"Set to {PRIORITIES[set_by.priority].lower()} by {who}: {reason}", *grounds)


def routing_of(web: Context, inbox: Inbox) -> Routing:
    """The routing of the area whose front door this is."""
    return web.hub.reference().routing.get(inbox.recipient.value, NOWHERE)


def set_for(web: Context, rows: Sequence[NoticeRow]) -> Mapping[str, PriorityRow]:
    """What managers set of these, by output id."""
    ids = {row.prioritised for row in rows if row.prioritised is not None}
    return web.hub.views.prioritised(ids) if ids else {}


def _by_matter(rows: Iterable[NoticeRow]) -> dict[tuple[bytes, str], list[NoticeRow]]:
    found: dict[tuple[bytes, str], list[NoticeRow]] = {}
    for row in rows:
        found.setdefault((row.case, row.person), []).append(row)
    return found


def _with_other(other: NoticeRow) -> str:
    title = role_title(other.role)
    if other.state is NoticeState.WAITING or other.opened_at is None:
        return f"The {title.lower()} has it too, and has not opened it"
    return f"The {title.lower()} opened it {times.full(other.opened_at)}"


def _decided(web: Context, reader: Reader, inbox: Inbox) -> Iterator[Done]:
    since = reader.now - DECIDED_SINCE
    found = {
        row.notice: (row, triage)
        for row, triage in web.hub.views.decided_contacts(inbox.recipient.value, since)
        if row.role == inbox.recipient.role
    }
    for row in listed(web, reader, [row for row, _ in found.values()]):
        triage = found[row.notice][1]
        yield Done(
            row=row,
            triage=triage,
            href=inbox.notice_href(row.notice),
            title=notice_title(row.kind, row.type),
            outcome=OUTCOMES[FrontDoorOutcome(triage.outcome)],
            by=ELSEWHERE if triage.published else f"{role_title(triage.role)} ({triage.user})",
        )
