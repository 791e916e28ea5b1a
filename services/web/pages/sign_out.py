"""Signing out ends the session here, not only in the browser."""

from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from services.web.access import SIGNED_IN, CurrentReader
from services.web.context import Web
from services.web.routing import Pages

pages = Pages()


@pages.post("/sign-out", SIGNED_IN)
def sign_out(web: Web, reader: CurrentReader) -> Response:
    """End the session."""
    web.sessions.end(reader.session)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    response.delete_cookie(
        web.session_cookie, path="/", secure=web.settings.secure_cookies, httponly=True, samesite="lax"
    )
    return response
