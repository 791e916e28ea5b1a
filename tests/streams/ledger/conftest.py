"""Fixtures of the ledger's tests, and the `interop` marker: it needs Go, which a stranger may not have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.streams.ledger.support import OpenLog, opener


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "interop: needs Go and its module proxy; runs only with `-m interop`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "interop" in (config.option.markexpr or ""):
        return
    chosen = [item for item in items if item.get_closest_marker("interop") is None]
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture
def open_log(tmp_path: Path) -> Iterator[OpenLog]:
    """Opens logs in `tmp_path / "log"` over the numbered entries, and closes them after the test."""
    with opener(tmp_path / "log") as open_it:
        yield open_it
