"""Notices of a school that are done: acknowledged, replaced, or answered in another way."""

from starlette.responses import Response

from services.web.access import SCHOOL, CurrentReader
from services.web.context import Web
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.schools import listed, school_title
from services.web.words import NOTICE_KINDS, NOTICE_STATES

pages = Pages()


@pages.get("/school/{urn}/closed", SCHOOL)
def inbox_closed(web: Web, reader: CurrentReader, urn: str) -> Response:
    """Newest first."""
    current = {row.notice for row in web.hub.views.inbox(urn)}
    rows = [row for row in web.hub.views.inbox(urn, closed=True) if row.notice not in current]
    rows = listed(web, reader, rows)
    values = {
        "urn": urn,
        "school": school_title(web, urn),
        "rows": sorted(rows, key=lambda row: row.issued_at, reverse=True),
        "kinds": NOTICE_KINDS,
        "states": NOTICE_STATES,
    }
    return page(web, "inbox_closed.html", values, session=reader.session)
