"""How well 2,000 invented pupils are found again: no wrong match, whatever was wrong in the callout."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest

from streams.matching.compare import compare
from streams.matching.decide import decide
from streams.matching.index import RollIndex
from streams.matching.load import load_name_data
from streams.matching.namedata import NameData
from streams.matching.outcomes import Matched, NotOnAnyRoll, Outcome, Referred, Thresholds
from streams.matching.people import Description
from tests.streams.matching.invented_pupils import CORRUPTIONS, Pupil, described, index_of, pupils

QUERIES = 1000

LEAST_MATCHED = {
    "none": 0.97,
    "capitals_without_accents": 0.97,
    "short_form": 0.95,
    "names_exchanged": 0.9,
    "fled_elsewhere": 0.9,
    "no_address": 0.9,
    "former_school": 0.95,
    "part_of_family_name": 0.95,
    "given_name_slip": 0.7,
    "family_name_slip": 0.85,
    "date_swapped": 0.9,
    "date_slip": 0.9,
}
"""Share that must match without a person, by kind of error; the rest may be referred, never matched wrongly."""


@cache
def _rolls() -> tuple[list[Pupil], RollIndex, NameData]:
    everyone = pupils(2000, seed=20261122)
    return everyone, index_of([pupil.entry for pupil in everyone]), load_name_data()


def _outcomes(kind: str, *, on_roll: bool) -> list[tuple[Pupil, Outcome]]:
    everyone, rolls, data = _rolls()
    rnd = random.Random(f"{kind} {on_roll}")
    searched = rolls
    asked: list[tuple[Pupil, Description]] = []
    for pupil in rnd.sample(everyone, len(everyone)):
        careful = described(pupil.entry)
        description = CORRUPTIONS[kind](careful, pupil, rnd)
        if len(asked) < QUERIES and (kind == "none" or description != careful):
            asked.append((pupil, description))
    if not on_roll:
        missing = {pupil.entry.pupil for pupil, _ in asked}
        searched = index_of([pupil.entry for pupil in everyone if pupil.entry.pupil not in missing])
    return [(pupil, decide(compare(description, searched, data), Thresholds())) for pupil, description in asked]


def _report(kind: str, outcomes: list[tuple[Pupil, Outcome]]) -> str:
    shares = Counter(
        f"referred {outcome.reason}" if isinstance(outcome, Referred) else type(outcome).__name__.lower()
        for _, outcome in outcomes
    )
    written = [f"{name} {count / len(outcomes):.1%}" for name, count in shares.most_common()]
    return f"{kind:26} {len(outcomes):4} {', '.join(written)}"


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_no_pupil_is_taken_for_another(kind: str) -> None:
    outcomes = _outcomes(kind, on_roll=True)
    print(_report(kind, outcomes))
    wrong = [p for p, o in outcomes if isinstance(o, Matched) and o.candidate.pupil != p.entry.pupil]
    assert not wrong
    matched = sum(isinstance(outcome, Matched) for _, outcome in outcomes) / len(outcomes)
    assert matched >= LEAST_MATCHED.get(kind, 0)


@pytest.mark.parametrize("kind", ["none", "given_name_slip", "no_address", "date_slip", "no_address_no_school"])
def test_a_pupil_on_no_roll_is_taken_for_nobody(kind: str) -> None:
    outcomes = _outcomes(kind, on_roll=False)
    print(_report(kind + " (on no roll)", outcomes))
    assert not [pupil for pupil, outcome in outcomes if isinstance(outcome, Matched)]
    assert sum(isinstance(outcome, NotOnAnyRoll) for _, outcome in outcomes) > len(outcomes) // 2


def test_a_careful_description_is_never_lost() -> None:
    assert not [pupil for pupil, outcome in _outcomes("none", on_roll=True) if isinstance(outcome, NotOnAnyRoll)]
