"""Named places where a test harness may stop the process or make a system call fail.

Code that writes to disk calls `reached` before and after each write, fsync and rename. In production no handler is
installed and the call does nothing. A harness installs a handler that counts the points, kills the process at one of
them, or raises `OSError` there, so that every crash is tried at its exact place and none is waited for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Handler = Callable[[str], None]

_handler: Handler | None = None


def reached(point: str) -> None:
    """Tell the installed handler, if there is one, that `point` is reached; whatever it raises goes to the caller."""
    if _handler is not None:
        _handler(point)


def install(handler: Handler | None) -> None:
    """Replace the handler of this process; `None` removes it."""
    global _handler
    _handler = handler


@contextmanager
def installed(handler: Handler) -> Iterator[None]:
    """Use `handler` inside the block, and what was installed before after it."""
    before = _handler
    install(handler)
    try:
        yield
    finally:
        install(before)
