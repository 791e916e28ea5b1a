"""What comparing a described child with the rolls found: opaque ids, school numbers, levels, weights.

Values travel in decision records: a level is added, never renamed. Nothing here holds a person's name or date.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.types import Name, PupilId, Urn


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
    """One is known by a further given name, or only by the first part of a name that many brothers share."""
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


class OnRoll(Struct, frozen=True, gc=False, cache_hash=True):
    """A school on whose roll the candidate stands, and the version of that roll."""

    urn: Urn
    roll_version: Annotated[int, Meta(ge=1)]


class Candidate(Struct, frozen=True, gc=False, kw_only=True):
    """A pupil who may be the child: one candidate per pupil id, on however many rolls."""

    pupil: PupilId
    registrations: tuple[OnRoll, ...]
    date_of_birth: DateLevel
    given_name: NameLevel
    family_name: NameLevel
    address: AddressLevel
    setting: SettingLevel
    rare_name: bool
    total: Annotated[int, Meta(description="the weight of all levels together, in hundredths of a bit")]


class Evidence(Struct, frozen=True, gc=False, kw_only=True):
    """The candidates, likeliest first, and what the description held; deciding a match reads nothing else."""

    candidates: Annotated[tuple[Candidate, ...], Meta(max_length=16)]
    candidates_left_off: Annotated[int, Meta(ge=0, description="how many were found beyond those listed")]
    name_given: bool
    date_of_birth_given: bool
    address_given: bool
    setting_named: bool
    named_without_roll: Annotated[tuple[Urn, ...], Meta(description="named schools of which no roll was loaded")]
    rolls: Annotated[int, Meta(ge=0, description="number of rolls searched")]
    weights_version: Name
