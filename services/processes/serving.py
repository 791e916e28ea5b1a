"""Serving an application until the process is told to stop, and seeing that it still answers."""

import http.client
import logging
import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from services.operator.serving import PortTaken
from services.processes.running import Running
from services.serving import Serving

LOOK_EVERY: Final = 2.0
_WITHIN: Final = 5.0

_logger = logging.getLogger(__name__)


def listen(host: str, port: int, part: str) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises `PortTaken`, which names the settings of `part`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise PortTaken(
            f"nothing can listen on `{host}` port `{port}`: set `FIRSTBELL_{part}_HOST` to an address of this machine"
            f" and `FIRSTBELL_{part}_PORT` to a free port"
        ) from None
    return listening


def url_of(listening: socket.socket) -> str:
    """Where a socket listens, as an address of this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


def serve_until_stopped(
    server: uvicorn.Server,
    listening: socket.socket,
    running: Running,
    each: Callable[[], None],
    asked_as: str = "127.0.0.1",
) -> None:
    """Serve; `each` is called every few seconds. A turn is made each time that the server itself answers.

    `asked_as` is a name under which it may be asked.
    """
    with Serving(server, listening, "requests"):
        address = url_of(listening).removeprefix("http://")
        _logger.info("serves on %s", address)
        while not running.stop.is_set():
            if _answers(address, asked_as):
                running.observer.turned()
            each()
            running.stop.wait(LOOK_EVERY)


def _answers(address: str, host: str) -> bool:
    connection = http.client.HTTPConnection(address, timeout=_WITHIN)
    try:
        connection.request("GET", "/healthz", headers={"host": host})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
