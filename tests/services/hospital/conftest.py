"""A trust's receiver."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.hospital.support import Hospital


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    """A receiver with a fresh store, towards a hub in memory."""
    made = Hospital(tmp_path)
    yield made
    made.store.close()
