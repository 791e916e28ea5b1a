"""Putting a process's log in place of whatever libraries set up."""

import logging
import sys
from collections.abc import Callable
from typing import Final

from services.logs.lines import OURS, JsonLines, TerminalHandler, TextLines
from services.settings.parts import LogFormat, LogSettings

QUIET: Final = ("aiokafka", "faust", "httpx", "kafka", "mode", "sqlalchemy", "uvicorn")
"""Libraries of which only warnings are logged, whatever the level."""


def start_log(process: str, instance: str, settings: LogSettings, counted: Callable[[str], None] | None = None) -> None:
    """Log on stderr from now on. `counted` hears the level of each line."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    handler = _handler(process, instance, settings.format)
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


class _Counting(logging.Filter):
    """Passes every record on, and counts it."""

    def __init__(self, counted: Callable[[str], None]) -> None:
        super().__init__()
        self._counted = counted

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        self._counted(record.levelname.lower())
        return True
