"""The intake as a web application, and the server that it runs in."""

import contextlib
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.intake import problems
from services.intake.endpoints import Intake, router
from services.intake.hub import IntakeHub
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens

CONNECTIONS: Final = 512
KEEP_ALIVE_SECONDS: Final = 30
_HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}

_logger = logging.getLogger(__name__)


def create_intake(
    hub: IntakeHub,
    tokens: AgencyTokens,
    settings: IntakeSettings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """The application in front of one hub. `clock` says which of the hub's keys is valid now."""
    intake = Intake(hub, tokens, settings, clock)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await intake.queue.close()

    app = FastAPI(
        title="FirstBell intake", version="1", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.intake = intake
    app.include_router(router)
    app.add_exception_handler(problems.Refused, _refused)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_middleware(Around)
    return app


def server_of(app: FastAPI, *, host: str = "127.0.0.1", port: int = 8100) -> uvicorn.Server:
    """A server that is ready to `run`; `should_exit` ends it. Its access log stays off."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=10,
        ws="none",
    )
    return uvicorn.Server(config)


class Around:
    """Around every request: headers, and one log line with method, path template, status and milliseconds.

    No line holds a path as it was asked, a header, a body or the text of an exception.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            _log_error(scope, error)
            if status:
                raise ConnectionAbortedError("the request failed after its answer had begun") from None
            await problems.failed().response()(scope, receive, send_with_headers)
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            _logger.info("%s %s %d %.1f ms", scope["method"], _template(scope), status, elapsed)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, problems.Refused)
    return error.response()


def _of_the_framework(_: Request, error: Exception) -> Response:
    """Wrong paths and methods, as problem documents."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return problems.method_not_allowed((error.headers or {}).get("Allow", "another method")).response()
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problems.not_found("There is nothing at this path", "The paths begin with `/v1/`.").response()
    raise error


def _template(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "(no path of ours)")


def _log_error(scope: Scope, error: BaseException) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-12:]))
    _logger.error("%s %s failed with %s at %s", scope["method"], _template(scope), type(error).__qualname__, places)
