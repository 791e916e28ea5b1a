"""Putting a process's log in place of whatever libraries set up."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from services.logs.lines import OURS, JsonLines, TerminalHandler, TextLines
from services.settings.parts import LogFormat, LogSettings

QUIET: Final = ("aiokafka", "confluent_kafka", "faust", "httpx", "kafka", "mode", "sqlalchemy", "uvicorn")
"""Libraries of which only warnings are logged, whatever the level."""
SPARED_SECONDS: Final = 10.0
"""So long a library does not say the same again."""
OURS_IS: Final = "firstbell"
"""The name of the handler that `start_log` puts in place."""


def start_log(process: str, instance: str, settings: LogSettings, counted: Callable[[str], None] | None = None) -> None:
    """Log on stderr from now on. `counted` hears the level of each line."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    handler = _handler(process, instance, settings.format)
    handler.set_name(OURS_IS)
    handler.addFilter(Sparing())
    if counted is not None:
        handler.addFilter(_Counting(counted))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    level = logging.getLevelName(settings.level.upper())
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)


@contextmanager
def logged(
    process: str, instance: str, settings: LogSettings, counted: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Log so within the block, and as before after it."""
    names = (*OURS, *QUIET)
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in names}
    handlers, level = list(root.handlers), root.level
    start_log(process, instance, settings, counted)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
        logging.captureWarnings(False)


def is_started() -> bool:
    """Whether this process's log has begun."""
    return any(handler.get_name() == OURS_IS for handler in logging.getLogger().handlers)


def _handler(process: str, instance: str, format_: LogFormat) -> logging.Handler:
    terminal = sys.stderr.isatty()
    if format_ is LogFormat.TEXT or (format_ is LogFormat.AUTO and terminal):
        lines = TextLines(process, instance)
        if terminal:
            return TerminalHandler(lines)
        text = logging.StreamHandler()
        text.setFormatter(lines)
        return text
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(process, instance))
    return handler


class Sparing(logging.Filter):
    """Of what a library says at one place of its code, passes one line on every ten seconds; `count` are those between.

    A client whose broker went away can say so a thousand times a second, until the disk is full of it.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._said: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is to be written. What this program says itself always is."""
        if record.name.partition(".")[0] in OURS:
            return True
        place, now = (record.name, record.lineno), self._monotonic()
        last, kept_back = self._said.get(place, (float("-inf"), 0))
        if now - last < SPARED_SECONDS:
            self._said[place] = (last, kept_back + 1)
            return False
        self._said[place] = (now, 0)
        if kept_back:
            record.count = kept_back
        return True


class _Counting(logging.Filter):
    """Passes every record on, and counts it.

    A client's error that is not ours counts as a warning: clients try again by themselves, and where that ends in
    nothing this program says so itself.
    """

    def __init__(self, counted: Callable[[str], None]) -> None:
        super().__init__()
        self._counted = counted

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        ours = record.name.partition(".")[0] in OURS
        self._counted("warning" if record.levelno >= logging.ERROR and not ours else record.levelname.lower())
        return True
