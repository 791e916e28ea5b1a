"""What one poll brought is committed together: all of it once it is done, or nothing."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.engines.kafka.carrying import UnderWay

PLACE = ("inputs", 3)


@pytest.fixture
def under_way() -> UnderWay:
    """Ten, one, and twenty records of a partition."""
    made = UnderWay()
    for first, last in ((0, 9), (10, 10), (11, 30)):
        made.delivers(PLACE, first, last)
    return made


def test_what_is_done_is_committed_up_to_the_first_that_is_not(under_way: UnderWay) -> None:
    acked: set[int] = set()
    assert under_way.committable(PLACE, acked, 0) is None
    acked.add(30)
    assert under_way.committable(PLACE, acked, 0) is None, "what stands before it is not done"
    acked.add(9)
    assert under_way.committable(PLACE, acked, 0) == 10
    acked.add(10)
    assert under_way.committable(PLACE, acked, 10) == 31
    assert under_way.committable(PLACE, acked, 31) is None
    assert not acked


def test_what_is_held_keeps_what_follows_from_being_committed(under_way: UnderWay) -> None:
    assert under_way.committable(PLACE, {10, 30}, 0) is None


def test_partitions_are_told_apart(under_way: UnderWay) -> None:
    assert under_way.committable(("inputs", 4), {9}, 0) is None


def test_what_is_delivered_again_stands_for_what_was_delivered_before(under_way: UnderWay) -> None:
    under_way.delivers(PLACE, 0, 40)
    assert under_way.committable(PLACE, {40}, 0) == 41


def test_a_part_that_is_delivered_again_waits_for_the_rest(under_way: UnderWay) -> None:
    under_way.delivers(PLACE, 5, 40)
    assert under_way.committable(PLACE, {40}, 0) is None
    assert under_way.committable(PLACE, {9, 40}, 0) == 41


def test_what_was_revoked_is_nobodys_to_commit(under_way: UnderWay) -> None:
    under_way.forget(PLACE)
    under_way.delivers(PLACE, 40, 41)
    assert under_way.committable(PLACE, {9, 10, 30}, 0) is None
    assert under_way.committable(PLACE, {41}, 0) == 42


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=12), st.randoms())
def test_in_whatever_order_they_are_done_the_commit_is_where_the_first_undone_one_begins(
    polls: Sequence[tuple[int, bool]], random: Random
) -> None:
    under_way, acked, start, reached, done = UnderWay(), set[int](), 0, 0, []
    undone: list[int] = []
    for size, ends in polls:
        under_way.delivers(PLACE, start, start + size - 1)
        if ends:
            done.append(start + size - 1)
        else:
            undone.append(start)
        start += size
    random.shuffle(done)
    for last in done:
        acked.add(last)
        found = under_way.committable(PLACE, acked, reached)
        assert found is None or found > reached
        reached = found or reached
    assert reached == min(undone, default=start)
