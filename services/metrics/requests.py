"""Counts requests around a web application: method and class of status, never a path as it was asked.

Questions about health are left out: there are many of them, and they would hide that others fail.
"""

import time
from typing import Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.metrics import catalogue
from services.metrics.catalogue import Metric

OF_HEALTH: Final = ("/healthz", "/readyz")


class Counts(Protocol):
    """Who keeps the numbers: this process's meters, or those of the one that started it."""

    def add(self, metric: Metric, *labels: str) -> None:
        """Count."""

    def observe(self, metric: Metric, value: float, *labels: str) -> None:
        """One more value of a histogram."""


class CountedRequests:
    """The middleware."""

    def __init__(self, app: ASGIApp, meters: Counts) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and count it even where it fails."""
        if scope["type"] != "http" or scope["path"] in OF_HEALTH:
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
