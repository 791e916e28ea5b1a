"""Weighing: from the bits of a request to what goes, by which clauses. Nothing but integers is compared."""

import msgspec

from streams.agreements.candidates import Candidate, Candidates
from streams.agreements.layout import RESTRICTED, UNREAD
from streams.agreements.masks import ADDRESS_MASK
from streams.agreements.verdict import Outcome


class Weighed(msgspec.Struct, frozen=True, eq=False):
    """What the instruments come to. All but `gives`, `forbids` and the outcome are sets of items (`masks`).

    `now` agreements give; `later` they give to a reader who meets their demands; `floor` is the minimum of duties that
    apply, `floor_open` of duties that cannot be decided; `blocked` never goes; `held` is what keeps a duty's minimum on
    a desk, and `ready` what would go or wait for a reader if nothing were held. `gives` names each clause that applies
    with the items for which the reader does not meet a demand.
    """

    outcome: Outcome
    permitted: int
    awaiting: int
    now: int
    later: int
    floor: int
    floor_open: int
    forbidden: int
    restricted: int
    blocked: int
    ready: int
    held: int
    gives: tuple[tuple[Candidate, int], ...]
    forbids: tuple[Candidate, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that decided, as `instrument/clause`: those that give what goes, else those that forbid."""
        if not self.permitted | self.awaiting:
            return tuple([each.name for each in self.forbids])
        return tuple([each.name for each, lacking in self.gives if self.given_by(each, lacking)])

    def given_by(self, candidate: Candidate, lacking: int) -> int:
        """The items that go, or wait for a reader, by this clause."""
        return candidate.items & (self.permitted & ~lacking | self.awaiting & lacking)


def weigh(candidates: Candidates, bits: int) -> Weighed:
    """Weigh candidates for one request; `bits` are `Candidates.encode` of it."""
    possible = bits | bits >> 1
    forbids: tuple[Candidate, ...] = ()
    forbidden = now = later = floor = floor_open = 0
    for each in candidates.forbids:
        need = each.need
        if possible & need == need:
            forbidden |= each.items
            forbids = (*forbids, each)
    gives: list[tuple[Candidate, int]] = []
    for each in candidates.permits:
        need = each.need
        if bits & need == need:
            items, lacking = each.items, each.lacking(bits) if each.demands else 0
            if lacking:
                later |= items & lacking
                items &= ~lacking
            now |= items
            gives.append((each, lacking))
    for each in candidates.minimums:
        need = each.need
        if bits & need == need:
            floor |= each.items
            gives.append((each, 0))
        elif possible & need == need:
            floor_open |= each.items
    restricted = ADDRESS_MASK if bits & RESTRICTED else 0
    blocked = forbidden | restricted | candidates.never_school
    permitted = (now | floor) & ~blocked
    awaiting = later & ~permitted & ~blocked if bits & UNREAD else 0
    ready = permitted | awaiting
    held = (floor & blocked) | (floor_open & ~permitted)
    if held:
        outcome, permitted, awaiting = Outcome.TO_DESK, 0, 0
    else:
        outcome = Outcome.PERMITTED if ready else Outcome.REFUSED
    return Weighed(
        outcome, permitted, awaiting, now, later, floor, floor_open, forbidden, restricted, blocked, ready, held,
        tuple(gives), forbids,
    )  # fmt: skip
