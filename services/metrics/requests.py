"""Counts requests around a web application: method and class of status, never a path as it was asked."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.metrics import catalogue
from services.metrics.meters import Meters


class CountedRequests:
    """The middleware."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and count it even where it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            method = str(scope["method"])
            self._meters.add(catalogue.REQUESTS, method, f"{status // 100}xx")
            self._meters.observe(catalogue.REQUEST_SECONDS, time.perf_counter() - started, method)
