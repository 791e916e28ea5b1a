"""The start: sends a reader with one place there, and lets a reader with several choose."""

from http import HTTPStatus

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from services.web.access import ANYONE, session_of
from services.web.context import Web
from services.web.pages_common import page, places_of, resting
from services.web.routing import Pages

pages = Pages()


@pages.get("/", ANYONE)
def home(request: Request, web: Web) -> Response:
    """The way to one's own place."""
    session = session_of(request, web, web.clock())
    if session is None:
        return page(web, "welcome.html", {}, session=None)
    places = places_of(web, session)
    if len(places) == 1:
        return RedirectResponse(places[0].href, HTTPStatus.SEE_OTHER)
    values = {"places": places, "in_holidays": bool(resting(web, session))}
    return page(web, "places.html", values, session=session)
