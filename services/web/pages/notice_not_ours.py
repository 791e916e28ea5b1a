"""A school answers that a child is not its pupil: the notice goes to the council's desk."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import NotOurs
from services.web.access import SCHOOL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, notice_of
from services.web.routing import Pages

pages = Pages()


@pages.post("/school/{urn}/notices/{notice}/not-ours", SCHOOL)
def not_ours(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str, once: Once) -> Response:
    """Record the answer and go back to the inbox."""
    row = notice_of(web, reader, inbox, notice)
    perform(web, reader, NotOurs(row.case, row.person, row.notice, reader.user, reader.role), once)
    return RedirectResponse(f"{inbox.href}?done=not-ours", HTTPStatus.SEE_OTHER)
