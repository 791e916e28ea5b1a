"""Posted forms: the token that ties a form to its session, and the number that makes a repeated click one click."""

import re
import secrets
from typing import Annotated

from fastapi import Depends, Form, Request

from services.web.context import Context, context_of
from services.web.refusals import FormOutOfDate

_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_once() -> str:
    """A number for one rendering of a form."""
    return secrets.token_urlsafe(16)


def check_form(request: Request, form_token: Annotated[str, Form()] = "") -> None:
    """Refuse a form that comes from another site or without this session's token.

    `Sec-Fetch-Site` is a second lock where the browser sends it (W3C Fetch Metadata).
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormOutOfDate
    web = context_of(request)
    reader = getattr(request.state, "reader", None)
    id = reader.session.id if reader is not None else form_id(request, web)
    if not id or not web.sessions.form_token_is_right(id, form_token):
        raise FormOutOfDate


def form_id(request: Request, web: Context) -> str | None:
    """What ties a form to a browser in which nobody is signed in yet."""
    return web.sessions.unsign("form-cookie", request.cookies.get(web.form_cookie, ""))


def _checked_once(once: Annotated[str, Form()] = "") -> str:
    if not _ONCE.fullmatch(once):
        raise FormOutOfDate
    return once


Once = Annotated[str, Depends(_checked_once)]
"""A page's parameter: the number of the form that was posted."""
