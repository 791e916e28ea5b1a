"""One case of an agenda: the offer to open it, and what its opening shows."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from services.web.access import ROLE_INBOX, CurrentReader
from services.web.agenda_case import case_page, of_case, open_all
from services.web.context import Web
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, notice_of
from services.web.meetings import page_row, sitting_of
from services.web.routing import Pages

pages = Pages()


@pages.get("/inbox/{role}/{scheme}/{value}/agenda/cases/{notice}", ROLE_INBOX)
def show_case(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str) -> Response:
    """The case, as far as it was just opened; of a child of a MARAC case's household, the way to the case."""
    sitting_of(web, inbox, "", reader.now)
    row = notice_of(web, reader, inbox, notice)
    head = page_row(web, reader, row)
    if head is not row:
        return RedirectResponse(f"{inbox.href}/agenda/cases/{head.notice}", HTTPStatus.SEE_OTHER)
    return case_page(web, reader, inbox, row)


@pages.post("/inbox/{role}/{scheme}/{value}/agenda/cases/{notice}/open", ROLE_INBOX)
def open_case(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str, once: Once) -> Response:
    """Have every opening that the page needs recorded, then show it."""
    row = page_row(web, reader, notice_of(web, reader, inbox, notice))
    open_all(web, reader, of_case(web, reader, row), once)
    return RedirectResponse(f"{inbox.href}/agenda/cases/{row.notice}", HTTPStatus.SEE_OTHER)
