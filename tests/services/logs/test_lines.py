"""Lines of the log: what stands in them, and what of other libraries' words does not."""

import json
import logging
import sys
from datetime import UTC, datetime

import pytest

from services.logs.lines import JsonLines, TextLines

MARK = "Zyxqvname"


class Thing:
    """An object whose words would name somebody."""

    def __repr__(self) -> str:
        return MARK

    __str__ = __repr__


def record(name: str, message: object, *args: object, **extra: object) -> logging.LogRecord:
    """A record of a logger, made as logging itself makes it."""
    made = logging.getLogger(name).makeRecord(name, logging.WARNING, "f.py", 1, message, args, None, extra=extra)
    made.created = datetime(2026, 11, 9, 7, 30, 1, 250_000, tzinfo=UTC).timestamp()
    return made


def written(made: logging.LogRecord) -> dict[str, object]:
    """The JSON line of a record."""
    line = JsonLines("worker", "2").format(made)
    assert "\n" not in line
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_a_line_has_its_fields() -> None:
    found = written(
        record("streams.engines.line.parking", "input `%s` is parked", 7, stage="accept", key="ab12", event="cd34")
    )
    assert found == {
        "time": "2026-11-09T07:30:01.250Z",
        "level": "warning",
        "process": "worker",
        "instance": "2",
        "logger": "streams.engines.line.parking",
        "message": "input `7` is parked",
        "stage": "accept",
        "key": "ab12",
        "event": "cd34",
    }


def test_what_is_no_field_is_left_out() -> None:
    found = written(record("streams.x", "a", name_of_child=MARK, stage=Thing(), count=3))
    assert MARK not in json.dumps(found)
    assert found["count"] == 3


@pytest.mark.parametrize(
    ("message", "args", "said"),
    [
        ("fetched %s of %r", (Thing(), 3), "fetched <Thing> of 3"),
        ("failed: %s", (ValueError(MARK),), "failed: <ValueError>"),
        ("got %r", (MARK.encode(),), "got <9 bytes>"),
        ("got %(value)s", ({"value": Thing()},), "got <Thing>"),
        ("list %s", ([MARK],), "list <list>"),
        ("%d of it", (Thing(),), "%d of it"),
        (Thing(), (), "<Thing>"),
        ("two\nlines", (), "two lines"),
    ],
)
def test_what_other_libraries_were_given_is_not_repeated(message: object, args: tuple[object, ...], said: str) -> None:
    found = written(record("faust.app", message, *args))
    assert found["message"] == said
    assert MARK not in json.dumps(found)


@pytest.mark.parametrize("name", ["faust.agents", "streams.engines.kafka", "services.web.middleware"])
def test_an_exception_is_told_by_its_type_and_place_alone(name: str) -> None:
    try:
        raise KeyError(MARK)
    except KeyError:
        made = record(name, "it failed")
        made.exc_info = sys.exc_info()
    found = written(made)
    assert found["error"] == "KeyError"
    assert found["places"] == [f"test_lines.py:{made.exc_info[2].tb_lineno} {sys._getframe().f_code.co_name}"]  # type: ignore[union-attr]  # it has a traceback: it was just raised
    assert MARK not in json.dumps(found)
    assert MARK not in TextLines("worker", "2").format(made)


def test_a_persons_line_is_one_line_too() -> None:
    line = TextLines("worker", "2").format(record("streams.x", "the line stands still", stage="person", position=12))
    assert line == "07:30:01.250 warning  worker the line stands still  stage=person position=12"


def test_a_long_value_is_cut() -> None:
    assert len(str(written(record("faust.x", "x" * 5000))["message"])) == 400
