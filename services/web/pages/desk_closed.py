"""Desk items that are done, and how each ended."""

from collections.abc import Sequence

from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desk_rows import shown_row
from services.web.desks import item_of, listed
from services.web.done import known_page
from services.web.pages_common import page
from services.web.routing import Pages
from streams.views.rows import DeskRow

pages = Pages()


@pages.get("/council/{area}/closed", COUNCIL)
def desk_closed(web: Web, reader: CurrentReader, area: str, before: str | None = None) -> Response:
    """Newest first, a page at a time: those behind the item `before`, where it is given."""
    if before is not None:
        item_of(web, reader, area, before)

    def behind(last: str | None) -> Sequence[DeskRow]:
        return web.hub.views.desk([area], closed=True, before=last)

    shown, older = known_page(behind, lambda found: listed(web, reader, found), before)
    values = {
        "area": area,
        "council": web.hub.reference().area_title(area),
        "rows": [shown_row(web, row) for row in shown],
        "older": older,
    }
    return page(web, "desk_closed.html", values, session=reader.session)
