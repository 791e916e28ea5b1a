"""Which cells of a table of counts are not published, so that nobody can subtract their way to a small one.

A table is published with the totals of its rows, of its columns and of all. Cells under the threshold are suppressed
(primary). Then others are (complementary), until for each small cell there are tables that agree with everything that
is published and in which that cell is nought, or the threshold or more: so what is published says neither what it is
nor that it is small. Both marks are the same to a reader.

Source: Government Statistical Service, guidance on disclosure control for tables produced from administrative sources
(threshold, primary and secondary suppression); Fischetti and Salazar, Solving the cell suppression problem on tabular
data with linear constraints, Management Science 47 (2001): protection levels; Cox, Network models for complementary
cell suppression, JASA 90 (1995): a two-way table is a network, in which a path proves the bound.
"""

from collections.abc import Collection, Iterator, Sequence
from heapq import heappop, heappush
from typing import Final

THRESHOLD: Final = 5
"""The least count that is published."""

Cell = tuple[int, int]
Numbers = list[list[int]]

_MORE: Final = 10**9
_TOTAL_COSTS: Final = 10**4
"""A total is worth more to its readers than any cell of it; the total of all most."""


def with_totals(counts: Sequence[Sequence[int]]) -> Numbers:
    """The table with a last column of row totals and a last row of column totals. ValueError unless it is a table."""
    if not counts or not counts[0] or any(len(row) != len(counts[0]) or min(row) < 0 for row in counts):
        raise ValueError("a table has rows of one length, and counts are not negative")
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def suppressed(table: Sequence[Sequence[int]], few: Collection[Cell] = ()) -> frozenset[Cell]:
    """The cells of a table with totals that are not published.

    `few` are cells that are to be kept back however large they are: too few children stand behind them.
    """
    small = {
        (row, column)
        for row, numbers in enumerate(table)
        for column, number in enumerate(numbers)
        if number < THRESHOLD or (row, column) in few
    }
    network = _Network(table, set(small))
    for cell in sorted(small):
        number = table[cell[0]][cell[1]]
        network.let_move(cell, max(THRESHOLD - number, 1))
        network.let_move(cell, -number)
    return frozenset(network.kept_back)


class _Network:
    """Rows and columns are nodes, cells are edges: what is added to one cell is taken from others on a way back.

    Totals are held as negative numbers, that of all as a positive one: then every row and column adds up to nothing.
    """

    def __init__(self, table: Sequence[Sequence[int]], kept_back: set[Cell]) -> None:
        self._last = (len(table) - 1, len(table[0]) - 1)
        self._signed = [
            [number * self._sign((row, column)) for column, number in enumerate(numbers)]
            for row, numbers in enumerate(table)
        ]
        self.kept_back = kept_back

    def let_move(self, cell: Cell, by: int) -> None:
        """Keep back as much more as lets this cell be larger by so much, or smaller where `by` is negative."""
        now = [row[:] for row in self._signed]
        left, rises = abs(by), by * self._sign(cell) > 0
        while left:
            way = self._cheapest(now, cell, rises=rises)
            step = min(left, *(self._room(now, edge, rises=up) for edge, up in way))
            for (row, column), up in way:
                now[row][column] += step if up else -step
                self.kept_back.add((row, column))
            left -= step

    def _cheapest(self, now: Numbers, cell: Cell, *, rises: bool) -> list[tuple[Cell, bool]]:
        """The cells that move in turn with `cell`, each with whether it rises; the way that keeps least back anew.

        There always is one: over the totals of the cell's row and column, and that of all.
        """
        row, column = (True, cell[0]), (False, cell[1])
        start, goal = (column, row) if rises else (row, column)
        best = {start: 0}
        came: dict[tuple[bool, int], tuple[tuple[bool, int], Cell, bool]] = {}
        queue = [(0, start)]
        while queue:
            cost, node = heappop(queue)
            if node == goal:
                break
            if cost > best[node]:
                continue
            for edge, other, up in self._edges(node):
                if edge == cell or not self._room(now, edge, rises=up):
                    continue
                total = cost + self._cost(edge)
                if total < best.get(other, _MORE):
                    best[other], came[other] = total, (node, edge, up)
                    heappush(queue, (total, other))
        way, node = [], goal
        while node != start:
            node, edge, up = came[node]
            way.append((edge, up))
        return way

    def _edges(self, node: tuple[bool, int]) -> Iterator[tuple[Cell, tuple[bool, int], bool]]:
        """From a row its cells rise, into their columns; from a column its cells fall, into their rows."""
        is_row, number = node
        if is_row:
            yield from (((number, column), (False, column), True) for column in range(self._last[1] + 1))
        else:
            yield from (((row, number), (True, row), False) for row in range(self._last[0] + 1))

    def _room(self, now: Numbers, cell: Cell, *, rises: bool) -> int:
        """How far a signed number can move while the count behind it stays at nought or above."""
        number, sign = now[cell[0]][cell[1]], self._sign(cell)
        return _MORE if rises == (sign > 0) else abs(number)

    def _cost(self, cell: Cell) -> int:
        if cell in self.kept_back:
            return 0
        totals = (cell[0] == self._last[0]) + (cell[1] == self._last[1])
        return int(_TOTAL_COSTS**totals) + abs(self._signed[cell[0]][cell[1]])

    def _sign(self, cell: Cell) -> int:
        return -1 if (cell[0] == self._last[0]) != (cell[1] == self._last[1]) else 1
