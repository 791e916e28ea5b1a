"""Around every page: headers, a limit on what is posted, and a log that names no one.

The log holds method, path template, status and milliseconds: never a path as it was asked, a query, a body or the text
of an exception. The server's own access log stays off (`services.web.server`).
"""

import logging
import re
import time
import traceback
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

_logger = logging.getLogger(__name__)


class Around:
    """The middleware. Everything is `no-store` unless the page itself says otherwise (assets do)."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._set_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            most = DRAFT_BYTES if _DRAFTS.fullmatch(scope["path"]) else BODY_BYTES
            _check_announced_length(scope, most)
            await self._app(scope, _limited(receive, most), send_with_headers)
        except BodyTooLarge as refusal:
            await refusal_page(Request(scope), refusal)(scope, receive, send_with_headers)
        except Exception as error:
            _log_error(scope, error)
            if status:
                raise ConnectionAbortedError("the page failed after its answer had begun") from None
            await unexpected_page(Request(scope))(scope, receive, send_with_headers)
        finally:
            elapsed = round((time.perf_counter() - started) * 1000)
            _logger.info("%s %s %d %d ms", scope["method"], _template(scope), status, elapsed)

    def _set_headers(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("cache-control", "no-store")
        if self._secure:
            headers["strict-transport-security"] = _TWO_YEARS


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


def _template(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "(no page)")


def _log_error(scope: Scope, error: BaseException) -> None:
    """Log where an error arose and of what type, without its text, which may hold a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-12:]))
    _logger.error("%s %s failed with %s at %s", scope["method"], _template(scope), type(error).__qualname__, places)
