"""Styles, scripts and the icon. Their address changes with their content, so a browser keeps them for a year."""

from fastapi import Request
from starlette.responses import Response

from services.web.access import ANYONE
from services.web.context import Web
from services.web.refusals import NotHere
from services.web.routing import Pages

pages = Pages()


@pages.get("/assets/{name}", ANYONE)
def asset(request: Request, web: Web, name: str) -> Response:
    """One asset."""
    found = web.assets.at(f"/assets/{name}")
    if found is None:
        raise NotHere
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.compressed, media_type=found.media_type, headers=headers | {"content-encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)
