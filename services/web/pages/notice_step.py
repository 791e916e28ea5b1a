"""A return interview provider, or a hospital's safeguarding team, says how far its work has got."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.records.notify import NoticeKind
from schemas.records.work import RecordStep, Step
from services.web.access import ROLE_INBOX, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.desks import Mistake
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, listed, notice_of
from services.web.notice_page import notice_page
from services.web.refusals import NotHere
from services.web.routing import Pages
from services.web.work_desks import latest
from services.web.works import read_step
from streams.deciders.person.works import OF_THE_MATTER, Work

pages = Pages()


@pages.post("/inbox/{role}/{scheme}/{value}/notices/{notice}/step", ROLE_INBOX)
def record_step(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    notice: str,
    once: Once,
    step: Annotated[str, Form()] = "",
    by: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    at: Annotated[str, Form()] = "",
    previous: Annotated[str, Form()] = "",
    view: Annotated[str, Form()] = "",
) -> Response:
    """Record the step, or say what is missing. `previous` names the step before, so that nobody's is overlooked."""
    if inbox.work is None:
        raise NotHere
    row = notice_of(web, reader, inbox, notice)
    posted = {"step": step, "by": by, "reason": reason, "at": at}
    read = read_step(inbox.work, posted, now=reader.now)
    if isinstance(read, Mistake):
        return notice_page(web, reader, inbox, row, view, (read,), posted)
    command = RecordStep(
        row.case,
        row.person,
        row.notice,
        reader.user,
        reader.role,
        read.step,
        read.by,
        read.reason,
        read.happened_at,
        previous or None,
    )
    perform(web, reader, command, once)
    return RedirectResponse(f"{inbox.href}?done=step", HTTPStatus.SEE_OTHER)


@pages.post("/inbox/{role}/{scheme}/{value}/events/{event}/pick-up", ROLE_INBOX)
def pick_up(web: Web, reader: CurrentReader, inbox: CurrentInbox, event: str, once: Once) -> Response:
    """Pick up everyone of one attendance who waits for it; nothing of them has to be read for that."""
    if inbox.work is not Work.CONCERN:
        raise NotHere
    found = [row for row in web.hub.views.inbox_of(inbox.recipient) if row.event.hex() == event]
    rows = [row for row in listed(web, reader, found) if NoticeKind(row.kind) in OF_THE_MATTER]
    if not rows:
        raise NotHere
    begun = latest(web.hub.views.steps_of(inbox.recipient, cases=[row.case for row in rows]))
    for row in rows:
        if (row.case, row.person) not in begun:
            user, role = reader.user, reader.role
            command = RecordStep(
                row.case, row.person, row.notice, user, role, Step.PICKED_UP, None, None, reader.now, None
            )
            perform(web, reader, command, f"{once}-{row.notice}")
    return RedirectResponse(f"{inbox.href}?done=step", HTTPStatus.SEE_OTHER)
