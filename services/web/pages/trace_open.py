"""Following an event: that someone looks is recorded first."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from schemas.records.inputs import ViewTrace
from schemas.records.watch import TraceViewed
from services.web.access import AUDITOR, CurrentReader
from services.web.commands import perform, remember_opening
from services.web.context import Web
from services.web.events import event_of
from services.web.forms import Once
from services.web.routing import Pages

pages = Pages()


@pages.post("/trace/{event}/open", AUDITOR)
def open_trace(web: Web, reader: CurrentReader, event: str, once: Once) -> Response:
    """Record the look, then show the trace."""
    row = event_of(web, event)
    settled = perform(web, reader, ViewTrace(row.event, reader.user, reader.role), once)
    opening = remember_opening(web, reader, settled, TraceViewed, event)
    return RedirectResponse(f"/trace/{event}?view={opening}", HTTPStatus.SEE_OTHER)
