"""*Compare*: a description and the rolls give evidence. Pure; the evidence holds no personal values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from streams.matching.dates import date_level, date_number, near_dates, swapped
from streams.matching.evidence import Candidate, Evidence, Registration
from streams.matching.folding import fold_line, fold_postcode
from streams.matching.index import IndexedPupil, RollIndex, family_keys
from streams.matching.levels import (
    AGREEING_ADDRESS,
    NAME_DOUBT,
    SAME_OR_NEAR_DATE,
    SAME_SPELLING,
    AddressLevel,
    DateLevel,
    NameFrequency,
    NameLevel,
    SettingLevel,
)
from streams.matching.namedata import NameData
from streams.matching.names import best_names, person_names
from streams.matching.people import URN_SCHEME, Description

CANDIDATES_MAX: Final = 16
"""Candidates that evidence lists; `decide` refers when more were found, unless the first agrees throughout."""

CANDIDATE_FLOOR: Final = 1000
"""Total weight, in hundredths of a bit, below which a pupil is no candidate at all."""

RARE_IN_YEAR_MAX: Final = 3
"""Pupils born in one year whose family names sound alike, beyond which the name is not rare on these rolls."""


# Members of enums that are asked for with every comparison: by its class a member is found ten times slower.
_SAME_DATE: Final = DateLevel.EXACT
_NOT_NAMED: Final = SettingLevel.NOT_NAMED
_NAMED: Final = SettingLevel.NAMED
_NAMED_OTHER: Final = SettingLevel.NAMED_OTHER
_ELSEWHERE: Final = AddressLevel.DIFFERS
_AT_HOME: Final = AddressLevel.POSTCODE_AND_LINE
_RARE: Final = NameFrequency.RARE
_VERY_COMMON: Final = NameFrequency.VERY_COMMON


class Sought:
    """A description folded for comparison."""

    __slots__ = ("address_lines", "date_of_birth", "line", "names", "postcode", "uprn", "urns")

    def __init__(self, description: Description) -> None:
        self.names = person_names(description.given_names, description.family_name, description.other_names)
        self.date_of_birth = date_number(description.date_of_birth)
        self.postcode = fold_postcode(description.postcode)
        self.line = fold_line(description.address_lines) if self.postcode else ""
        self.uprn = (description.uprn or "").strip().lstrip("0")
        self.urns = _named_urns(description) if description.settings else ()

    def is_named(self) -> bool:
        """Whether a given and a family name are known."""
        main = self.names[0]
        if main.given and main.family:
            return True
        return any(name.given and name.family for name in self.names)


def compare(description: Description, rolls: RollIndex, data: NameData) -> Evidence:
    """The pupils who may be the described child, likeliest first, with the level of agreement of each field.

    A pupil who agrees in name, date of birth and address is sought first, with everyone who could be taken for them;
    only when there is none are pupils sought who agree in less.
    """
    return compare_sought(Sought(description), rolls, data)


def compare_sought(sought: Sought, rolls: RollIndex, data: NameData) -> Evidence:
    """As `compare`, for a description that was folded before."""
    found = _by_name_and_date(sought, rolls, data)
    if found is None:
        found = _widely(sought, rolls, data)
    if len(found) > 1:
        found.sort(key=_rank)
    return Evidence(
        candidates=tuple(found[:CANDIDATES_MAX]),
        candidates_left_off=max(0, len(found) - CANDIDATES_MAX),
        name_given=sought.is_named(),
        date_of_birth_given=bool(sought.date_of_birth),
        address_given=bool(sought.postcode or sought.uprn),
        setting_named=bool(sought.urns),
        named_without_roll=tuple([urn for urn in sought.urns if urn not in rolls]),
        rolls=len(rolls),
        weights_version=data.version,
    )


def _rank(candidate: Candidate) -> tuple[int, str]:
    return -candidate.total, candidate.pupil


def _by_name_and_date(sought: Sought, rolls: RollIndex, data: NameData) -> list[Candidate] | None:
    """The pupil of this very name, birth and address with all who might be taken for them; None if there is none.

    Whoever is passed over here has another date of birth and another name, or another family name by sound and another
    postcode, and so could not keep `decide` from this pupil: the outcome is the same as after `_widely`.
    """
    main = sought.names[0]
    if not (sought.date_of_birth and main.given and main.family and (sought.postcode or sought.uprn)):
        return None
    same_name = rolls.under("n" + main.key)
    sound = None
    ids = set()
    for pupil in same_name:
        if date_level(sought.date_of_birth, pupil.date_of_birth) in SAME_OR_NEAR_DATE:
            ids.add(pupil.pupil)
        if pupil.names[0].family_joined == main.family_joined:
            sound = pupil.sound
    if sound is None:
        return None
    postcode = sought.postcode
    every_one = len(sought.names) > 1 or main.compound
    for pupil in rolls.born(sought.date_of_birth):
        if pupil.sound == sound or pupil.postcode == postcode or every_one or not pupil.plain:
            ids.add(pupil.pupil)
    found = _candidates(ids, sought, rolls, data)
    for candidate in found:
        if _agrees_throughout(candidate):
            return found
    return None


def _agrees_throughout(candidate: Candidate) -> bool:
    return (
        candidate.date_of_birth is _SAME_DATE
        and candidate.given_name in SAME_SPELLING
        and candidate.family_name in SAME_SPELLING
        and candidate.address in AGREEING_ADDRESS
    )


def _widely(sought: Sought, rolls: RollIndex, data: NameData) -> list[Candidate]:
    """Everyone who agrees in at least one block: date of birth or near it, name, family and year, postcode, UPRN."""
    ids: set[str] = set()
    if sought.date_of_birth:
        ids.update(pupil.pupil for pupil in rolls.born(sought.date_of_birth))
        ids.update(pupil.pupil for pupil in rolls.born(swapped(sought.date_of_birth)))
        ids.update(_family_born_near(sought, rolls))
    for key in _text_keys(sought):
        ids.update(pupil.pupil for pupil in rolls.under(key))
    return _candidates(ids, sought, rolls, data)


def _text_keys(sought: Sought) -> set[str]:
    keys = {"p" + sought.postcode, "u" + sought.uprn} - {"p", "u"}
    for name in sought.names:
        keys.add("n" + name.key)
        if sought.date_of_birth:
            keys.update(family_keys(name, sought.date_of_birth))
    return keys


def _family_born_near(sought: Sought, rolls: RollIndex) -> Iterator[str]:
    """Pupils one slip of typing away in date of birth whose family name may be the one sought."""
    sounds = {name.sound for name in sought.names}
    for near in near_dates(sought.date_of_birth):
        for pupil in rolls.born(near):
            if pupil.sound in sounds or pupil.many_named:
                yield pupil.pupil


def _candidates(ids: set[str], sought: Sought, rolls: RollIndex, data: NameData) -> list[Candidate]:
    found = []
    for pupil in ids:
        entries = rolls.entries_of(pupil)
        compared = [_compare_entry(sought, entry, rolls, data) for entry in entries]
        best = compared[0] if len(compared) == 1 else min(compared, key=_by_total)
        candidate = _candidate(pupil, entries, best, sought, rolls, data)
        if candidate.total >= CANDIDATE_FLOOR:
            found.append(candidate)
    return found


_Compared = tuple[int, DateLevel, NameLevel, NameLevel, AddressLevel, bool]


def _by_total(compared: _Compared) -> tuple[int, tuple[str, ...], bool]:
    return -compared[0], tuple(level.value for level in compared[1:5]), compared[5]


def _compare_entry(sought: Sought, entry: IndexedPupil, rolls: RollIndex, data: NameData) -> _Compared:
    born = date_level(sought.date_of_birth, entry.date_of_birth)
    given, family, names_weight = best_names(sought.names, entry.names, data)
    address = address_level(sought.uprn, sought.postcode, sought.line, entry.uprn, entry.postcode, entry.line)
    total = data.date_weight[born] + names_weight + data.address_weight[address]
    rare = NAME_DOUBT[given] == 0 and NAME_DOUBT[family] == 0 and _is_rare(entry, rolls, data)
    return total, born, given, family, address, rare


def _candidate(
    pupil: str,
    entries: tuple[IndexedPupil, ...],
    best: _Compared,
    sought: Sought,
    rolls: RollIndex,
    data: NameData,
) -> Candidate:
    total, born, given, family, address, rare = best
    urns = (entries[0].urn,) if len(entries) == 1 else tuple(sorted({entry.urn for entry in entries}))
    setting = _setting_level(sought.urns, urns)
    return Candidate(
        pupil=pupil,
        registrations=tuple([Registration(urn, rolls.version(urn)) for urn in urns]),
        date_of_birth=born,
        given_name=given,
        family_name=family,
        address=address,
        setting=setting,
        rare_name=rare,
        total=total + data.setting_weight[setting],
    )


def _setting_level(named: tuple[str, ...], urns: tuple[str, ...]) -> SettingLevel:
    if not named:
        return _NOT_NAMED
    for urn in urns:
        if urn in named:
            return _NAMED
    return _NAMED_OTHER


def _is_rare(entry: IndexedPupil, rolls: RollIndex, data: NameData) -> bool:
    """Whether the family name is rare, by the name data and on the rolls, and the given name none of the commonest."""
    name = entry.names[0]
    return (
        data.family_frequency(name.family_joined) is _RARE
        and data.given_frequency(name.given[0]) is not _VERY_COMMON
        and len(rolls.under(next(family_keys(name, entry.date_of_birth)))) <= RARE_IN_YEAR_MAX
    )


def address_level(
    our_uprn: str, our_postcode: str, our_line: str, their_uprn: str, their_postcode: str, their_line: str
) -> AddressLevel:
    """How far two folded addresses agree; symmetric."""
    if our_uprn and our_uprn == their_uprn:
        return AddressLevel.UPRN
    if not our_postcode or not their_postcode:
        return AddressLevel.DIFFERS if our_uprn and their_uprn else AddressLevel.ABSENT
    if our_postcode != their_postcode:
        return _ELSEWHERE
    return _AT_HOME if our_line and our_line == their_line else AddressLevel.POSTCODE


def _named_urns(description: Description) -> tuple[str, ...]:
    """The URNs that the publisher named, in order and without repeats; other schemes cannot stand on a roll."""
    urns = [value.strip() for scheme, value in description.settings if scheme == URN_SCHEME]
    return tuple(urns) if len(urns) < 2 else tuple(dict.fromkeys(urns))
