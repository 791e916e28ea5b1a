"""Acknowledging a notice: whoever reads it has it and acts."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import AcknowledgeNotice
from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.commands import perform
from services.web.context import Web
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, notice_of
from services.web.routing import Pages

pages = Pages()


@pages.post("/school/{urn}/notices/{notice}/acknowledge", SCHOOL)
@pages.post("/inbox/{role}/{scheme}/{value}/notices/{notice}/acknowledge", ROLE_INBOX)
def acknowledge(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str, once: Once) -> Response:
    """Record the acknowledgement and go back to the inbox."""
    row = notice_of(web, reader, inbox, notice)
    perform(web, reader, AcknowledgeNotice(row.case, row.person, row.notice, reader.user, reader.role), once)
    return RedirectResponse(f"{inbox.href}?done=acknowledged", HTTPStatus.SEE_OTHER)
