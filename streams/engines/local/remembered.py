"""What was found of what pages list, and of readers before, for as long as nothing that it rests on has changed."""

from collections.abc import Mapping, Sequence
from typing import Final

from streams.engines.contract import Withheld
from streams.views.rows import Listed, name_of

MOST: Final = 100_000
"""Findings that are kept: all are dropped once there are more."""


Grounds = tuple[tuple[bytes, bytes | None], ...]
"""What a finding rests on beside the reference: the events that the reader was held against, each with its keys as they
stand in the vault, which an erasure changes."""


class Remembered:
    """Findings by (user, notice or desk item), under one number of the reference. It holds no name: ids, and whether
    one is left out. Not for several threads at once.
    """

    def __init__(self) -> None:
        self._number = 0
        self._found: dict[tuple[str, str], tuple[Grounds, bool, bool]] = {}

    def under(self, number: int) -> None:
        """Of another reference nothing holds: roles, names of staff, what names are folded by."""
        if number != self._number or len(self._found) > MOST:
            self._found.clear()
            self._number = number

    def lacking(self, user: str, rows: Sequence[Listed], grounds: Mapping[str, Grounds]) -> list[Listed]:
        """Those of which nothing is known that still holds."""
        return [row for row in rows if self._held(user, row, grounds) is None]

    def put(self, user: str, rows: Sequence[Listed], grounds: Mapping[str, Grounds], found: Withheld) -> None:
        """Keep what was found of these."""
        for row in rows:
            verdict = (grounds[name_of(row)], name_of(row) in found.named, name_of(row) in found.erased)
            self._found[user, name_of(row)] = verdict

    def all_of(self, user: str, rows: Sequence[Listed]) -> Withheld:
        """What is known of these. KeyError where one is lacking."""
        found = [(name_of(row), self._found[user, name_of(row)]) for row in rows]
        named = frozenset([notice for notice, (_, is_named, _) in found if is_named])
        return Withheld(named, frozenset([notice for notice, (_, _, is_erased) in found if is_erased]))

    def _held(self, user: str, row: Listed, grounds: Mapping[str, Grounds]) -> tuple[Grounds, bool, bool] | None:
        held = self._found.get((user, name_of(row)))
        return held if held is not None and held[0] == grounds[name_of(row)] else None
