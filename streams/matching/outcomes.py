"""What *decide* gives: a match, a referral to a person, or no pupil of any roll; and from which weights on."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from streams.matching.evidence import Candidate, Registration


class ReferralReason(StrEnum):
    """Why a person must say which child it is."""

    SEVERAL_ALIKE = "several_alike"
    DATE_OF_BIRTH_DOUBTFUL = "date_of_birth_doubtful"
    NAME_DOUBTFUL = "name_doubtful"
    SETTING_DISAGREES = "setting_disagrees"
    UNCORROBORATED = "uncorroborated"
    """Name and date of birth agree, and nothing else does."""
    TOO_LITTLE_GIVEN = "too_little_given"


class NoRollReason(StrEnum):
    """Why the child is taken to be on no roll of the hub."""

    NOBODY_ALIKE = "nobody_alike"
    NO_ROLLS = "no_rolls"


class MatchNote(StrEnum):
    """What the recipients of a match should know about it."""

    NAMED_ANOTHER_SCHOOL = "named_another_school"
    """The publisher named a school whose current roll does not hold the child."""
    NAMED_SCHOOL_HAS_NO_ROLL = "named_school_has_no_roll"
    """The publisher named a school without a roll on the hub, where the child may be registered as well."""
    DATE_OF_BIRTH_CORRECTED = "date_of_birth_corrected"
    """The roll's date of birth is one slip away from the publisher's."""


class Thresholds(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Weights in hundredths of a bit: at least `match` to match, at least `refer` to trouble a person."""

    version: str = "1"
    match: int = 2600
    refer: int = 1500


class Matched(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag="matched"):
    """This pupil, on every roll where they stand."""

    candidate: Candidate
    registrations: tuple[Registration, ...]
    notes: tuple[MatchNote, ...] = ()


class Referred(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag="referred"):
    """A person decides, among the candidates, likeliest first."""

    reason: ReferralReason
    candidates: tuple[Candidate, ...]


class NotOnAnyRoll(msgspec.Struct, frozen=True, gc=False, kw_only=True, tag="not_on_any_roll"):
    """No pupil of any roll is like the described child."""

    reason: NoRollReason


Outcome = Matched | Referred | NotOnAnyRoll
