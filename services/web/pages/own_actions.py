"""Your actions: what meetings gave to whoever reads here, each opened by a recorded look, and answered."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.records.actions import ActionOpened, AnswerAction, OpenAction
from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.commands import perform, remember_opening
from services.web.context import Web
from services.web.desks import Mistake
from services.web.forms import Once
from services.web.inboxes import CurrentInbox
from services.web.own_actions import action_page, own_action, own_actions, read_answer, subject_of
from services.web.pages_common import page
from services.web.routing import Pages

pages = Pages()


@pages.get("/school/{urn}/actions", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}/actions", ROLE_INBOX)
def show_actions(web: Web, reader: CurrentReader, inbox: CurrentInbox, done: str = "") -> Response:
    """Actions that are to be done, overdue first, and those that are said to be done until the meeting has heard it."""
    actions = own_actions(web, reader, inbox)
    values = {
        "inbox": inbox,
        "waiting": [one for one in actions if not one.is_done],
        "said": [one for one in actions if one.is_done],
        "done": done,
    }
    return page(web, "meetings/actions.html", values, session=reader.session)


@pages.get("/school/{urn}/actions/{action}", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}/actions/{action}", ROLE_INBOX)
def show_action(web: Web, reader: CurrentReader, inbox: CurrentInbox, action: str) -> Response:
    """One action, as far as it was just opened."""
    return action_page(web, reader, inbox, own_action(web, reader, inbox, action))


@pages.post("/school/{urn}/actions/{action}/open", SCHOOL)
@pages.post("/inbox/{role}/{scheme}/{value}/actions/{action}/open", ROLE_INBOX)
def open_action(web: Web, reader: CurrentReader, inbox: CurrentInbox, action: str, once: Once) -> Response:
    """Have the opening recorded, then show the action."""
    one = own_action(web, reader, inbox, action)
    command = OpenAction(one.row.case, one.row.person, action, reader.user, reader.role)
    remember_opening(web, reader, perform(web, reader, command, once), ActionOpened, subject_of(one))
    return RedirectResponse(one.href, HTTPStatus.SEE_OTHER)


@pages.post("/school/{urn}/actions/{action}/answer", SCHOOL)
@pages.post("/inbox/{role}/{scheme}/{value}/actions/{action}/answer", ROLE_INBOX)
def answer_action(
    web: Web,
    reader: CurrentReader,
    inbox: CurrentInbox,
    action: str,
    once: Once,
    answer: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Record what came of it, or say what is missing. The note is sealed before it leaves this process."""
    one = own_action(web, reader, inbox, action)
    note = note.replace("\r\n", "\n").strip()
    read = read_answer(answer, reason, note)
    if isinstance(read, Mistake):
        return action_page(web, reader, inbox, one, read, {"answer": answer, "reason": reason, "note": note})
    said, why = read
    command = AnswerAction(
        case=one.row.case,
        person=one.row.person,
        action=action,
        user=reader.user,
        role=reader.role,
        answer=said,
        reason=why,
        note=web.hub.seal(one.row.event, note) if note else None,
    )
    perform(web, reader, command, once)
    return RedirectResponse(f"{inbox.href}/actions?done=answered", HTTPStatus.SEE_OTHER)
