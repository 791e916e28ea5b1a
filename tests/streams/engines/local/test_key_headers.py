"""The wrapped section keys of a submission stay until it is decided, and no longer: they go to the vault or nowhere."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.records.inputs import ParkedRetried
from schemas.records.reference import RoleAppointed
from streams.deciders.accept import decide as accept
from tests.support.furnishing import LONG_AGO
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, HUB, START, a_world


@pytest.mark.interpreted
def test_key_headers_are_kept_while_parked_and_forgotten_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide, broken = accept.decide, [True]

    def failing(*args: Any) -> Any:  # noqa: ANN401 - stands for the decider
        if broken[0]:
            raise LookupError
        return decide(*args)

    monkeypatch.setattr("streams.deciders.accept.decide.decide", failing)
    with a_world(tmp_path / "hub") as world:
        world.refer(RoleAppointed("u-operator", "operator", "hub", HUB, LONG_AGO, None, ()))
        sealed = world.seal("ref-1", [child_of(pupil(0, FIRST))])
        world.submit(sealed)
        world.run()
        kept = world.engine.database.execute("SELECT keys FROM intake_keys").fetchall()
        assert kept == [(sealed.keys,)]
        broken[0] = False
        world.clock.now = START + timedelta(hours=1)
        world.perform(
            ParkedRetried(world.engine.database.execute("SELECT key FROM parked").fetchone()[0], "u-operator"), "r"
        )
        world.run()
        assert world.engine.database.execute("SELECT count(*) FROM intake_keys").fetchone() == (0,)
