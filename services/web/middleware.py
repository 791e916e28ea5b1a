"""Around every page: headers, a limit on what is posted, and a log that names no one (`services.logs.requests`)."""

import re
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.logs import requests
from services.web.errors import refusal_page, unexpected_page
from services.web.refusals import BodyTooLarge

BODY_BYTES: Final = 16 * 1024
DRAFT_BYTES: Final = 1024 * 1024
"""A draft may have 128 KiB; the reader of drafts says so of a larger one, up to here."""

_DRAFTS: Final = re.compile(r"/governance/[^/]+/simulate")

_CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": _CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TWO_YEARS: Final = "max-age=63072000; includeSubDomains"


class Around(requests.Around):
    """The middleware. Everything is `no-store` unless the page itself says otherwise (assets do)."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        super().__init__(app)
        self._secure = secure

    def give_headers(self, headers: MutableHeaders) -> None:
        """What a browser must keep to."""
        headers.update(_HEADERS)
        headers.setdefault("cache-control", "no-store")
        if self._secure:
            headers["strict-transport-security"] = _TWO_YEARS

    def failed(self, scope: Scope) -> Response:
        """The page that says so."""
        return unexpected_page(Request(scope))

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that posts more than is read anywhere is refused with a page."""
        most = DRAFT_BYTES if _DRAFTS.fullmatch(scope["path"]) else BODY_BYTES
        try:
            _check_announced_length(scope, most)
            await super().serve(scope, _limited(receive, most), send)
        except BodyTooLarge as refusal:
            await refusal_page(Request(scope), refusal)(scope, receive, send)


def add_to(app: FastAPI, *, secure: bool) -> None:
    """Put the middleware around an application."""
    app.add_middleware(Around, secure=secure)


def _check_announced_length(scope: Scope, most: int) -> None:
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > most:
        raise BodyTooLarge(most)


def _limited(receive: Receive, most: int) -> Receive:
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise BodyTooLarge(most)
        return message

    return receive_limited
