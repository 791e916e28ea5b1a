"""Nobody can subtract their way to a small cell: each attack is over everything that is published."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.hotspots.suppress import THRESHOLD, Cell, suppressed, with_totals
from tests.streams.hotspots.attack import equations, least, most, parts_of

Table = list[list[int]]


def published(table: Table, kept_back: frozenset[Cell]) -> list[list[int | None]]:
    """What a reader is given."""
    return [
        [None if (row, column) in kept_back else number for column, number in enumerate(numbers)]
        for row, numbers in enumerate(table)
    ]


def found_out(counts: Table, few: frozenset[Cell] = frozenset()) -> list[Cell]:
    """The small cells and totals of which an attacker can tell that they are not nought, or that they are small."""
    table, shape = with_totals(counts), (len(counts), len(counts[0]))
    kept_back = suppressed(table, few)
    known, unknowns = equations(shape, published(table, kept_back)), shape[0] * shape[1]
    told = []
    for row, numbers in enumerate(table):
        for column, number in enumerate(numbers):
            if number < THRESHOLD:
                target = parts_of(shape, (row, column))
                highest = most(known, unknowns, target)
                if least(known, unknowns, target) != 0 or (highest is not None and highest < THRESHOLD):
                    told.append((row, column))
    return told


TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 7), st.integers(0, 60)), min_size=width, max_size=width),
        min_size=1,
        max_size=4,
    )
)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_small_cell_or_total_can_be_derived_from_any_table(counts: Table) -> None:
    assert found_out(counts) == []


def test_without_complementary_suppression_the_attack_finds_the_cell() -> None:
    table = with_totals([[3, 20], [30, 40]])
    primary = frozenset({(0, 0)})
    known = equations((2, 2), published(table, primary))
    assert least(known, 4, {0: 1}) == most(known, 4, {0: 1}) == 3


def test_two_small_cells_of_a_row_do_not_hide_each_other_alone() -> None:
    table = with_totals([[1, 1, 20], [30, 40, 50], [10, 10, 10]])
    only_small = frozenset({(0, 0), (0, 1), (1, 0), (1, 1)})
    known = equations((3, 3), published(table, only_small))
    assert most(known, 9, {0: 1}) == 2, "so a pattern that merely has two in each row and column says that it is small"
    assert found_out([[1, 1, 20], [30, 40, 50], [10, 10, 10]]) == []


@pytest.mark.parametrize("counts", [[[0]], [[4]], [[0, 0], [0, 0]], [[5, 0], [0, 5]], [[9, 9, 9], [1, 9, 9]]])
def test_every_table_that_agrees_is_tried_one_by_one(counts: Table) -> None:
    table = with_totals(counts)
    rows, columns = len(counts), len(counts[0])
    shown = published(table, suppressed(table))
    seen: dict[Cell, set[int]] = {}
    for numbers in product(range(13), repeat=rows * columns) if rows * columns <= 4 else _near(counts):
        other = with_totals([list(numbers[row * columns : (row + 1) * columns]) for row in range(rows)])
        if all(
            s is None or s == o
            for left, right in zip(shown, other, strict=True)
            for s, o in zip(left, right, strict=True)
        ):
            for cell in product(range(rows + 1), range(columns + 1)):
                seen.setdefault(cell, set()).add(other[cell[0]][cell[1]])
    small = [cell for cell in product(range(rows + 1), range(columns + 1)) if table[cell[0]][cell[1]] < THRESHOLD]
    for cell in small:
        assert 0 in seen[cell]
        assert max(seen[cell]) >= THRESHOLD


def _near(counts: Table) -> list[tuple[int, ...]]:
    """Tables with the same numbers but for four corners: enough for three columns and two rows."""
    found = []
    for left, right in ((0, 1), (0, 2), (1, 2)):
        for move in range(-9, 10):
            changed = [row[:] for row in counts]
            for (row, column), sign in (((0, left), 1), ((0, right), -1), ((1, left), -1), ((1, right), 1)):
                changed[row][column] += sign * move
            if all(number >= 0 for row in changed for number in row):
                found.append(tuple(number for row in changed for number in row))
    return found


def test_what_too_few_children_stand_behind_is_kept_back_however_large() -> None:
    table = with_totals([[20, 20], [20, 20]])
    assert suppressed(table) == frozenset()
    kept_back = suppressed(table, {(0, 0)})
    known = equations((2, 2), published(table, kept_back))
    assert least(known, 4, {0: 1}) == 0
    assert most(known, 4, {0: 1}) != 20


def test_a_table_of_large_numbers_is_published_whole() -> None:
    assert suppressed(with_totals([[5, 6], [7, 8]])) == frozenset()


@pytest.mark.parametrize("counts", [[], [[]], [[1], [1, 2]], [[-1]]])
def test_what_is_no_table_of_counts_is_refused(counts: Table) -> None:
    with pytest.raises(ValueError, match="a table has rows"):
        with_totals(counts)
