"""Whether a referral to MARAC is a repeat by what is known today, which its notice cannot say: it was issued before."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from schemas.records.decision import Decision, Output
from schemas.records.memory import (
    OccurrenceForgotten,
    OccurrenceNoted,
    PersonsMerged,
    PersonsSplit,
    RepeatAssessed,
)

_Pair = tuple[str, str]


class Repeat(Struct, frozen=True, gc=False):
    """What a notice `told` of a referral, and what holds `now`, `since` when; nothing where no pair is left to assess.

    `withdrawn` are the cases on which it rested as it was told, and which were withdrawn since.
    """

    told: RepeatAssessed
    now: RepeatAssessed | None
    since: datetime | None
    withdrawn: frozenset[bytes]

    @property
    def changed(self) -> bool:
        """Whether it rests on something else by now."""
        return self.now is None or not same_answer(self.told, self.now)


def rests_on(assessed: RepeatAssessed) -> dict[bytes, datetime]:
    """The cases on which an assessment rests, and when each happened: the last referral, and what was since."""
    last = [assessed.last_referral] if assessed.last_referral is not None else []
    return {one.case: one.at for one in (*last, *assessed.counted)}


def same_answer(one: RepeatAssessed, other: RepeatAssessed) -> bool:
    """Whether two assessments say the same, by the same rule and on the same cases."""
    return _answer(one) == _answer(other)


def _answer(assessed: RepeatAssessed) -> tuple[object, ...]:
    rule = assessed.rule, assessed.version
    return rule, assessed.repeat, assessed.last_referral, assessed.counted


class Assessments:
    """The assessments of one referral that stand, one for each victim and alleged perpetrator that it names by now."""

    def __init__(self, case: bytes) -> None:
        self._case = case
        self._held: dict[_Pair, tuple[RepeatAssessed, datetime]] = {}
        self._now: dict[str, str] = {}

    def take(self, decision: Decision) -> None:
        """Fold the next record of hop 2 that names the referral."""
        for output in decision.outputs:
            self._take(output, decision.at)

    def of(self, told: RepeatAssessed) -> tuple[RepeatAssessed | None, datetime | None]:
        """What holds by now of whom an assessment was told of, and since when: a repeat before what is none, as a
        notice says it; of the same pair, where that is one still. Nothing where none of theirs is left.
        """
        victim = self._known_as(told.person)
        own = victim, self._known_as(told.perpetrator)
        mine = [(pair, held) for pair, held in self._held.items() if pair[0] == victim]
        mine.sort(key=lambda each: (not each[1][0].repeat, each[0] != own))
        return mine[0][1] if mine else (None, None)

    def _known_as(self, person: str) -> str:
        return self._now.get(person, person)

    def _take(self, output: Output, at: datetime) -> None:
        match output:
            case RepeatAssessed() if output.case == self._case:
                pair = output.person, output.perpetrator
                before = self._held.get(pair)
                if before is None or not same_answer(before[0], output):
                    self._held[pair] = output, at
            case OccurrenceNoted() if output.case == self._case:
                named = {(one.victim, one.perpetrator) for one in output.pairs}
                self._held = {pair: held for pair, held in self._held.items() if pair in named}
            case OccurrenceForgotten() if output.case == self._case:
                self._held.clear()
            case PersonsMerged():
                self._as_another(output.person, output.into)
            case PersonsSplit() if output.case == self._case:
                self._as_another(output.person, output.into)
            case _:
                pass

    def _as_another(self, person: str, into: str) -> None:
        """What was assessed of somebody is assessed anew of whom they turned out to be."""
        self._now = {one: into if now == person else now for one, now in self._now.items()} | {person: into}
        self._held = {pair: held for pair, held in self._held.items() if person not in pair}


def standing_in(records: Iterable[Decision], cases: Iterable[bytes]) -> dict[bytes, Assessments]:
    """What stands of each of these referrals after the records of hop 2 that name them, in their order."""
    found = {case: Assessments(case) for case in cases}
    for decision in records:
        for case in {getattr(output, "case", b"") for output in decision.outputs}.intersection(found):
            found[case].take(decision)
    return found


def dropped(told: RepeatAssessed, now: RepeatAssessed | None) -> Iterator[bytes]:
    """The cases on which it rested as it was told, and rests no more."""
    stands = rests_on(now) if now is not None else {}
    return (case for case in rests_on(told) if case not in stands)
