"""What an attacker does with published tables: exact linear programming over everything that was ever published.

It shares nothing with what is attacked: a tableau of fractions, Bland's rule, two phases.
"""

from collections.abc import Sequence
from fractions import Fraction

from streams.hotspots.suppress import Cell

Equation = tuple[dict[int, int], int]
"""Coefficients by variable, and what they add up to."""


def equations(shape: tuple[int, int], published: Sequence[Sequence[int | None]], first: int = 0) -> list[Equation]:
    """What a published table says of its unknown inner cells, numbered from `first` row by row."""
    rows, columns = shape

    def unknown(row: int, column: int) -> int:
        return first + row * columns + column

    found: list[Equation] = []
    for row in range(rows + 1):
        for column in range(columns + 1):
            number = published[row][column]
            if number is not None:
                of_rows = range(rows) if row == rows else (row,)
                of_columns = range(columns) if column == columns else (column,)
                found.append(({unknown(r, c): 1 for r in of_rows for c in of_columns}, number))
    return found


def parts_of(shape: tuple[int, int], cell: Cell, first: int = 0) -> dict[int, int]:
    """The inner cells that a cell or total is made of."""
    rows, columns = shape
    of_rows = range(rows) if cell[0] == rows else (cell[0],)
    of_columns = range(columns) if cell[1] == columns else (cell[1],)
    return {first + row * columns + column: 1 for row in of_rows for column in of_columns}


def least(known: Sequence[Equation], unknowns: int, target: dict[int, int]) -> Fraction | None:
    """The least that `target` can be with every unknown at nought or above; None where it has no bound below."""
    tableau = [
        [Fraction(said.get(one, 0)) for one in range(unknowns)]
        + [Fraction(int(place == number)) for place in range(len(known))]
        + [Fraction(total)]
        for number, (said, total) in enumerate(known)
    ]
    basis = [unknowns + number for number in range(len(known))]
    width = unknowns + len(known)
    artificial = [Fraction(int(one >= unknowns)) for one in range(width)]
    if _solve(tableau, basis, artificial, width) != 0:
        raise AssertionError("no table agrees with what was published")
    for row, one in enumerate(basis):
        if one >= unknowns:
            column = next((c for c in range(unknowns) if tableau[row][c] != 0), None)
            if column is not None:
                _pivot(tableau, basis, row, column)
    return _solve(tableau, basis, [Fraction(target.get(one, 0)) for one in range(width)], unknowns)


def most(known: Sequence[Equation], unknowns: int, target: dict[int, int]) -> Fraction | None:
    """The most that `target` can be; None where it has no bound above."""
    found = least(known, unknowns, {one: -weight for one, weight in target.items()})
    return -found if found is not None else None


def _solve(tableau: list[list[Fraction]], basis: list[int], costs: list[Fraction], width: int) -> Fraction | None:
    while True:
        entering = None
        for column in range(width):
            reduced = costs[column] - sum(costs[one] * tableau[row][column] for row, one in enumerate(basis))
            if column not in basis and reduced < 0:
                entering = column
                break
        if entering is None:
            return sum((costs[one] * tableau[row][-1] for row, one in enumerate(basis)), Fraction(0))
        rows = [row for row in range(len(tableau)) if tableau[row][entering] > 0]
        if not rows:
            return None
        leaving = min(rows, key=lambda row: (tableau[row][-1] / tableau[row][entering], basis[row]))
        _pivot(tableau, basis, leaving, entering)


def _pivot(tableau: list[list[Fraction]], basis: list[int], row: int, column: int) -> None:
    factor = tableau[row][column]
    tableau[row] = [number / factor for number in tableau[row]]
    for other, numbers in enumerate(tableau):
        if other != row and numbers[column] != 0:
            times = numbers[column]
            tableau[other] = [number - times * of for number, of in zip(numbers, tableau[row], strict=True)]
    basis[row] = column
