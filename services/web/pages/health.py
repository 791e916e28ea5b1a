"""Whether the process lives, and whether it can answer."""

from starlette.responses import PlainTextResponse, Response

from services.web.access import ANYONE
from services.web.context import Web
from services.web.routing import Pages

pages = Pages()


@pages.get("/healthz", ANYONE)
def live() -> Response:
    """The process answers."""
    return PlainTextResponse("live\n")


@pages.get("/readyz", ANYONE)
def ready(web: Web) -> Response:
    """The hub has its reference and its views; an error of either is a 500."""
    if web.hub.reference().number < 1:
        return PlainTextResponse("no reference yet\n", 503)
    web.hub.views.events(limit=1)
    return PlainTextResponse("ready\n")
