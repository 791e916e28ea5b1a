"""What comparing found, as decision records hold it: opaque ids, school numbers, levels, weights; nothing personal."""

from __future__ import annotations

import msgspec

from streams.matching.levels import AddressLevel, DateLevel, NameLevel, SettingLevel


class Registration(msgspec.Struct, frozen=True):
    """A school on whose roll the candidate stands, and the version of that roll."""

    urn: str
    roll_version: int


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A pupil who may be the child: one candidate per pupil id, on however many rolls.

    `total` is the weight of all levels together, in hundredths of a bit.
    """

    pupil: str
    registrations: tuple[Registration, ...]
    date_of_birth: DateLevel
    given_name: NameLevel
    family_name: NameLevel
    address: AddressLevel
    setting: SettingLevel
    rare_name: bool
    total: int


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The candidates, likeliest first, and what the description held.

    `candidates_left_off` counts those beyond `compare.CANDIDATES_MAX`; `named_without_roll` are the URNs that the
    publisher named for which no roll was loaded; `rolls` is the number of rolls searched.
    """

    candidates: tuple[Candidate, ...]
    candidates_left_off: int
    name_given: bool
    date_of_birth_given: bool
    address_given: bool
    setting_named: bool
    named_without_roll: tuple[str, ...]
    rolls: int
    weights_version: str
