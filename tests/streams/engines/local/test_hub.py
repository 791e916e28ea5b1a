"""The local hub as its services see it: outcomes by publisher, commands, promises kept, restarts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.records.inputs import OpenNotice
from schemas.records.reference import RoleAppointed
from streams.engines.local.home import HomeError
from streams.engines.local.hub import LocalHub
from streams.ledger.checkpoint import open_checkpoint
from tests.support.force import POLICE
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, World, dsl

AMY = pupil(0, FIRST)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A furnished hub that is not running."""
    made = World(tmp_path / "hub")
    made.close()
    return made


@pytest.fixture
def hub(world: World) -> Iterator[LocalHub]:
    """The same hub, running."""
    made = LocalHub(world.home, world.clock)
    yield made
    made.close()


def test_another_agency_that_copies_a_submission_does_not_hide_its_outcome(hub: LocalHub, world: World) -> None:
    submission = world.seal("ref-1", [child_of(AMY)])
    hub.submit("a-nosy-agency", [submission])
    (receipt,) = hub.submit(POLICE, [submission])
    hub.run()
    ours, theirs = hub.outcome(receipt.digest, POLICE), hub.outcome(receipt.digest, "a-nosy-agency")
    assert ours is not None
    assert theirs is not None
    assert (ours.outcome, theirs.outcome, theirs.reason) == ("accepted", "rejected", "publisher_mismatch")
    assert hub.outcome(receipt.digest, "somebody-else") is None


def test_the_decision_on_a_submission_is_in_the_ledger_once_a_checkpoint_covers_it(hub: LocalHub, world: World) -> None:
    (receipt,) = hub.submit(POLICE, [world.seal("ref-1", [child_of(AMY)])])
    hub.run()
    outcome = hub.outcome(receipt.digest, POLICE)
    assert outcome is not None
    assert hub.proof(outcome, 0) is None
    hub.sign_checkpoint()
    assert hub.proof(outcome, 0) is not None


def test_a_clock_that_was_put_back_does_not_end_the_line(hub: LocalHub, world: World) -> None:
    hub.submit(POLICE, [world.seal("ref-1", [child_of(AMY)])])
    hub.run()
    before = hub.sign_checkpoint()
    world.clock.forward(-timedelta(minutes=3))
    (receipt,) = hub.submit(POLICE, [world.seal("ref-2", [child_of(AMY)])])
    hub.run()
    after = hub.sign_checkpoint()
    outcome = hub.outcome(receipt.digest, POLICE)
    assert outcome is not None
    assert hub.proof(outcome, 0) is not None
    key = world.keys.ledger_signer("test-hub/ledger").verifier_key
    assert open_checkpoint(after, key).time == open_checkpoint(before, key).time


def test_one_click_is_one_decision_however_often_it_is_sent(hub: LocalHub, world: World) -> None:
    hub.submit(POLICE, [world.seal("ref-1", [child_of(AMY)])])
    hub.run()
    notice = hub.views.inbox(FIRST)[0]
    command = OpenNotice(notice.case, notice.person, notice.notice, dsl(FIRST), "dsl")
    assert hub.perform(command, command_id="click") == hub.perform(command, command_id="click")
    assert len(hub.views.accesses(notice.notice)) == 1


def test_nothing_but_a_recorded_opening_is_disclosed(hub: LocalHub, world: World) -> None:
    hub.submit(POLICE, [world.seal("ref-1", [child_of(AMY)])])
    hub.run()
    for opening in (hub.views.inbox(FIRST)[0].notice, "resolve-1-0", "person.0-99-0", "nothing", ""):
        with pytest.raises(KeyError):
            hub.disclose(opening)


def test_a_failed_change_of_the_reference_leaves_memory_and_log_alike(hub: LocalHub, world: World) -> None:
    before = hub.reference().number
    appointed = RoleAppointed("u-new", "dsl", "urn", FIRST, world.clock.now, None, ())
    long_name = RoleAppointed("u" * 500, "dsl", "urn", FIRST, world.clock.now, None, ())
    with pytest.raises(Exception, match="limit"):
        hub.registry.refer([appointed, long_name], world.clock.now)
    assert hub.reference().number == before
    assert hub.reference().roles_of("u-new", world.clock.now) == ()
    assert hub.registry.refer([appointed], world.clock.now) == before + 1


def test_a_roll_on_which_a_pupil_stands_twice_is_refused_and_the_old_one_stays(hub: LocalHub, world: World) -> None:
    now = world.clock.now
    with pytest.raises(ValueError, match="stands twice"):
        hub.registry.put_roll(FIRST, [AMY, AMY], now, now, now)
    hub.submit(POLICE, [world.seal("ref-1", [child_of(AMY)])])
    hub.run()
    assert len(hub.views.inbox(FIRST)) == 1


def test_a_home_is_held_by_one_hub_at_a_time(hub: LocalHub, world: World) -> None:
    with pytest.raises(Exception, match="another process"):
        LocalHub(world.home, world.clock)


def test_a_home_without_its_keys_says_which_is_missing(world: World) -> None:
    (world.home.keys / "blinding").unlink()
    with pytest.raises(HomeError, match="`blinding`"):
        LocalHub(world.home, world.clock)
