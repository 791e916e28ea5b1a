"""Views and state of a home folded again from its records."""

from contextlib import closing
from pathlib import Path

import pytest

from services.operator.rebuilding import rebuild_home
from streams import sqlite
from streams.ledger.errors import LogInUse
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, a_world


def notices(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite.connect(home / "hub.db")) as database:
        return database.execute("SELECT * FROM notice_view").fetchall()


def test_views_are_folded_again_while_no_hub_works_on_the_home(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(pupil(0, FIRST))])
        world.run()
        with pytest.raises(LogInUse):
            rebuild_home(world.home.folder)
    before = notices(world.home.folder)
    with closing(sqlite.connect(world.home.database)) as database:
        database.execute("UPDATE notice_view SET value = '100002', state = 'opened'")
    assert rebuild_home(world.home.folder) > 0
    assert notices(world.home.folder) == before
    assert before
