"""The council's desk by what stands on it: children without a school, and what schools could not be told."""

from collections import Counter

from starlette.responses import Response

from services.web.access import COUNCIL, CurrentReader
from services.web.context import Web
from services.web.desk_rows import shown_row
from services.web.desks import as_of_now, listed, urgency
from services.web.inboxes import school_title
from services.web.pages_common import page
from services.web.routing import Pages
from streams.views.desk_subjects import about_untold, about_without_school

pages = Pages()


@pages.get("/council/{area}/children", COUNCIL)
def desk_children(web: Web, reader: CurrentReader, area: str) -> Response:
    """Open items of both sorts, least time left first, and how many stand for each school."""
    rows = sorted((as_of_now(web, row) for row in listed(web, reader, web.hub.views.desk([area]))), key=urgency)
    untold = [row for row in rows if about_untold(row)]
    by_school = Counter(row.recipient_value or "" for row in untold)
    values = {
        "area": area,
        "council": web.hub.reference().area_title(area),
        "without_school": [shown_row(web, row) for row in rows if about_without_school(row)],
        "untold": [shown_row(web, row) for row in untold],
        "by_school": sorted((school_title(web, urn), number) for urn, number in by_school.items()),
    }
    return page(web, "desk_children.html", values, session=reader.session)
