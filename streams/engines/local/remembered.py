"""What was found of notices and readers before, for as long as nothing that it rests on has changed."""

from collections.abc import Mapping, Sequence
from typing import Final

from streams.engines.contract import Withheld
from streams.views.rows import NoticeRow

MOST: Final = 100_000
"""Findings that are kept: all are dropped once there are more."""


Grounds = tuple[tuple[bytes, bytes | None], ...]
"""What a finding rests on beside the reference: the events that the reader was held against, each with its keys as they
stand in the vault, which an erasure changes."""


class Remembered:
    """Findings by (user, notice), under one number of the reference. It holds no name: ids, and whether one is left
    out. Not for several threads at once.
    """

    def __init__(self) -> None:
        self._number = 0
        self._found: dict[tuple[str, str], tuple[Grounds, bool, bool]] = {}

    def under(self, number: int) -> None:
        """Of another reference nothing holds: roles, names of staff, what names are folded by."""
        if number != self._number or len(self._found) > MOST:
            self._found.clear()
            self._number = number

    def lacking(self, user: str, rows: Sequence[NoticeRow], grounds: Mapping[str, Grounds]) -> list[NoticeRow]:
        """Those notices of which nothing is known that still holds."""
        return [row for row in rows if self._held(user, row, grounds) is None]

    def put(self, user: str, rows: Sequence[NoticeRow], grounds: Mapping[str, Grounds], found: Withheld) -> None:
        """Keep what was found of these notices."""
        for row in rows:
            verdict = (grounds[row.notice], row.notice in found.named, row.notice in found.erased)
            self._found[user, row.notice] = verdict

    def all_of(self, user: str, rows: Sequence[NoticeRow]) -> Withheld:
        """What is known of these notices. KeyError where one is lacking."""
        found = [(row.notice, self._found[user, row.notice]) for row in rows]
        named = frozenset([notice for notice, (_, is_named, _) in found if is_named])
        return Withheld(named, frozenset([notice for notice, (_, _, is_erased) in found if is_erased]))

    def _held(self, user: str, row: NoticeRow, grounds: Mapping[str, Grounds]) -> tuple[Grounds, bool, bool] | None:
        held = self._found.get((user, row.notice))
        return held if held is not None and held[0] == grounds[row.notice] else None
