"""One notice. It shows only to the session whose opening was just recorded; else a page offers to open it."""

from starlette.responses import Response

from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.context import Web
from services.web.inboxes import CurrentInbox, notice_of
from services.web.notice_page import notice_page
from services.web.routing import Pages

pages = Pages()


@pages.get("/school/{urn}/notices/{notice}", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}/notices/{notice}", ROLE_INBOX)
def show_notice(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str, view: str = "") -> Response:
    """The notice itself within minutes of its recorded opening `view`, otherwise the offer to open it (again)."""
    return notice_page(web, reader, inbox, notice_of(web, reader, inbox, notice), view)
