"""How far two people agree, field by field. Values travel in decision records: never rename one."""

from __future__ import annotations

from enum import StrEnum


class DateLevel(StrEnum):
    """Agreement of two dates of birth."""

    EXACT = "exact"
    SWAPPED = "swapped"
    """Day and month stand in each other's place."""
    ONE_DIGIT = "one_digit"
    """One digit was typed wrong, or two neighbouring digits changed places."""
    SAME_YEAR_MONTH = "same_year_month"
    DIFFERS = "differs"
    ABSENT = "absent"


class NameLevel(StrEnum):
    """Agreement of two given or of two family names. Letter case alone counts as exact (police write capitals)."""

    EXACT = "exact"
    ACCENT_OR_CASE = "accent_or_case"
    """The same but for accents, ligatures, apostrophes, hyphens or spaces."""
    NICKNAME = "nickname"
    """Another form of the same name: Kate and Katherine, Mohammed and Muhammad, Kowalski and Kowalska."""
    OTHER_GIVEN = "other_given"
    """One is known by a further given name of the other."""
    SHARED_FIRST = "shared_first"
    """Only a first name agrees that many brothers share, and one of the two has more names (Mohammed, Mohammed Ali)."""
    PART = "part"
    """One part of a double-barrelled or compound family name."""
    SWAPPED = "swapped"
    """Given and family name stand in each other's place."""
    TRANSPOSED = "transposed"
    """Two neighbouring letters changed places."""
    SIMILAR = "similar"
    """A likely typing error."""
    RESEMBLES = "resembles"
    """Close in letters, but short, or two names in their own right (Ella and Ellie): not to be taken for an error."""
    INITIAL = "initial"
    MIDDLE_DIFFERS = "middle_differs"
    """The first given name agrees and the others contradict (Mohammed Ali, Mohammed Hassan)."""
    DIFFERS = "differs"
    ABSENT = "absent"


class AddressLevel(StrEnum):
    """Agreement of two addresses."""

    UPRN = "uprn"
    POSTCODE_AND_LINE = "postcode_and_line"
    POSTCODE = "postcode"
    DIFFERS = "differs"
    ABSENT = "absent"


class SettingLevel(StrEnum):
    """Whether the publisher named a school on whose roll the candidate stands."""

    NAMED = "named"
    NAMED_OTHER = "named_other"
    NOT_NAMED = "not_named"


class Likeness(StrEnum):
    """How far two descriptions may be of one person."""

    STRONG = "strong"
    POSSIBLE = "possible"
    NONE = "none"


class Connection(StrEnum):
    """Why a member of staff may be connected with an adult of an event, strongest first."""

    SAME_NAME = "same_name"
    SAME_FAMILY_AND_POSTCODE = "same_family_and_postcode"
    SAME_RARE_FAMILY = "same_rare_family"
    NONE = "none"


AGREEING_ADDRESS = frozenset({AddressLevel.UPRN, AddressLevel.POSTCODE_AND_LINE})
SAME_SPELLING = frozenset({NameLevel.EXACT, NameLevel.ACCENT_OR_CASE})
NEAR_DATE = frozenset({DateLevel.SWAPPED, DateLevel.ONE_DIGIT})
SAME_OR_NEAR_DATE = NEAR_DATE | {DateLevel.EXACT}

NAME_DOUBT: dict[NameLevel, int] = {
    NameLevel.EXACT: 0,
    NameLevel.ACCENT_OR_CASE: 0,
    NameLevel.NICKNAME: 1,
    NameLevel.SHARED_FIRST: 1,
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
    if given is NameLevel.SWAPPED:
        return NAME_DOUBT[given]
    return NAME_DOUBT[given] + NAME_DOUBT[family]
