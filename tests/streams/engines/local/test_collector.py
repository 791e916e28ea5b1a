"""While the engine decides a batch, Python's collector of cycles does not look through it."""

import gc
from pathlib import Path

from streams import faultpoints
from tests.streams.engines.contract.drama import play
from tests.streams.engines.contract.letters import letters
from tests.streams.engines.contract.local_driver import Local
from tests.support.flows import flow_plan
from tests.support.world import World


def test_the_collector_rests_at_every_point_of_a_batch_and_works_between(tmp_path: Path) -> None:
    engine = Local(World(tmp_path, plan=flow_plan()))
    found: set[bool] = set()

    def look(point: str) -> None:
        if point.startswith(("batch.", "vault.put", "log.state")):
            found.add(gc.isenabled())

    with faultpoints.installed(look):
        play(engine, letters(engine.world))
    engine.world.close()
    assert found == {False}
    assert gc.isenabled()
