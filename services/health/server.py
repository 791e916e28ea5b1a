"""`/metrics`, `/healthz` and `/readyz` of a process, in a thread of their own: a loop that hangs cannot hide."""

import socket
import threading
from http import HTTPStatus
from typing import Final, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.health.standing import Answer, Health
from services.metrics import catalogue
from services.metrics.meters import CONTENT_TYPE, Meters

CONNECTIONS: Final = 32
STARTS_WITHIN: Final = 20.0
"""Seconds in which the server listens, or has failed."""


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


class Monitor:
    """The server. Use as a context manager; raises `MonitorPortTaken` when it is made."""

    def __init__(self, host: str, port: int, meters: Meters, health: Health) -> None:
        self._listening = _listen(host, port)
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
        self._server = uvicorn.Server(config)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="monitor", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        """Start; returns once it answers."""
        self._thread.start()
        waited = 0.0
        while not self._server.started:
            if self._ended.wait(0.01) or (waited := waited + 0.01) > STARTS_WITHIN:
                raise RuntimeError("the server of metrics and health did not start")
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self._listening.close()
            self._ended.set()


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
