"""An agency's start: the events that it sent, and what became of one of them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from schemas.events.front_door import OUTCOME_TYPE
from schemas.records.inputs import ViewTrace
from schemas.records.watch import TraceViewed
from services.web.access import AGENCY, CurrentReader, Reader
from services.web.commands import may_render, perform, remember_opening
from services.web.context import Context, Web
from services.web.desks import Mistake
from services.web.forms import Once
from services.web.pages_common import page
from services.web.routing import Pages
from services.web.senders import EVENTS_SHOWN, agency_title, newest, opened_as, sent_event, told
from streams.disclosing.in_words import in_words

pages = Pages()


@pages.get("/agency/{agency}", AGENCY)
def agency_index(web: Web, reader: CurrentReader, agency: str) -> Response:
    """Its newest events, by their opaque ids."""
    return _index(web, reader, agency, ())


@pages.post("/agency/{agency}/find", AGENCY)
def find(web: Web, reader: CurrentReader, agency: str, reference: Annotated[str, Form()] = "") -> Response:
    """To the event of one of the agency's own references. A reference never stands in an address."""
    found = newest(web, reader, agency, reference=reference.strip())
    if not found:
        return _index(web, reader, agency, (Mistake("reference", "Enter the reference of an event that was accepted"),))
    return RedirectResponse(f"/agency/{agency}/events/{found[0].event.hex()}", HTTPStatus.SEE_OTHER)


@pages.get("/agency/{agency}/events/{event}", AGENCY)
def sent(web: Web, reader: CurrentReader, agency: str, event: str, view: str = "") -> Response:
    """What became of it, within minutes of its recorded viewing `view`; otherwise the offer to open it."""
    row = sent_event(web, reader, agency, event)
    values: dict[str, object] = {"agency": agency, "title": agency_title(web, agency), "event": event, "row": row}
    if not may_render(web, reader, view, opened_as(agency, event)):
        return page(web, "agency/cover.html", values | {"view": view}, session=reader.session)
    steps = told(web, agency, row)
    stages = {one.stage for _, outputs in steps for one in outputs}
    values |= {
        "steps": steps,
        "shared": "Share" in stages,
        "outcome": row.type == OUTCOME_TYPE,
        "answered": "Watch" in stages,
    }
    return page(web, "agency/event.html", values, session=reader.session)


@pages.post("/agency/{agency}/events/{event}/open", AGENCY)
def open_sent(web: Web, reader: CurrentReader, agency: str, event: str, once: Once) -> Response:
    """Record the look, then show what became of it."""
    row = sent_event(web, reader, agency, event)
    settled = perform(web, reader, ViewTrace(row.event, reader.user, reader.role), once)
    opening = remember_opening(web, reader, settled, TraceViewed, opened_as(agency, event))
    return RedirectResponse(f"/agency/{agency}/events/{event}?view={opening}", HTTPStatus.SEE_OTHER)


def _index(web: Context, reader: Reader, agency: str, mistakes: tuple[Mistake, ...]) -> Response:
    values = {
        "agency": agency,
        "title": agency_title(web, agency),
        "rows": newest(web, reader, agency),
        "limit": EVENTS_SHOWN,
        "in_words": in_words,
        "mistakes": mistakes,
    }
    status = HTTPStatus.BAD_REQUEST if mistakes else HTTPStatus.OK
    return page(web, "agency/index.html", values, session=reader.session, status=status)
