"""A hub in memory and a fresh store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.publisher.publisher import Publisher
from services.publisher.store import PublisherStore
from tests.services.publisher import support


@pytest.fixture
def hub() -> support.MemoryHub:
    """A hub in memory."""
    return support.MemoryHub()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PublisherStore]:
    """A fresh store."""
    opened = support.open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def publisher(hub: support.MemoryHub, store: PublisherStore) -> Publisher:
    """A publisher with a fresh store towards the hub."""
    return support.publisher(hub, store)
