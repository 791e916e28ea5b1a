"""Serving the pages. The server's access log stays off: it would write addresses as they were asked."""

import uvicorn
from fastapi import FastAPI


def server_of(app: FastAPI, *, host: str = "127.0.0.1", port: int = 8000) -> uvicorn.Server:
    """A server that is ready to `run`; `should_exit` ends it."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)
