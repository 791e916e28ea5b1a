"""One furnished hub for all faults, copied for each; an undisturbed night beside which every other is held."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.faults.night import Ending, Script, asked_at_desks, ending, faults_of, play, write
from tests.support.flows import flow_plan, turn_on
from tests.support.world import World

MEMORY: Final = Path("/dev/shm")
"""Files here are in memory alone, under Linux."""


class Undisturbed(Struct, frozen=True):
    """The hub before the night, what is sent in it, and how it ends."""

    world: World
    script: Script
    ending: Ending


@pytest.fixture(scope="package")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """A night in which nothing goes wrong."""
    folder = tmp_path_factory.mktemp("undisturbed")
    world = World(folder / "before", plan=flow_plan())
    script = write(world, turn_on(world))
    world.close()
    first = world.twin(folder / "rehearsal")
    first._open()
    for agency, submission in script.first:
        first.submit(submission, agency=agency)
    first.run()
    script = replace(script, asked=asked_at_desks(first))
    first.close()
    other = world.twin(folder / "night")
    other._open()
    play(other, script)
    assert faults_of(other) == []
    found = ending(other)
    other.close()
    return Undisturbed(world, script, found)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Path]:
    """Where hubs are that are killed: in memory, if the machine has any to write to. What ends a process takes nothing
    from the kernel that it wrote, so a disk would add nothing but waiting for it.
    """
    in_memory = os.access(MEMORY, os.W_OK | os.X_OK)
    with TemporaryDirectory(prefix="firstbell-faults-", dir=MEMORY if in_memory else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
def fresh(undisturbed: Undisturbed, homes: Path) -> Callable[[], World]:
    """Makes a hub as it was before the night; each is gone with the next."""
    count = 0

    def make() -> World:
        nonlocal count
        shutil.rmtree(homes / f"hub-{count}", ignore_errors=True)
        count += 1
        return undisturbed.world.twin(homes / f"hub-{count}")

    return make
