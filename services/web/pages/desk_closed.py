"""Desk items that are done, and how each ended."""

from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desks import listed, shown_row
from services.web.pages_common import page
from services.web.routing import Pages

pages = Pages()


@pages.get("/council/{area}/closed", COUNCIL)
def desk_closed(web: Web, reader: CurrentReader, area: str) -> Response:
    """Newest first."""
    closed = [row for row in web.hub.views.desk([area], closed=True) if row.closed_at is not None]
    shown = sorted(listed(web, reader, closed), key=lambda row: str(row.closed_at), reverse=True)
    values = {
        "area": area,
        "council": web.hub.reference().area_title(area),
        "rows": [shown_row(web, row) for row in shown],
    }
    return page(web, "desk_closed.html", values, session=reader.session)
