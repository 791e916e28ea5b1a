"""A full disk: nothing half done, the intake says so, and once there is space everything goes on without a restart."""

import errno
import time
from collections.abc import Callable, Iterator

import pytest

from streams import faultpoints, sqlite
from streams.engines.local.hub import LocalHub
from streams.engines.local.inbound import CannotStore
from tests.faults.conftest import Undisturbed
from tests.faults.night import AMY, ending, faults_of, play
from tests.support.people import child_of
from tests.support.world import START, World


class Disk:
    """Full from one point on, until there is space again."""

    def __init__(self, full_at: int) -> None:
        self.full_at = full_at
        self.reached: list[str] = []
        self.space = False

    def __call__(self, point: str) -> None:
        self.reached.append(point)
        if len(self.reached) >= self.full_at and not self.space:
            raise OSError(errno.ENOSPC, "no space left on device")


@pytest.mark.slow
def test_a_night_goes_on_after_the_disk_was_full_at_any_point(
    undisturbed: Undisturbed, fresh: Callable[[], World]
) -> None:
    wrong: list[str] = []
    full_at = 0
    while True:
        full_at += 1
        world, disk = fresh(), Disk(full_at)
        world._open()
        with faultpoints.installed(disk):
            try:
                play(world, undisturbed.script)
                ended = True
            except (OSError, CannotStore):
                ended = False
            disk.space = True
            if not ended:
                play(world, undisturbed.script)
        name = disk.reached[full_at - 1] if not ended else "no point"
        end = ending(world)
        if end != undisturbed.ending:
            wrong.append(f"{name} (point {full_at}): the end differs")
        wrong += [f"{name} (point {full_at}): {fault}" for fault in faults_of(world)]
        world.close()
        if ended:
            break
    assert wrong == []
    assert full_at > 60


@pytest.fixture
def world(fresh: Callable[[], World]) -> Iterator[World]:
    """A hub before the night."""
    made = fresh()
    made._open()
    yield made
    made.close()


def fill(database: sqlite.Connection) -> None:
    """No further page fits into the database."""
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}")


def fill_up(world: World) -> None:
    """Hand in more than fits."""
    for number in range(50):
        world.publish(f"filler-{number}", [child_of(AMY)])


def make_space(database: sqlite.Connection) -> None:
    """There is space again."""
    database.execute("PRAGMA max_page_count = 1073741823")


def test_the_intake_refuses_while_the_database_is_full_and_takes_it_afterwards(
    world: World, undisturbed: Undisturbed
) -> None:
    agency, submission = undisturbed.script.first[0]
    fill(world._inbound_database)
    with pytest.raises(CannotStore):
        fill_up(world)
    held = world.engine.database.execute("SELECT count(*) FROM intake").fetchone()[0]
    assert held == len(world.sent)
    make_space(world._inbound_database)
    world.submit(submission, agency=agency)
    assert world.run() > 0


def test_a_batch_that_does_not_fit_is_decided_whole_afterwards(world: World, undisturbed: Undisturbed) -> None:
    for number in range(60):
        world.submit(world.seal(f"more-{number}", [child_of(AMY)]))
    fill(world.engine.database)
    with pytest.raises(sqlite.CANNOT_WRITE):
        world.run()
    assert world.engine.database.execute("SELECT count(*) FROM decisions").fetchone()[0] == 0
    make_space(world.engine.database)
    assert world.run() > 0
    assert len(world.notices()) == 60
    assert [fault for fault in faults_of(world) if not fault.startswith(("vault", "ledger"))] == []


def test_a_vault_that_is_full_lets_nothing_of_the_batch_through(world: World, undisturbed: Undisturbed) -> None:
    for agency, submission in undisturbed.script.first:
        world.submit(submission, agency=agency)
    fill(world.engine.vault._database)
    many = [world.seal(f"more-{n}", [child_of(AMY)]) for n in range(60)]
    for submission in many:
        world.submit(submission)
    with pytest.raises(sqlite.CANNOT_WRITE):
        world.run()
    assert world.engine.database.execute("SELECT count(*) FROM decisions").fetchone()[0] == 0
    make_space(world.engine.vault._database)
    assert world.run() > 0
    assert len(world.notices()) >= 60
    assert [fault for fault in faults_of(world) if not fault.startswith(("vault", "ledger"))] == []


def test_the_running_hub_outlives_a_full_disk(fresh: Callable[[], World], undisturbed: Undisturbed) -> None:
    world = fresh()
    hub = LocalHub(world.home, lambda: START)
    full = [True]

    def handler(point: str) -> None:
        if full[0] and point.startswith(("batch", "ledger")):
            raise OSError(errno.ENOSPC, "no space left on device")

    with faultpoints.installed(handler):
        hub.start(tick_every=3600)
        for agency, submission in undisturbed.script.first:
            hub.submit(agency, [submission])
        time.sleep(0.2)
        assert hub.views.outcomes() == []
        full[0] = False
        deadline = time.monotonic() + 60
        while not hub.views.outcomes() and time.monotonic() < deadline:
            time.sleep(0.05)
        found = hub.views.outcomes()
        hub.close()
    assert {outcome.outcome for outcome in found} == {"accepted"}
