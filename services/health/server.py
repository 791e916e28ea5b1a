"""`/metrics`, `/healthz` and `/readyz` of a process, in a thread of their own: a loop that hangs cannot hide."""

import socket
from http import HTTPStatus
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.health.standing import Answer, Health
from services.metrics import catalogue
from services.metrics.meters import CONTENT_TYPE, Meters
from services.serving import Serving

CONNECTIONS: Final = 32


class MonitorPortTaken(Exception):
    """Another process listens where metrics and health should be; the text says what to do."""


def monitor_app(meters: Meters, health: Health) -> Starlette:
    """The three paths."""

    def show_health() -> None:
        meters.put(catalogue.READY, health.ready().good)
        meters.put(catalogue.TURN_AGE, health.turn_age)
        for condition, holds in health.conditions().items():
            meters.put(catalogue.STANDS, holds, condition)

    def metrics(_: Request) -> Response:
        return Response(meters.text(), media_type=CONTENT_TYPE)

    meters.before_each_look(show_health)
    return Starlette(
        routes=[
            Route("/metrics", metrics),
            Route("/healthz", lambda _: _told(health.live())),
            Route("/readyz", lambda _: _told(health.ready())),
        ]
    )


def _told(answer: Answer) -> Response:
    status = HTTPStatus.OK if answer.good else HTTPStatus.SERVICE_UNAVAILABLE
    return PlainTextResponse(answer.text + "\n", status, headers={"cache-control": "no-store"})


def monitoring(host: str, port: int, meters: Meters, health: Health) -> Serving:
    """The server, not started yet. Raises `MonitorPortTaken`."""
    listening = _listen(host, port)
    config = uvicorn.Config(
        monitor_app(meters, health),
        access_log=False,
        log_config=None,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
        ws="none",
        lifespan="off",
    )
    return Serving(uvicorn.Server(config), listening, "monitor")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise MonitorPortTaken(
            f"metrics and health cannot listen on `{host}` port `{port}`:"
            " set `FIRSTBELL_MONITOR_HOST` to an address of this machine and `FIRSTBELL_MONITOR_PORT` to a free port"
        ) from None
    return listening
