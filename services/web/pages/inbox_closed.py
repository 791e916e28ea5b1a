"""Notices of an inbox that are done: acknowledged, replaced, or answered in another way."""

from collections.abc import Sequence

from starlette.responses import Response

from services.web.access import ROLE_INBOX, SCHOOL, CurrentReader
from services.web.context import Web
from services.web.done import known_page
from services.web.inboxes import CurrentInbox, listed, notice_of
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.words import NOTICE_STATES
from services.web.words_events import happening, notice_titles
from streams.views.rows import NoticeRow

pages = Pages()


@pages.get("/school/{urn}/closed", SCHOOL)
@pages.get("/inbox/{role}/{scheme}/{value}/closed", ROLE_INBOX)
def inbox_closed(web: Web, reader: CurrentReader, inbox: CurrentInbox, before: str | None = None) -> Response:
    """Newest first, a page at a time: those behind the notice `before`, where it is given."""
    if before is not None:
        notice_of(web, reader, inbox, before)

    def behind(last: str | None) -> Sequence[NoticeRow]:
        return web.hub.views.inbox_of(inbox.recipient, closed=True, before=last)

    rows, older = known_page(behind, lambda found: listed(web, reader, found), before)
    values = {
        "inbox": inbox,
        "rows": rows,
        "older": older,
        "titles": notice_titles(rows),
        "happening": happening,
        "states": NOTICE_STATES,
    }
    return page(web, "inbox_closed.html", values, session=reader.session)
