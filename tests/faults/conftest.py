"""One furnished hub for all faults, copied for each; an undisturbed night beside which every other is held."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.faults.night import Ending, Script, asked_at_desks, ending, faults_of, play, write
from tests.support.flows import flow_plan, turn_on
from tests.support.world import World


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
def fresh(undisturbed: Undisturbed, in_memory: Path) -> Callable[[], World]:
    """Makes a hub as it was before the night; each is gone with the next."""
    count = 0

    def make() -> World:
        nonlocal count
        shutil.rmtree(in_memory / f"hub-{count}", ignore_errors=True)
        count += 1
        return undisturbed.world.twin(in_memory / f"hub-{count}")

    return make
