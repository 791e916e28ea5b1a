"""Desk items that are done, and how each ended."""

from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desks import listed, shown_row
from services.web.pages_common import page
from services.web.routing import Pages
from streams.views.rows import PAGE

pages = Pages()


@pages.get("/council/{area}/closed", COUNCIL)
def desk_closed(web: Web, reader: CurrentReader, area: str, before: str | None = None) -> Response:
    """Newest first, a page at a time: those behind the item `before`, where it is given."""
    found = web.hub.views.desk([area], closed=True, before=before)
    shown = listed(web, reader, found)
    values = {
        "area": area,
        "council": web.hub.reference().area_title(area),
        "rows": [shown_row(web, row) for row in shown],
        "older": found[-1].item if len(found) == PAGE else "",
    }
    return page(web, "desk_closed.html", values, session=reader.session)
