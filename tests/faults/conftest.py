"""One furnished hub for all faults, copied for each; an undisturbed night beside which every other is held."""

import shutil
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from streams.engines.local.home import Home
from tests.faults.night import Ending, Script, ending, faults_of, lead_opens, play, write
from tests.support.world import Clock, World


class Undisturbed(Struct, frozen=True):
    """The hub before the night, what is sent in it, and how it ends."""

    world: World
    script: Script
    ending: Ending


def at_home(world: World, folder: Path) -> World:
    """The same hub in a copy of its home, not yet opened."""
    shutil.copytree(world.home.folder, folder)
    other = copy(world)
    other.home = Home(folder)
    other.clock = Clock(world.clock.now)
    other.sent, other.answers = [], {}
    return other


@pytest.fixture(scope="package")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """A night in which nothing goes wrong."""
    folder = tmp_path_factory.mktemp("undisturbed")
    world = World(folder / "before")
    script = write(world)
    world.close()
    first = at_home(world, folder / "rehearsal")
    first._open()
    for submission in script.first:
        first.submit(submission)
    first.run()
    script = replace(script, opened=lead_opens(first))
    first.close()
    other = at_home(world, folder / "night")
    other._open()
    play(other, script)
    assert faults_of(other) == []
    found = ending(other)
    other.close()
    return Undisturbed(world, script, found)


@pytest.fixture
def fresh(undisturbed: Undisturbed, tmp_path: Path) -> Callable[[], World]:
    """Makes a hub as it was before the night; each is gone from the disk with the next."""
    count = 0

    def make() -> World:
        nonlocal count
        shutil.rmtree(tmp_path / f"hub-{count}", ignore_errors=True)
        count += 1
        return at_home(undisturbed.world, tmp_path / f"hub-{count}")

    return make
