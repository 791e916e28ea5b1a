"""Sign-in by one-time link. Looking at the link uses nothing up (mail scanners do); only the button does."""

import secrets
from http import HTTPStatus

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from services.web.access import ANYONE
from services.web.context import Context, Web
from services.web.forms import form_id
from services.web.pages_common import page
from services.web.refusals import LinkSpent
from services.web.routing import Pages

pages = Pages()


@pages.get("/sign-in/{token}", ANYONE)
def ask(request: Request, web: Web, token: str) -> Response:
    """A page with one button, the same for every token, good or not."""
    id = form_id(request, web) or secrets.token_urlsafe(32)
    values = {"token": token, "form_token": web.sessions.form_token(id)}
    response = page(web, "sign_in.html", values, session=None)
    _set_cookie(response, web, web.form_cookie, web.sessions.sign("form-cookie", id))
    return response


@pages.post("/sign-in/{token}", ANYONE)
def use(web: Web, token: str) -> Response:
    """Use the link up and begin a session."""
    now = web.clock()
    user = web.links.use(token, now)
    if user is None:
        raise LinkSpent
    session = web.sessions.begin(user, now)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    _set_cookie(response, web, web.session_cookie, web.sessions.sign("session", session.id))
    return response


def _set_cookie(response: Response, web: Context, name: str, value: str) -> None:
    response.set_cookie(name, value, path="/", secure=web.settings.secure_cookies, httponly=True, samesite="lax")
