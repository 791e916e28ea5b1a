"""Which recorded disclosures would flip: newly permitted, newly refused, items gained, items lost, and by which clause.

Examples are ids of recorded outputs. No personal data is in any of it.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from schemas.items import Item
from streams.agreements.masks import items_of, mask_of
from streams.agreements.verdict import Outcome, Verdict

EXAMPLES: Final = 3
"""Output ids that are kept of each sort of flip."""

KNOWN: Final = 4_096
"""Disclosures and verdicts whose flips are kept."""

NOT_UNDER_18: Final = "not_under_18"
"""The recorded reason of a refusal that no agreement can change."""


class FlipKind(StrEnum):
    """Which way a disclosure flips."""

    NEWLY_PERMITTED = "newly_permitted"
    NEWLY_REFUSED = "newly_refused"
    ITEMS_GAINED = "items_gained"
    ITEMS_LOST = "items_lost"


class Had(msgspec.Struct, frozen=True, cache_hash=True):
    """What a disclosure gave: each item with the first clause that gave it."""

    items: tuple[tuple[Item, str], ...]


NOTHING: Final = Had(())
"""What a refusal gave."""


class Recorded(msgspec.Struct, frozen=True):
    """A disclosure as it was decided: what was given by which clause, or nothing. `id` is the output's.

    `minimum_alone`: the school was only named, so that no more than a duty's minimum could go.
    """

    id: str
    event_type: str
    area: str
    role: str
    given: Had
    reason: str
    minimum_alone: bool


class Flip(msgspec.Struct, frozen=True, cache_hash=True):
    """A sort of flip: the item, the recipient, and the clause that gives it or no longer does."""

    kind: FlipKind
    event_type: str
    area: str
    role: str
    item: Item
    clause: str


class Counted(msgspec.Struct):
    """How many disclosures flip so, and some of them."""

    disclosures: int
    examples: list[str]


def flips_of(recorded: Recorded, verdict: Verdict) -> Iterator[Flip]:
    """What the draft would have changed of one disclosure; nothing where it would have gone as it did."""
    if recorded.reason == NOT_UNDER_18:
        return
    now = _given(verdict, recorded.minimum_alone)
    then = dict(recorded.given.items)
    gained = [item for item in now if item not in then]
    lost = [item for item in then if item not in now]
    for item in gained:
        kind = FlipKind.ITEMS_GAINED if then else FlipKind.NEWLY_PERMITTED
        yield Flip(kind, recorded.event_type, recorded.area, recorded.role, item, now[item])
    for item in lost:
        kind = FlipKind.ITEMS_LOST if now else FlipKind.NEWLY_REFUSED
        clause = _withheld_by(verdict, item) or f"no longer {then[item]}"
        yield Flip(kind, recorded.event_type, recorded.area, recorded.role, item, clause)


class Flips:
    """Flips of many disclosures, counted: as large as there are sorts of flip, however long the history."""

    def __init__(self) -> None:
        self.disclosures = 0
        self.unchanged = 0
        self.by_kind: dict[FlipKind, int] = dict.fromkeys(FlipKind, 0)
        self.sorts: dict[Flip, Counted] = {}
        self._known: dict[tuple[object, ...], tuple[Flip, ...]] = {}

    def take(self, recorded: Recorded, verdict: Verdict) -> None:
        """Count one disclosure."""
        self.disclosures += 1
        kinds = set()
        for flip in self._flips(recorded, verdict):
            kinds.add(flip.kind)
            counted = self.sorts.get(flip)
            if counted is None:
                counted = self.sorts[flip] = Counted(0, [])
            counted.disclosures += 1
            if len(counted.examples) < EXAMPLES:
                counted.examples.append(recorded.id)
        for kind in kinds:
            self.by_kind[kind] += 1
        self.unchanged += not kinds

    def _flips(self, recorded: Recorded, verdict: Verdict) -> tuple[Flip, ...]:
        """The flips of a disclosure; the same few recur through a whole history, so they are kept."""
        key = (
            recorded.event_type, recorded.area, recorded.role, recorded.given, recorded.reason,
            recorded.minimum_alone, verdict,
        )  # fmt: skip
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= KNOWN:
                self._known.clear()
            found = self._known[key] = tuple(flips_of(recorded, verdict))
        return found

    def add(self, other: "Flips") -> None:
        """Count what was counted elsewhere."""
        self.disclosures += other.disclosures
        self.unchanged += other.unchanged
        for kind, count in other.by_kind.items():
            self.by_kind[kind] += count
        for flip, counted in other.sorts.items():
            mine = self.sorts.setdefault(flip, Counted(0, []))
            mine.disclosures += counted.disclosures
            mine.examples = (mine.examples + counted.examples)[:EXAMPLES]


def clause_name(instrument: str, clause: str) -> str:
    """How a clause is named in a flip: the instrument's id and its own."""
    return f"{instrument}/{clause}"


def _given(verdict: Verdict, minimum_alone: bool) -> dict[Item, str]:
    if verdict.outcome is not Outcome.PERMITTED:
        return {}
    mask = verdict.permitted | verdict.awaiting_training
    if minimum_alone:
        mask &= verdict.floor
    found: dict[Item, str] = {}
    for given in verdict.given:
        for item in items_of(given.items & mask):
            found.setdefault(item, clause_name(given.instrument.id, given.clause))
    return found


def _withheld_by(verdict: Verdict, item: Item) -> str:
    bit = mask_of([item])
    for part in verdict.withheld:
        if part.items & bit and part.instrument is not None:
            return clause_name(part.instrument.id, part.clause or "")
    return ""
