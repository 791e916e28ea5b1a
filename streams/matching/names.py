"""Agreement of names: folded once per person, then compared level by level. Every level is symmetric."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from streams.matching.folding import as_written, common_gender, fold, significant, sound
from streams.matching.levels import SAME_SPELLING, NameLevel
from streams.matching.namedata import NameData

_SHORT: Final = 5
"""Below this length one slip makes another real name (Eva, Ava), so it is not taken for an error."""
_LONG: Final = 8
"""From this length two slips are still taken for an error."""
_EXACT: Final = NameLevel.EXACT
_DIFFERS: Final = NameLevel.DIFFERS
_RESEMBLING: Final = 0.9
"""Jaro-Winkler similarity from which two names are too close to be told apart with certainty."""


class PersonName:
    """One way to name a person, folded for comparison."""

    __slots__ = (
        "_sound",
        "common_family",
        "compound",
        "family",
        "family_joined",
        "family_written",
        "given",
        "given_joined",
        "given_written",
    )

    def __init__(self, given_names: str, family_name: str) -> None:
        self.given = fold(given_names)
        words = fold(family_name)
        self.compound = len(words) > 1
        self.family = significant(words) if self.compound else words
        self.given_joined = self.given[0] if len(self.given) == 1 else "".join(self.given)
        self.family_joined = words[0] if len(words) == 1 else "".join(words)
        self.common_family = common_gender(self.family_joined)
        self.given_written = as_written(given_names)
        self.family_written = as_written(family_name)
        self._sound: str | None = None

    @property
    def sound(self) -> str:
        """Phonetic key of the family name, worked out when first asked for."""
        if self._sound is None:
            self._sound = sound(self.family_joined)
        return self._sound

    def is_given(self, word: str) -> bool:
        """Whether a folded word stands as the given name: without that, nobody's name is this one exchanged."""
        return bool(self.given) and (self.given_joined == word or self.given[0] == word)

    @property
    def key(self) -> str:
        """First given name and family name in alphabetical order, so that exchanging them changes nothing."""
        first = self.given[0] if self.given else ""
        last = self.family_joined
        return f"{first} {last}" if first <= last else f"{last} {first}"


def person_names(given_names: str, family_name: str, aliases: Iterable[str]) -> tuple[PersonName, ...]:
    """The main name first, then each alias: as given names beside the family name, and as a full name of its own."""
    names = [PersonName(given_names, family_name)]
    for alias in aliases:
        if not (alias := alias.strip()):
            continue
        if "," in alias:
            family, _, given = alias.partition(",")
            names.append(PersonName(given, family))
            continue
        names.append(PersonName(alias, family_name))
        given, _, family = alias.rpartition(" ")
        if given:
            names.append(PersonName(given, family))
    return tuple(names)


def name_levels(a: PersonName, b: PersonName, data: NameData) -> tuple[NameLevel, NameLevel]:
    """Levels of the given and the family names; symmetric."""
    given = given_level(a, b, data)
    family = family_level(a, b, data)
    if given is _EXACT or family is _EXACT:
        return given, family
    if given not in SAME_SPELLING and family not in SAME_SPELLING and exchanged(a, b):
        return NameLevel.SWAPPED, NameLevel.SWAPPED
    return given, family


def best_names(
    ours: tuple[PersonName, ...], theirs: tuple[PersonName, ...], data: NameData
) -> tuple[NameLevel, NameLevel, int]:
    """The best agreement among all ways to name two people, with its weight."""
    if len(ours) == 1 and len(theirs) == 1:
        return _weighed(ours[0], theirs[0], data)
    return min((_weighed(a, b, data) for a in ours for b in theirs), key=_by_weight)


def _by_weight(weighed: tuple[NameLevel, NameLevel, int]) -> tuple[int, str, str]:
    given, family, weight = weighed
    return -weight, given.value, family.value


def _weighed(a: PersonName, b: PersonName, data: NameData) -> tuple[NameLevel, NameLevel, int]:
    given, family = name_levels(a, b, data)
    given_word = a.given[0] if a.given else ""
    return given, family, data.given_weight(given, given_word) + data.family_weight(family, a.family_joined)


def exchanged(a: PersonName, b: PersonName) -> bool:
    """Whether one person's given and family name stand in each other's place at the other."""
    if not (a.given and b.given and a.family_joined and b.family_joined):
        return False
    return (a.given_joined == b.family_joined or a.given[0] == b.family_joined) and (
        b.given_joined == a.family_joined or b.given[0] == a.family_joined
    )


def given_level(a: PersonName, b: PersonName, data: NameData) -> NameLevel:
    """Level of the given names of two people."""
    if not a.given or not b.given:
        return NameLevel.ABSENT
    if a.given_joined == b.given_joined:
        return _EXACT if a.given_written == b.given_written else NameLevel.ACCENT_OR_CASE
    first = _word_level(a.given[0], b.given[0], data)
    if len(a.given) == 1 and len(b.given) == 1:
        return first
    if first in SAME_SPELLING or first is NameLevel.NICKNAME:
        return _with_further_names(first, a, b, data)
    if _one_holds_the_other(a.given, b.given, data):
        return NameLevel.OTHER_GIVEN
    return first


def _with_further_names(first: NameLevel, a: PersonName, b: PersonName, data: NameData) -> NameLevel:
    """The level when the first given names agree and at least one person has further ones."""
    ours, theirs = a.given[1:], b.given[1:]
    if not ours or not theirs:
        if a.given[0] in data.shared_first_names or b.given[0] in data.shared_first_names:
            return NameLevel.NICKNAME
        written_alike = a.given_written.split()[0] == b.given_written.split()[0]
        return NameLevel.ACCENT_OR_CASE if first in SAME_SPELLING and not written_alike else first
    levels = [_word_level(x, y, data) for x in ours for y in theirs]
    if any(level in SAME_SPELLING or level in _SAME_FURTHER_NAME for level in levels):
        return first
    if any(level is NameLevel.SIMILAR or level is NameLevel.TRANSPOSED for level in levels):
        return NameLevel.SIMILAR
    return NameLevel.MIDDLE_DIFFERS


_SAME_FURTHER_NAME: Final = frozenset({NameLevel.NICKNAME, NameLevel.INITIAL})


def _one_holds_the_other(a: tuple[str, ...], b: tuple[str, ...], data: NameData) -> bool:
    """Whether each name of the person with fewer stands among the other's, in whatever order."""
    fewer, more = (a, b) if len(a) <= len(b) else (b, a)
    holds = _all_among(fewer, more, data)
    return holds or (len(a) == len(b) and _all_among(more, fewer, data))


def _all_among(fewer: tuple[str, ...], more: tuple[str, ...], data: NameData) -> bool:
    return all(
        word in more or (word in data.shared_first_names and any(data.forms_of_one_name(word, name) for name in more))
        for word in fewer
        if len(word) > 1
    ) and any(len(word) > 1 for word in fewer)


def _word_level(a: str, b: str, data: NameData) -> NameLevel:
    if a == b:
        return NameLevel.EXACT
    if data.forms_of_one_name(a, b):
        return NameLevel.NICKNAME
    if len(a) == 1 or len(b) == 1:
        return NameLevel.INITIAL if a[0] == b[0] else NameLevel.DIFFERS
    return _slip(a, b, two_names=data.is_given_name(a) and data.is_given_name(b))


def _slip(a: str, b: str, *, two_names: bool) -> NameLevel:
    """The level of two words that are neither the same nor forms of one name."""
    first, second = (a, b) if a <= b else (b, a)
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips > 2:
        alike = JaroWinkler.similarity(first, second, score_cutoff=_RESEMBLING) >= _RESEMBLING
        return NameLevel.RESEMBLES if alike else _DIFFERS
    ours, theirs = len(a), len(b)
    shorter, longer = (ours, theirs) if ours <= theirs else (theirs, ours)
    if slips == 1 and not two_names:
        if shorter == longer and shorter > 2 and Levenshtein.distance(a, b) == 2:
            return NameLevel.TRANSPOSED
        return NameLevel.SIMILAR if shorter >= _SHORT - 1 and longer >= _SHORT else NameLevel.RESEMBLES
    if slips == 2 and shorter >= _LONG and not two_names:
        return NameLevel.SIMILAR
    if slips == 1 or JaroWinkler.similarity(first, second, score_cutoff=_RESEMBLING) >= _RESEMBLING:
        return NameLevel.RESEMBLES
    return _DIFFERS


def family_level(a: PersonName, b: PersonName, data: NameData) -> NameLevel:
    """Level of the family names of two people."""
    ours, theirs = a.family_joined, b.family_joined
    if ours == theirs:
        if not ours:
            return NameLevel.ABSENT
        return _EXACT if a.family_written == b.family_written else NameLevel.ACCENT_OR_CASE
    if not ours or not theirs:
        return NameLevel.ABSENT
    if a.common_family == b.common_family or data.forms_of_one_family_name(ours, theirs):
        return NameLevel.NICKNAME
    if a.compound or b.compound:
        parts = _parts_level(a.family, b.family)
        if parts is not _DIFFERS:
            return parts
    return _slip(ours, theirs, two_names=False)


def _parts_level(a: tuple[str, ...], b: tuple[str, ...]) -> NameLevel:
    ours, theirs = set(a), set(b)
    if ours <= theirs or theirs <= ours:
        return NameLevel.PART
    return NameLevel.RESEMBLES if any(len(word) > 2 for word in ours & theirs) else NameLevel.DIFFERS
