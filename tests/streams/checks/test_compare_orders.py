"""The same inputs at the same times, taken in whatever order between cases and over any partitions: one outcome."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.records.inputs import AcknowledgeNotice, OpenNotice
from schemas.wire import Submission
from streams.checks.compare import Order, compare
from streams.checks.compare_home import log_of_home
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL, World, a_world, dsl

AMY, BEN = pupil(0, FIRST), pupil(1, SECOND)


def cases() -> list[list[tuple[list[Person], Withdrawal]]]:
    """Cases, each with its revisions; they share children and adults, so that the order in which they meet shows."""
    mother = adult("Rosamund", "Bellingham", Role.VICTIM, child=0)
    named = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
    outside = replace(child_of(AMY), whereabouts="outside")
    sent = Withdrawal.NONE
    return [
        [([child_of(AMY), child_of(BEN), mother], sent), ([outside, mother], sent)],
        [([child_of(AMY), mother], sent), ([], Withdrawal.ENTERED_IN_ERROR)],
        [([replace(child_of(AMY), given_names="Othername"), mother], sent)],
        [([stranger("Ulric", named), adult("Ann", "Other", Role.VICTIM, child=0)], sent)],
        [([child_of(BEN), mother], sent), ([child_of(BEN)], sent), ([child_of(BEN), mother], sent)],
    ]


def sealed(world: World) -> list[list[Submission]]:
    """All of them sealed, each case's revisions in order."""
    return [
        [
            world.seal(f"case-{number}", people, revision=revision, withdrawal=withdrawal)
            for revision, (people, withdrawal) in enumerate(revisions, 1)
        ]
        for number, revisions in enumerate(cases())
    ]


def play(world: World, letters: Sequence[Sequence[Submission]], order: Sequence[int], pauses: Sequence[bool]) -> None:
    """Hand in the cases' revisions in an order between cases, deciding now and then; then people read, and a night."""
    going = [iter(revisions) for revisions in letters]
    for case, pause in zip(order, pauses, strict=True):
        world.submit(next(going[case]))
        if pause:
            world.run()
    world.run()
    world.clock.forward(timedelta(hours=1))
    for notice, case_key, person, urn in sorted(world.notices(), key=lambda row: (row[1], row[3])):
        world.perform(OpenNotice(case_key, person, notice, dsl(urn), "dsl"), f"open {notice}")
        world.perform(AcknowledgeNotice(case_key, person, notice, dsl(urn), "dsl"), f"hear {notice}")
        if urn == FIRST:
            world.run()
    world.clock.forward(timedelta(hours=20))
    world.tick()
    world.run()


TURNS = [number for number, revisions in enumerate(cases()) for _ in revisions]


@settings(max_examples=12)
@given(st.permutations(TURNS), st.lists(st.booleans(), min_size=len(TURNS), max_size=len(TURNS)))
def test_the_order_between_cases_makes_no_difference(order: list[int], pauses: list[bool]) -> None:
    with TemporaryDirectory() as folder, a_world(Path(folder) / "hub", person_partitions=3) as world:
        letters = sealed(world)
        other = world.twin(Path(folder) / "other")
        play(world, letters, TURNS, [False] * len(TURNS))
        play(other, letters, order, pauses)
        other.close()
        with log_of_home(world.home.folder) as left, log_of_home(other.home.folder) as right:
            found = compare(left, right)
    assert found.differences == ()
    assert found.left.subjects >= len(cases())


@pytest.mark.parametrize("partitions", [1, 4])
def test_a_case_that_one_of_them_never_had_is_found(tmp_path: Path, partitions: int) -> None:
    with a_world(tmp_path / "hub", person_partitions=partitions) as world:
        letters = sealed(world)
        other = world.twin(tmp_path / "other")
        play(world, letters, TURNS, [False] * len(TURNS))
        play(other, letters, TURNS[:-1], [False] * (len(TURNS) - 1))
        other.close()
        with log_of_home(world.home.folder) as left, log_of_home(other.home.folder) as right:
            found = compare(left, right)
    assert not found.same
    assert {difference.reference for difference in found.differences} == {"bedfordshire-police case-4@3"}
    assert all(chain.order is not Order.ONE_SIDE for chain in found.chains if chain.left)
