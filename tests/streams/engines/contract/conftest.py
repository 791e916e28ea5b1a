"""Every test of the contract runs against every engine. A second engine adds its name and a way to make it here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.streams.engines.contract.drama import Letters, letters
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.local_driver import Local, twin
from tests.support.world import World

Twin = Callable[[], Engine]


class Stage:
    """Engines of one kind, all of them the same hub from the same moment on, and what police send them."""

    def __init__(self, folder: Path, person_partitions: int) -> None:
        self._folder = folder
        self._world = World(folder / "hub-0", person_partitions=person_partitions)
        self._engines = [Local(self._world)]
        self.letters: Letters = letters(self._world)

    @property
    def engine(self) -> Engine:
        """The hub."""
        return self._engines[0]

    def twin(self) -> Engine:
        """The same hub once more, as the first one is now."""
        other = twin(self._engines[0], self._folder / f"hub-{len(self._engines)}")
        self._engines.append(other)
        return other

    def close(self) -> None:
        """Let go of every file."""
        for engine in self._engines:
            engine.world.close()


@pytest.fixture(params=["local"])
def kind(request: pytest.FixtureRequest) -> str:
    """The engine that is held to the contract."""
    return str(request.param)


@pytest.fixture(params=[1, 3], ids=["one person partition", "three person partitions"])
def stage(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Stage]:
    """A furnished hub of the engine."""
    made = Stage(tmp_path, int(request.param))
    yield made
    made.close()
