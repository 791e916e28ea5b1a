"""One web server in a thread of its own, beside whatever else its process does."""

import socket
import threading
from typing import Final, Self

import uvicorn

STARTS_WITHIN: Final = 20.0
"""Seconds in which a server that was told to start listens, or has failed."""


class Serving:
    """A server on a socket that listens already. Use as a context manager; it ends with it, after what is under way."""

    def __init__(self, server: uvicorn.Server, listening: socket.socket, name: str) -> None:
        self._server = server
        self._listening = listening
        self._name = name
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._ended = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    @property
    def url(self) -> str:
        """Its address on this machine."""
        host = self._listening.getsockname()[0]
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __enter__(self) -> Self:
        """Start; returns once requests are answered. RuntimeError where the server does not start."""
        self._thread.start()
        waited = 0.0
        while not self._server.started:
            if self._ended.wait(0.01) or (waited := waited + 0.01) > STARTS_WITHIN:
                raise RuntimeError(f"the server of {self._name} on port {self.port} did not start")
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the requests under way, then stop."""
        self._server.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._listening])
        finally:
            self._listening.close()
            self._ended.set()
