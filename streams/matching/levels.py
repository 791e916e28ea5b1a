"""How far two people agree: the levels of evidence, and what follows from them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from schemas.records.evidence import AddressLevel, DateLevel, NameLevel, SettingLevel

_SWAPPED: Final = NameLevel.SWAPPED

__all__ = [
    "AGREEING_ADDRESS",
    "NAME_DOUBT",
    "NEAR_DATE",
    "SAME_OR_NEAR_DATE",
    "SAME_SPELLING",
    "AddressLevel",
    "Connection",
    "DateLevel",
    "Likeness",
    "NameFrequency",
    "NameLevel",
    "SettingLevel",
    "name_doubt",
]


class NameFrequency(StrEnum):
    """How many people share a name, by class; a name in no list is rare."""

    VERY_COMMON = "very_common"
    COMMON = "common"
    RARE = "rare"


class Likeness(StrEnum):
    """How far two descriptions may be of one person."""

    STRONG = "strong"
    POSSIBLE = "possible"
    NONE = "none"


class Connection(StrEnum):
    """Why a member of staff may be connected with an adult of an event, strongest first."""

    SAME_NAME = "same_name"
    SAME_FAMILY_AND_POSTCODE = "same_family_and_postcode"
    SAME_POSTCODE = "same_postcode"
    """They live within some fifteen homes of each other, or in the same one, whatever their names."""
    SAME_RARE_FAMILY = "same_rare_family"
    SAME_FAMILY_AND_NO_POSTCODE = "same_family_and_no_postcode"
    """A common family name, and nothing known of the home of one of them that would keep them apart."""
    SAME_GIVEN_AND_NO_FAMILY = "same_given_and_no_family"
    """Police know no family name of the person, the given name agrees, and their homes are not known to differ."""
    NONE = "none"


AGREEING_ADDRESS = frozenset({AddressLevel.UPRN, AddressLevel.POSTCODE_AND_LINE})
SAME_SPELLING = frozenset({NameLevel.EXACT, NameLevel.ACCENT_OR_CASE})
NEAR_DATE = frozenset({DateLevel.SWAPPED, DateLevel.ONE_DIGIT})
SAME_OR_NEAR_DATE = NEAR_DATE | {DateLevel.EXACT}

NAME_DOUBT: dict[NameLevel, int] = {
    NameLevel.EXACT: 0,
    NameLevel.ACCENT_OR_CASE: 0,
    NameLevel.NICKNAME: 1,
    NameLevel.OTHER_GIVEN: 2,
    NameLevel.PART: 1,
    NameLevel.SWAPPED: 1,
    NameLevel.TRANSPOSED: 2,
    NameLevel.SIMILAR: 2,
    NameLevel.RESEMBLES: 4,
    NameLevel.INITIAL: 4,
    NameLevel.MIDDLE_DIFFERS: 4,
    NameLevel.ABSENT: 4,
    NameLevel.DIFFERS: 5,
}
"""Doubt that a level leaves; 0 and 1 are the same name, 2 a likely error, 4 and 5 settle nothing."""


def name_doubt(given: NameLevel, family: NameLevel) -> int:
    """Doubt left by both names together; given and family in each other's place is one error, not two."""
    if given is _SWAPPED:
        return NAME_DOUBT[given]
    return NAME_DOUBT[given] + NAME_DOUBT[family]
