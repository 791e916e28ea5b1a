"""The same story told again with the very bytes that another hub had comes to the same decisions."""

from pathlib import Path

import pytest

from ops.cluster.story import TwoWays
from ops.cluster.twice import KeepingTransport, Kept, tell_again
from services.demo import SEED
from services.demo.bringing import Force
from services.demo.homes import Making, agency_folder, make_demo
from services.demo.playing import Player, Stage
from services.demo.telling import PUBLISHES
from services.publisher.direct import DirectTransport
from streams.checks.compare import compare
from streams.checks.compare_home import log_of_home


@pytest.mark.slow
def test_the_story_told_twice_is_the_same(tmp_path: Path) -> None:
    demo, kept = make_demo(tmp_path / "first", SEED, lambda _: None, Making(2, 4)), Kept()
    transport = KeepingTransport(DirectTransport(demo.hub, PUBLISHES), kept)
    with Force(agency_folder(demo.folder, PUBLISHES), transport, demo.clock) as force:
        ways = TwoWays(force, force, kept)
        Player(Stage(demo.folder, demo.world, demo.hub, demo.clock), ways, lambda *_: None).play()
    demo.hub.close()
    tell_again(tmp_path / "second", PUBLISHES, kept, 2, 4, demo.hub.home)
    with log_of_home(tmp_path / "first") as first, log_of_home(tmp_path / "second") as second:
        found = compare(first, second)
    assert found.differences == ()
    assert (found.same, found.left.records) == (True, found.right.records)
    assert found.left.subjects > 200
