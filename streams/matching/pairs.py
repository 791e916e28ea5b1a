"""Two descriptions compared with each other: the same person met twice, or a member of staff close to an adult."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from streams.matching.compare import Sought, address_level
from streams.matching.dates import date_level
from streams.matching.evidence import PairEvidence
from streams.matching.levels import (
    AGREEING_ADDRESS,
    NAME_DOUBT,
    NEAR_DATE,
    AddressLevel,
    Connection,
    DateLevel,
    Likeness,
    NameFrequency,
    NameLevel,
    name_doubt,
)
from streams.matching.namedata import NameData
from streams.matching.names import PersonName, best_names, exchanged, family_level, given_level, name_levels
from streams.matching.people import Description, StaffNames

_POSSIBLE_TOTAL = 1500
"""Weight in hundredths of a bit from which two descriptions may be of one person."""


def compare_people(a: Description, b: Description, data: NameData) -> PairEvidence:
    """Whether two descriptions may be of one person; symmetric.

    Strong only when name and date of birth agree closely: two people taken for one would mix two families' records. A
    common family name needs the address as well, and so does a date of birth with a slip.
    """
    return compare_sought_people(Sought(a), Sought(b), data)


def compare_sought_people(ours: Sought, theirs: Sought, data: NameData) -> PairEvidence:
    """As `compare_people`, for descriptions that were folded before."""
    born = date_level(ours.date_of_birth, theirs.date_of_birth)
    given, family, names_weight = best_names(ours.names, theirs.names, data)
    address = address_level(ours.uprn, ours.postcode, ours.line, theirs.uprn, theirs.postcode, theirs.line)
    total = data.date_weight[born] + names_weight + data.address_weight[address]
    common = NameFrequency.RARE not in (_frequency(ours, data), _frequency(theirs, data))
    return PairEvidence(
        likeness=_likeness(born, name_doubt(given, family), address, common=common, total=total),
        date_of_birth=born,
        given_name=given,
        family_name=family,
        address=address,
        total=total,
        weights_version=data.version,
    )


def _frequency(person: Sought, data: NameData) -> NameFrequency:
    return data.family_frequency(person.names[0].family_joined)


def _likeness(born: DateLevel, doubt: int, address: AddressLevel, *, common: bool, total: int) -> Likeness:
    at_home = address in AGREEING_ADDRESS
    if born is DateLevel.EXACT and doubt <= 1 and (not common or at_home or address is AddressLevel.POSTCODE):
        return Likeness.STRONG
    if born in NEAR_DATE and doubt == 0 and at_home:
        return Likeness.STRONG
    return Likeness.POSSIBLE if total >= _POSSIBLE_TOTAL else Likeness.NONE


def may_be_connected(staff: StaffNames, adult: Description, data: NameData) -> Connection:
    """Whether a member of staff may be an adult of the event, or of their family; generous on purpose.

    A false alarm sends the notice to the council's desk; a miss shows it to the alleged perpetrator or the victim.
    """
    return connection(sought_staff(staff), Sought(adult), data)


def sought_staff(staff: StaffNames) -> Sought:
    """A member of staff folded for comparison."""
    return Sought(
        Description(
            given_names=staff.given_names,
            family_name=staff.family_name,
            other_names=staff.other_names,
            postcode=staff.postcode,
        )
    )


def connection(ours: Sought, theirs: Sought, data: NameData) -> Connection:
    """As `may_be_connected`, for people who were folded before."""
    homes = _homes(ours, theirs)
    if len(ours.names) == 1 and len(theirs.names) == 1:
        return _connection(ours.names[0], theirs.names[0], data, homes)
    found = {_connection(a, b, data, homes) for a in ours.names for b in theirs.names}
    found |= {_by_alias(name, alias, data, homes) for name in ours.names for alias in theirs.names[1:]}
    return next(connection for connection in Connection if connection in found)


def connected_with_any(ours: Sought, people: Iterable[Sought], data: NameData) -> bool:
    """Whether `connection` finds that `ours` is, or is close to, one of these people.

    The people of an event mostly share one family name, and nearly every reader has another: so a family name is
    compared once, and everyone who bears it is passed over where it joins the reader to nobody. Of a reader of whom no
    family name is known the given name alone may tell.
    """
    if len(ours.names) > 1 or ours.names[0].family_joined in _NO_FAMILY_NAME:
        return any(connection(ours, theirs, data) is not _NOT_CONNECTED for theirs in people)
    own = ours.names[0]
    apart: set[tuple[str, tuple[str, ...]]] = set()
    for theirs in people:
        if len(theirs.names) == 1 and (not ours.postcode or ours.postcode != theirs.postcode):
            name = theirs.names[0]
            family = (name.family_joined, name.family)
            if family in apart:
                continue
            far = family_level(own, name, data) in _FAR_APART and not own.is_given(name.family_joined)
            if far and name.family_joined not in _NO_FAMILY_NAME:
                apart.add(family)
                continue
        if connection(ours, theirs, data) is not _NOT_CONNECTED:
            return True
    return False


_FAR_APART = frozenset(
    level for level, doubt in NAME_DOUBT.items() if level is NameLevel.ABSENT or doubt > NAME_DOUBT[NameLevel.RESEMBLES]
)
"""Levels of family names that join nobody to a family."""
_FORMS_OF_ONE = frozenset({NameLevel.ACCENT_OR_CASE, NameLevel.NICKNAME})
"""A husband's and a wife's form of one family name, or its other spelling."""
_NO_FAMILY_NAME = frozenset({"", "unknown", "notknown", "unk", "nk"})
"""What stands, folded, where police know no family name."""
_GIVEN_APART = frozenset({NameLevel.DIFFERS, NameLevel.ABSENT, NameLevel.INITIAL})
"""Levels of given names that join nobody to a person of whom only a given name is known."""
_NOT_CONNECTED = Connection.NONE


class _Homes(Enum):
    """Whether two people live near each other, as far as their postcodes tell."""

    TOGETHER = auto()
    APART = auto()
    NOT_KNOWN = auto()


def _homes(ours: Sought, theirs: Sought) -> _Homes:
    if not ours.postcode or not theirs.postcode:
        return _NOT_KNOWN
    return _TOGETHER if ours.postcode == theirs.postcode else _APART


# By its class a member of an enum is found ten times slower, and each reader is compared with each adult.
_TOGETHER, _APART, _NOT_KNOWN = _Homes.TOGETHER, _Homes.APART, _Homes.NOT_KNOWN


def _by_alias(ours: PersonName, alias: PersonName, data: NameData, homes: _Homes) -> Connection:
    """An alias of one word may be a maiden or former family name: it stands as a given name beside the present one."""
    if len(alias.given) != 1:
        return _NOT_CONNECTED
    return _same_family({alias.given_joined} & {ours.family_joined, *ours.family}, data, homes)


def _by_one_name(a: PersonName, b: PersonName, data: NameData, homes: _Homes) -> Connection:
    """No family name is known of one of them, or it stands with the given names: what is known decides."""
    if homes is _TOGETHER:
        return Connection.SAME_POSTCODE
    whole, single = (a, b) if b.family_joined in _NO_FAMILY_NAME else (b, a)
    given = given_level(a, b, data)
    shared = set(single.given) & {whole.family_joined, *whole.family}
    if shared and given not in _GIVEN_APART:
        return Connection.SAME_NAME
    if given not in _GIVEN_APART and homes is not _APART:
        return Connection.SAME_GIVEN_AND_NO_FAMILY
    return _same_family(shared, data, homes)


def _connection(a: PersonName, b: PersonName, data: NameData, homes: _Homes) -> Connection:
    if a.family_joined in _NO_FAMILY_NAME or b.family_joined in _NO_FAMILY_NAME:
        return _by_one_name(a, b, data, homes)
    if family_level(a, b, data) in _FAR_APART and not exchanged(a, b):
        return Connection.SAME_POSTCODE if homes is _TOGETHER else _NOT_CONNECTED
    given, family = name_levels(a, b, data)
    if family in _FAR_APART:
        return Connection.SAME_POSTCODE if homes is _TOGETHER else _NOT_CONNECTED
    if given not in {NameLevel.DIFFERS, NameLevel.ABSENT}:
        return Connection.SAME_NAME
    if homes is _TOGETHER:
        return Connection.SAME_FAMILY_AND_POSTCODE
    shared = {a.family_joined, *a.family} & {b.family_joined, *b.family}
    if family in _FORMS_OF_ONE:
        shared |= {a.family_joined, b.family_joined}
    return _same_family(shared, data, homes)


def _same_family(shared: set[str], data: NameData, homes: _Homes) -> Connection:
    """What words of a family name that two people share say: a rare one by itself, a common one until homes tell."""
    if any(data.family_frequency(word) is NameFrequency.RARE for word in shared):
        return Connection.SAME_RARE_FAMILY
    return Connection.SAME_FAMILY_AND_NO_POSTCODE if shared and homes is _NOT_KNOWN else _NOT_CONNECTED
