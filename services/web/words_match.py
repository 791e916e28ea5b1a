"""A doubtful match in words: why it is doubtful, and how each candidate agrees."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from services.web.words_desk import FIELDS, LEVELS, REFERRAL_REASONS
from streams.disclosing.in_words import in_words
from streams.engines.contract import CandidateShown, Referral

_ORDER: Final = ("given_names", "given_name", "family_name", "date_of_birth", "address", "setting")


class ShownLevel(Struct, frozen=True):
    """How one field agrees: its title, what the roll says if that is shown, the level in words, its tag's colour."""

    title: str
    value: str
    level: str
    colour: str


class ShownCandidate(Struct, frozen=True):
    """One candidate: the roll's own entry beside how well each field agrees. `points` is the weight, in bits."""

    rank: int
    pupil: str
    name: str
    schools: tuple[str, ...]
    levels: tuple[ShownLevel, ...]
    points: str


def referral_reason(referral: Referral) -> str:
    """Why a person must decide, in words."""
    return REFERRAL_REASONS.get(referral.reason, in_words(referral.reason))


def shown_candidates(candidates: Sequence[CandidateShown], school: Callable[[str], str]) -> list[ShownCandidate]:
    """Candidates in the hub's order, best first."""
    return [
        ShownCandidate(
            rank,
            candidate.pupil,
            candidate.name,
            tuple(school(urn) for urn in candidate.urns),
            tuple(_level(field, candidate) for field in _ORDER if field in candidate.levels),
            f"{candidate.weight / 100:.1f}",
        )
        for rank, candidate in enumerate(candidates, 1)
    ]


def _level(field: str, candidate: CandidateShown) -> ShownLevel:
    level = candidate.levels[field]
    words, colour = LEVELS[field].get(level, (in_words(level), "grey"))
    on_roll = candidate.date_of_birth if field == "date_of_birth" else ""
    return ShownLevel(FIELDS[field], on_roll, words, colour)
