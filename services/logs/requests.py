"""Around every request of an application: headers, and a log that names no one.

The log holds method, path template, status and milliseconds: never a path as it was asked, a query, a header, a body or
the text of an exception. The servers' own access logs stay off.
"""

import logging
import time
import traceback
from abc import ABC, abstractmethod
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FRAMES: Final = 12
"""Of where an error arose, the innermost."""

_logger = logging.getLogger(__name__)


class Around(ABC):
    """Middleware: an application says which headers it gives, and what it answers where something went wrong."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    @abstractmethod
    def give_headers(self, headers: MutableHeaders) -> None:
        """Set what every answer bears."""

    @abstractmethod
    def failed(self, scope: Scope) -> Response:
        """The answer to a request that failed in a way nobody foresaw."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        await self._app(scope, receive, send)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. ConnectionAbortedError, without a text of its cause, where it fails half-way through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self.give_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            await self.serve(scope, receive, send_with_headers)
        except Exception as error:
            _log_error(scope, error)
            if status:
                raise ConnectionAbortedError("the request failed after its answer had begun") from None
            await self.failed(scope)(scope, receive, send_with_headers)
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            _logger.info("%s %s %d %.1f ms", scope["method"], _template(scope), status, elapsed)


def _template(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "(no path of ours)")


def _log_error(scope: Scope, error: BaseException) -> None:
    """Log where an error arose and of what type, without its text, which may hold a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-_FRAMES:]))
    _logger.error("%s %s failed with %s at %s", scope["method"], _template(scope), type(error).__qualname__, places)
