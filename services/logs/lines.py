"""What a line of the log holds, and how it is written: JSON for machines, text for a terminal.

Parts of this program log places, counts and names of the log itself. What other libraries log is taken with care: of an
exception only its type and where it arose, of bytes only how many, of any other object only its type; for their words
could repeat what they were given.
"""

import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

import msgspec
from rich.console import Console
from rich.text import Text

OURS: Final = ("schemas", "services", "streams")
FIELDS: Final = (
    "stage",
    "source",
    "position",
    "event",
    "key",
    "record",
    "reason",
    "at",
    "seconds",
    "count",
    "condition",
)
"""What `extra` may add to a line. `key` is a message's key in the log, `event` an event's id in hexadecimal: both are
digests, and name nobody."""
FRAMES: Final = 8
LONGEST: Final = 400
"""Characters of one value at most."""

_STYLES: Final = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "bold red"}


class Line(msgspec.Struct, omit_defaults=True):
    """One line."""

    time: str
    level: str
    process: str
    instance: str
    logger: str
    message: str
    stage: str = ""
    source: str = ""
    position: int | None = None
    event: str = ""
    key: str = ""
    record: str = ""
    reason: str = ""
    at: str = ""
    seconds: float | None = None
    count: int | None = None
    condition: str = ""
    error: str = ""
    places: tuple[str, ...] = ()


def line_of(record: logging.LogRecord, process: str, instance: str) -> Line:
    """A record as a line."""
    error, places = _exception(record)
    at = datetime.fromtimestamp(record.created, UTC)
    line = Line(
        time=f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
        level=record.levelname.lower(),
        process=process,
        instance=instance,
        logger=record.name,
        message=_message(record),
        error=error,
        places=places,
    )
    for name in FIELDS:
        value = getattr(record, name, None)
        if isinstance(value, str | int | float):
            setattr(line, name, value[:LONGEST] if isinstance(value, str) else value)
    return line


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, process: str, instance: str) -> None:
        super().__init__()
        self._process, self._instance = process, instance

    def format(self, record: logging.LogRecord) -> str:
        """A line."""
        return msgspec.json.encode(line_of(record, self._process, self._instance)).decode()


class TextLines(logging.Formatter):
    """Lines for a person: time, level, what happened, then the fields."""

    def __init__(self, process: str, instance: str) -> None:
        super().__init__()
        self._process, self._instance = process, instance

    def format(self, record: logging.LogRecord) -> str:
        """A line without colours."""
        return self.drawn(record).plain

    def drawn(self, record: logging.LogRecord) -> Text:
        """A line as a terminal shows it."""
        line = line_of(record, self._process, self._instance)
        fields = [f"{name}={value}" for name in FIELDS if (value := getattr(line, name)) not in ("", None)]
        tail = [*fields, *([f"error={line.error}", *line.places[:2]] if line.error else [])]
        return Text.assemble(
            (f"{line.time[11:23]} ", "dim"),
            (f"{line.level:<8} ", _STYLES.get(record.levelname, "")),
            (f"{self._process} ", "dim"),
            line.message,
            ("  " + " ".join(tail) if tail else "", "dim"),
        )


class TerminalHandler(logging.Handler):
    """Lines on a terminal, in colours."""

    def __init__(self, lines: TextLines) -> None:
        super().__init__()
        self._lines = lines
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one."""
        try:
            self._console.print(self._lines.drawn(record))
        except Exception:
            self.handleError(record)


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()[:LONGEST]
    template = record.msg if isinstance(record.msg, str) else f"<{_type(record.msg)}>"
    if not record.args:
        return _one_line(template)
    given = record.args
    safe = (
        {name: _safe(value) for name, value in given.items()}
        if isinstance(given, Mapping)
        else tuple(_safe(value) for value in given)
    )
    try:
        return _one_line(template % safe)
    except (TypeError, ValueError, KeyError):
        return _one_line(template)


def _safe(value: object) -> object:
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return _Said(f"<{len(value)} bytes>")
    return _Said(f"<{_type(value)}>")


class _Said(str):
    """Stands for a value; `%r` shows it without quotes too."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Itself."""
        return str(self)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _exception(record: logging.LogRecord) -> tuple[str, tuple[str, ...]]:
    found = record.exc_info
    if not found or found[0] is None:
        return "", ()
    return found[0].__qualname__, _places(found[2])


def _places(trace: TracebackType | None) -> tuple[str, ...]:
    """Where an error arose, the innermost place first."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return tuple(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames))


def _type(value: object) -> str:
    return type(value).__qualname__
