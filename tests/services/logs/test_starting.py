"""A process's log replaces what libraries set up; levels and form follow the settings."""

import json
import logging
from collections import Counter
from collections.abc import Iterator

import pytest

from services.logs.starting import SPARED_SECONDS, Sparing, start_log
from services.settings.parts import LogFormat, LogSettings


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Put back the handlers and levels that tests share."""
    root, names = logging.getLogger(), ("schemas", "services", "streams", "faust", "kafka", "uvicorn")
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)


def test_json_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    start_log("ticker", "1", LogSettings())
    logging.getLogger("streams.x").info("a tick")
    logging.getLogger("streams.x").debug("too little to be said")
    line = json.loads(capsys.readouterr().err)
    assert (line["process"], line["message"], line["level"]) == ("ticker", "a tick", "info")


def test_text_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    start_log("ticker", "1", LogSettings(format=LogFormat.TEXT))
    logging.getLogger("services.x").error("no broker answers")
    assert capsys.readouterr().err.endswith("error    ticker no broker answers\n")


def test_only_one_handler_stands_and_others_words_need_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().addHandler(logging.StreamHandler())
    start_log("worker", "1", LogSettings(level="debug"))
    assert len(logging.getLogger().handlers) == 1
    logging.getLogger("faust.app").info("much")
    logging.getLogger("kafka.conn").warning("a broker went")
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == ["a broker went"]


def test_lines_are_counted_by_level(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    start_log("worker", "1", LogSettings(), counted=lambda level: counts.update([level]))
    logging.getLogger("streams.x").warning("one")
    logging.getLogger("streams.x").error("two")
    logging.getLogger("aiokafka.cluster").error("a client tries again by itself")
    assert counts == {"warning": 2, "error": 1}
    capsys.readouterr()


def test_what_a_library_says_again_and_again_is_written_now_and_then() -> None:
    now = [0.0]
    sparing = Sparing(lambda: now[0])

    def said(name: str, line: int) -> logging.LogRecord:
        return logging.LogRecord(name, logging.WARNING, "a.py", line, "the coordinator is dead", None, None)

    def written(name: str, line: int = 1) -> bool:
        return sparing.filter(said(name, line))

    assert [written("kafka.coordinator") for _ in range(5)] == [True, False, False, False, False]
    assert written("kafka.coordinator", line=2), "another place of its code"
    assert [written("streams.engines.kafka.ticker") for _ in range(3)] == [True, True, True]
    now[0] = SPARED_SECONDS
    again = said("kafka.coordinator", 1)
    assert sparing.filter(again)
    assert getattr(again, "count", 0) == 4
