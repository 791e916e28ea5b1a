"""The intake as a web application, and the server that it runs in."""

import contextlib
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
from starlette.types import Scope

from services.intake import problems
from services.intake.endpoints import Intake, router
from services.intake.hub import IntakeHub
from services.intake.settings import IntakeSettings
from services.intake.tokens import AgencyTokens
from services.logs import requests

CONNECTIONS: Final = 512
KEEP_ALIVE_SECONDS: Final = 30
_HEADERS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


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


class Around(requests.Around):
    """Around every request."""

    def give_headers(self, headers: MutableHeaders) -> None:
        """Nothing is kept, or taken for another type than it says."""
        headers.update(_HEADERS)

    def failed(self, _: Scope) -> Response:
        """A problem document."""
        return problems.failed().response()


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
