"""A manager of the front door gives a contact another priority. Nothing of the contact is opened for it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.records.triage import ContactPriority, PrioritiseContact, PriorityReason
from services.web.access import ROLE_INBOX, CurrentReader, Reader
from services.web.commands import perform
from services.web.context import Context, Web
from services.web.desks import Mistake
from services.web.forms import Once
from services.web.front_door import is_contact, manages, priority_of, routing_of, set_for, why_so_soon
from services.web.inboxes import CurrentInbox, Inbox, notice_of
from services.web.pages_common import page
from services.web.refusals import Forbidden, NotHere
from services.web.routing import Pages
from services.web.words_events import notice_title
from services.web.words_triage import PRIORITIES, PRIORITY_REASONS
from streams.deciders.areas import FRONT_DOOR_MANAGER
from streams.views.rows import NoticeRow

pages = Pages()


@pages.get("/inbox/{role}/{scheme}/{value}/notices/{notice}/priority", ROLE_INBOX)
def show_priority(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str) -> Response:
    """The priority as it is, why it is so, and the form."""
    return _form(web, reader, inbox, _contact(web, reader, inbox, notice), (), {})


@pages.post("/inbox/{role}/{scheme}/{value}/notices/{notice}/priority", ROLE_INBOX)
def set_priority(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    priority: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Record the priority with who, role and reason, or say what is missing."""
    row = _contact(web, reader, inbox, notice)
    mistakes = []
    if priority not in {one.value for one in ContactPriority}:
        mistakes.append(Mistake("priority", "Select which priority it should have"))
    if reason not in {one.value for one in PriorityReason}:
        mistakes.append(Mistake("reason", "Select why the priority changes"))
    if mistakes:
        return _form(web, reader, inbox, row, tuple(mistakes), {"priority": priority, "reason": reason})
    command = PrioritiseContact(
        case=row.case,
        person=row.person,
        notice=row.notice,
        user=reader.user,
        role=FRONT_DOOR_MANAGER,
        priority=ContactPriority(priority),
        reason=PriorityReason(reason),
    )
    perform(web, reader, command, once)
    return RedirectResponse(f"{inbox.href}?done=prioritised", HTTPStatus.SEE_OTHER)


def _contact(web: Context, reader: Reader, inbox: Inbox, notice: str) -> NoticeRow:
    """A contact of this inbox. `Forbidden` for whoever does not manage this front door."""
    if not inbox.triages:
        raise NotHere
    if not manages(web, reader, inbox):
        raise Forbidden
    row = notice_of(web, reader, inbox, notice)
    if not is_contact(row):
        raise NotHere
    return row


def _form(
    web: Context,
    reader: Reader,
    inbox: Inbox,
    row: NoticeRow,
    mistakes: tuple[Mistake, ...],
    posted: dict[str, str],
) -> Response:
    set_by = set_for(web, [row]).get(row.prioritised or "")
    values = {
        "inbox": inbox,
        "row": row,
        "title": notice_title(row.kind, row.type),
        "priority": PRIORITIES[priority_of(row)],
        "why": why_so_soon(routing_of(web, inbox), row, set_by),
        "priorities": list(PRIORITIES.items()),
        "reasons": list(PRIORITY_REASONS.items()),
        "posted": posted,
        "mistakes": {mistake.field: mistake.text for mistake in mistakes},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK
    return page(web, "notice_priority.html", values, session=reader.session, status=status)
