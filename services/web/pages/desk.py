"""The council's desk: everything doubtful, undeliverable, unopened or without a safe reader, least time left first."""

from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desk_rows import shown_row
from services.web.desks import as_of_now, listed, urgency
from services.web.instruments import instrument_title
from services.web.pages_common import page
from services.web.routing import Pages

pages = Pages()


@pages.get("/council/{area}", COUNCIL)
def desk(web: Web, reader: CurrentReader, area: str, done: str = "") -> Response:
    """Open items of one area, and a warning for each agreement that has lapsed."""
    reference = web.hub.reference()
    rows = sorted((as_of_now(web, row) for row in listed(web, reader, web.hub.views.desk([area]))), key=urgency)
    values = {
        "area": area,
        "council": reference.area_title(area),
        "overdue": [shown_row(web, row) for row in rows if row.overdue],
        "open": [shown_row(web, row) for row in rows if not row.overdue],
        "lapsed": [(instrument_title(reference, id), count) for _, id, count in web.hub.views.lapsed([area])],
        "done": done,
    }
    return page(web, "desk.html", values, session=reader.session)
