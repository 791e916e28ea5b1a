"""A child who moved between issue and opening: nothing is lost, and all is decided the same again from what is left."""

from pathlib import Path

from msgspec.structs import replace

from schemas.records.inputs import OpenNotice
from schemas.records.watch import ChildMoved, NoticeOpened
from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from tests.support.people import child_of, pupil
from tests.support.world import FIRST, SECOND, World, a_world, dsl

AMY = pupil(0, FIRST)
OTHERS = [pupil(2, FIRST)], [pupil(1, SECOND)]


def open_(world: World, urn: str) -> None:
    """The lead of a school opens its waiting notice."""
    notice, case, person, _ = next(row for row in world.notices("waiting") if row[3] == urn)
    world.perform(OpenNotice(case, person, notice, dsl(urn), "dsl"), f"open-{notice}")
    world.run()


def moved(folder: Path) -> World:
    """Amy moved from the first school to the second, and her notice with her; then the rolls change once more."""
    world = World(folder)
    world.publish("R-1", [child_of(AMY)])
    world.run()
    world.put_roll(FIRST, OTHERS[0])
    world.put_roll(SECOND, [*OTHERS[1], replace(AMY, urn=SECOND)])
    open_(world, FIRST)
    open_(world, SECOND)
    world.put_roll(FIRST, OTHERS[0])
    world.put_roll(SECOND, OTHERS[1])
    world.run()
    return world


def test_what_moved_is_conserved_and_decided_the_same_again_without_the_rolls(tmp_path: Path) -> None:
    world = moved(tmp_path / "hub")
    with reading(world.home.folder) as database:
        records = list(records_of(database))
    world.close()
    outputs = [output for record in records for output in record.decision.outputs]
    (move,) = [output for output in outputs if isinstance(output, ChildMoved)]
    assert (move.left, [held.urn for held in move.registrations]) == (FIRST, [SECOND])
    assert [output.user for output in outputs if isinstance(output, NoticeOpened)] == [dsl(SECOND)]
    conserved = conserve(records, person_partitions=1)
    assert (conserved.findings, conserved.counts["moved"]) == ((), 1)
    assert verify_replay(world.home.folder, world.keys).findings == ()


def test_a_revision_after_the_move_changes_nothing_of_that(tmp_path: Path) -> None:
    with a_world(tmp_path / "hub") as world:
        world.publish("R-1", [child_of(AMY)])
        world.run()
        world.put_roll(FIRST, OTHERS[0])
        world.put_roll(SECOND, [*OTHERS[1], replace(AMY, urn=SECOND)])
        open_(world, FIRST)
        world.publish("R-1", [replace(child_of(AMY, named=False), whereabouts="outside")], revision=2)
        world.run()
        with reading(world.home.folder) as database:
            assert conserve(records_of(database), person_partitions=1).findings == ()
