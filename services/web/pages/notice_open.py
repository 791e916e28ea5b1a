"""Opening a notice: decided and recorded first, shown after."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import OpenNotice
from schemas.records.watch import NoticeOpened
from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.commands import perform, remember_opening
from services.web.context import Web
from services.web.forms import Once
from services.web.inboxes import CurrentInbox, notice_of
from services.web.routing import Pages

pages = Pages()


@pages.post("/school/{urn}/notices/{notice}/open", SCHOOL)
@pages.post("/inbox/{role}/{scheme}/{value}/notices/{notice}/open", ROLE_INBOX)
def open_notice(web: Web, reader: CurrentReader, inbox: CurrentInbox, notice: str, once: Once) -> Response:
    """Ask the hub to open the notice for this reader, then show what that opening permits."""
    row = notice_of(web, reader, inbox, notice)
    command = OpenNotice(row.case, row.person, row.notice, reader.user, reader.role)
    settled = perform(web, reader, command, once)
    opening = remember_opening(web, reader, settled, NoticeOpened, row.notice)
    return RedirectResponse(f"{inbox.notice_href(row.notice)}?view={opening}", HTTPStatus.SEE_OTHER)
