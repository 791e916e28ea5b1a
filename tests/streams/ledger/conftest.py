"""Fixtures of the ledger's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.streams.ledger.support import OpenLog, opener


@pytest.fixture
def open_log(tmp_path: Path) -> Iterator[OpenLog]:
    """Opens logs in `tmp_path / "log"` over the numbered entries, and closes them after the test."""
    with opener(tmp_path / "log") as open_it:
        yield open_it
