"""Requests are counted by method and class of status, also those that fail; a path is never told."""

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from services.metrics.catalogue import OF_SERVERS
from services.metrics.meters import Meters
from services.metrics.requests import CountedRequests
from tests.services.metrics.test_labels import series


def well(_: Request) -> Response:
    """An answer."""
    return PlainTextResponse("well")


def ill(_: Request) -> Response:
    """A fault."""
    raise RuntimeError("Zyxqvname")


async def ask(app: ASGIApp, *paths: str) -> None:
    """Ask for each path, then with a method that nobody knows."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        for path in paths:
            await client.get(path)
        await client.request("ZYXQVNAME", "/well")


def test_requests_are_counted() -> None:
    meters = Meters(OF_SERVERS)
    app = Starlette(routes=[Route("/well", well), Route("/ill", ill)])
    asyncio.run(ask(CountedRequests(app, meters), "/well", "/well?child=Zyxqvname", "/Zyxqvname", "/ill", "/healthz"))
    counts = {
        (labels["method"], labels["status"]): value
        for name, labels, value in series(meters)
        if name == "firstbell_requests_total" and value
    }
    assert counts == {("GET", "2xx"): 2, ("GET", "4xx"): 1, ("GET", "5xx"): 1, ("other", "4xx"): 1}
    assert b"zyxqv" not in meters.text().lower()
