"""Notices of an inbox that are done: acknowledged, replaced, or answered in another way."""

from starlette.responses import Response

from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.context import Web
from services.web.inboxes import CurrentInbox, listed
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.words import NOTICE_STATES
from services.web.words_events import happening, notice_titles

pages = Pages()


@pages.get("/school/{urn}/closed", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}/closed", ROLE_INBOX)
def inbox_closed(web: Web, reader: CurrentReader, inbox: CurrentInbox) -> Response:
    """Newest first."""
    current = {row.notice for row in web.hub.views.inbox_of(inbox.recipient)}
    rows = [row for row in web.hub.views.inbox_of(inbox.recipient, closed=True) if row.notice not in current]
    rows = listed(web, reader, rows)
    values = {
        "inbox": inbox,
        "rows": sorted(rows, key=lambda row: row.issued_at, reverse=True),
        "titles": notice_titles(rows),
        "happening": happening,
        "states": NOTICE_STATES,
    }
    return page(web, "inbox_closed.html", values, session=reader.session)
