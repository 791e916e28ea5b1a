"""The auditor's start: recent events."""

from starlette.responses import Response

from services.web.access import AUDITOR, CurrentReader
from services.web.context import Web
from services.web.pages_common import page
from services.web.routing import Pages
from streams.disclosing.in_words import in_words

pages = Pages()

EVENTS_SHOWN = 100


@pages.get("/trace", AUDITOR)
def trace_index(web: Web, reader: CurrentReader) -> Response:
    """Events, newest first, by their opaque ids."""
    values = {"rows": web.hub.views.events(limit=EVENTS_SHOWN), "in_words": in_words, "limit": EVENTS_SHOWN}
    return page(web, "trace_index.html", values, session=reader.session)
