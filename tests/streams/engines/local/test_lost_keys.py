"""A hub whose vault lost keys does not start as if there were no such pupils, and no check calls it a fault."""

from contextlib import closing
from pathlib import Path

import pytest

from streams import sqlite
from streams.checks.findings import FindingKind
from streams.checks.replay import verify_replay
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import Home, HomeError, Keys
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World, a_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A hub with one event, closed."""
    with a_world(tmp_path / "hub") as made:
        made.publish("R-1", [child_of(pupil(0, FIRST))])
        made.run()
    return made


def lose(world: World, of: str) -> int:
    with closing(sqlite.connect(world.home.vault)) as vault:
        vault.execute("DELETE FROM keys WHERE substr(owner, 1, 1) = CAST(? AS BLOB)", (of,))
        return vault.changes()


def refusal(home: Home, keys: Keys) -> str:
    with pytest.raises(HomeError) as refused:
        LocalEngine(home, keys)
    return str(refused.value)


@pytest.mark.parametrize(
    ("of", "what"),
    [("r", "4 of 4 entries of roll version 1 of school 100001"), ("s", "entries of the staff directory")],
)
def test_the_hub_says_at_start_what_is_lost_and_what_to_do(world: World, of: str, what: str) -> None:
    assert lose(world, of)
    text = refusal(world.home, world.keys)
    assert what in text
    assert "from the backup" in text


def test_everything_that_is_lost_is_said_at_once(world: World) -> None:
    assert all(lose(world, of) for of in "rse")
    text = refusal(world.home, world.keys)
    assert all(what in text for what in ("roll version", "staff directory", "1 of 1 accepted events"))


def test_a_refused_start_lets_go_of_the_home(world: World) -> None:
    with closing(sqlite.connect(world.home.vault)) as vault:
        kept = vault.execute("SELECT * FROM keys").fetchall()
        lose(world, "s")
        refusal(world.home, world.keys)
        vault.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", kept)
    LocalEngine(world.home, world.keys).close()


@pytest.mark.parametrize(("of", "place"), [("r", "roll 100001"), ("s", "staff u-dsl-100001"), ("e", "intake.")])
def test_replay_names_what_lost_its_keys(world: World, of: str, place: str) -> None:
    lose(world, of)
    found = verify_replay(world.home.folder, world.keys).findings
    assert {one.kind for one in found} <= {FindingKind.KEY_DIFFERS, FindingKind.STAFF_DIFFERS}
    assert any(one.place.startswith(place) for one in found)
