"""The same story told again with the very bytes that another hub had comes to the same decisions."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import Struct

from ops.cluster.story import TwoWays
from ops.cluster.twice import Again, KeepingTransport, Kept, tell_again
from services.demo import SEED
from services.demo.bringing import Force
from services.demo.homes import Making, agency_folder, make_demo
from services.demo.playing import Player, Stage
from services.demo.telling import ALSO_PUBLISH, FORCE
from services.operator.clock import StoryClock
from services.publisher.direct import DirectTransport
from streams.checks.compare import Compared, compare
from streams.checks.compare_home import log_of_home
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub


class Told(Struct, frozen=True):
    """A home in which the story was told, and what its police sent."""

    home: Home
    kept: Kept


class HastyTicker(StoryClock):
    """A story's clock with a ticker that tells the time as soon as it is set: a cluster's comes when it likes."""

    def __init__(self, clock: StoryClock, hub: LocalHub) -> None:
        super().__init__(clock())
        self._clock = clock
        self._hub = hub

    def go_to(self, at: datetime) -> None:
        """Set the clock, and tick."""
        super().go_to(at)
        self._clock.go_to(at)
        self._hub.tick(at)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story, told once."""
    demo, kept = make_demo(tmp_path_factory.mktemp("told") / "first", SEED, lambda _: None, Making(2, 4)), Kept()
    with ExitStack() as stack:

        def force_of(agency: str) -> Force:
            transport = KeepingTransport(DirectTransport(demo.hub, agency), agency, kept)
            return stack.enter_context(Force(agency_folder(demo.folder, agency), transport, demo.clock))

        force = force_of(FORCE)
        ways = TwoWays(force, force, {agency: force_of(agency) for agency in ALSO_PUBLISH}, kept)
        Player(Stage(demo.folder, demo.world, demo.hub, demo.clock), ways, lambda *_: None).play()
    demo.hub.close()
    return Told(demo.hub.home, kept)


def found_beside(told: Told, folder: Path) -> Compared:
    """The first telling beside another."""
    with log_of_home(told.home.folder) as first, log_of_home(folder) as second:
        return compare(first, second)


@pytest.mark.slow
def test_the_story_told_twice_is_the_same(told: Told, tmp_path: Path) -> None:
    tell_again(tmp_path / "second", told.kept, 2, 4, told.home)
    found = found_beside(told, tmp_path / "second")
    assert found.differences == ()
    assert (found.same, found.left.records) == (True, found.right.records)
    assert found.left.subjects > 200


@pytest.mark.slow
def test_a_ticker_that_comes_when_it_likes_changes_nothing(told: Told, tmp_path: Path) -> None:
    demo = make_demo(tmp_path / "second", SEED, lambda _: None, Making(2, 4, told.home))
    clock = HastyTicker(demo.clock, demo.hub)
    again = Again(demo.hub, told.kept)
    Player(Stage(demo.folder, demo.world, demo.hub, clock), again, lambda *_: None).play()
    demo.hub.close()
    found = found_beside(told, tmp_path / "second")
    assert found.differences == ()
    assert found.right.records > found.left.records
