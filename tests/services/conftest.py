"""The demo's story, told once for every test that looks at what it left."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import Struct

from services.demo import SEED
from services.demo.telling import ToldStory, tell
from services.operator.reading import HomeReader
from streams import sqlite
from tests.support.memory import folder_in_memory


class ToldHome(Struct, frozen=True):
    """A home with its story told; not to be changed: `copy_of_told_home` is for that."""

    folder: Path
    story: ToldStory
    steps: tuple[str, ...]
    times: tuple[datetime, ...]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the story takes longer than about two seconds."""
    for item in items:
        if {"told_home", "copy_of_told_home", "reader"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToldHome]:
    """The demo's home after its story."""
    steps: list[str] = []
    times: list[datetime] = []
    with folder_in_memory(tmp_path_factory.mktemp("told")) as folder:
        story = tell(folder / "home", SEED, steps.append, lambda at, done, total: times.append(at))
        yield ToldHome(folder / "home", story, tuple(steps), tuple(times))


@pytest.fixture
def copy_of_told_home(told_home: ToldHome, tmp_path: Path) -> Path:
    """The same home, to be changed or damaged."""
    copy = tmp_path / "home"
    shutil.copytree(told_home.folder, copy)
    return copy


@pytest.fixture
def reader(told_home: ToldHome) -> Iterator[HomeReader]:
    """Reads the told home."""
    with HomeReader(told_home.folder) as opened:
        yield opened


@pytest.fixture
def damage(copy_of_told_home: Path) -> Callable[[str], None]:
    """Runs SQL on the copied home's log, as nobody should."""

    def run(statement: str) -> None:
        database = sqlite.connect(copy_of_told_home / "hub.db")
        database.execute(statement)
        database.close()

    return run
