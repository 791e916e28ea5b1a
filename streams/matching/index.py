"""The rolls in memory, indexed so that the few pupils who may be the child are found without reading them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from streams.matching.dates import date_number
from streams.matching.folding import fold_line, fold_postcode, sound
from streams.matching.names import PersonName, person_names
from streams.matching.people import RollEntry, RollVersion

_Key = TypeVar("_Key", int, str)


class IndexedPupil:
    """A roll entry folded for comparison; built once, when its roll is put."""

    __slots__ = ("date_of_birth", "line", "many_named", "names", "plain", "postcode", "pupil", "sound", "uprn", "urn")

    def __init__(self, entry: RollEntry) -> None:
        self.pupil = entry.pupil
        self.urn = entry.urn
        self.date_of_birth = date_number(entry.date_of_birth)
        self.names = person_names(entry.given_names, entry.family_name, entry.known_as)
        self.sound = self.names[0].sound
        self.postcode = fold_postcode(entry.postcode)
        self.line = fold_line(entry.address_lines)
        self.uprn = (entry.uprn or "").strip().lstrip("0")
        self.many_named = len(self.names) > 1 or self.names[0].compound
        self.plain = bool(self.postcode) and not self.many_named

    def text_keys(self) -> set[str]:
        """The keys under which the entry is found beside its date of birth; each kind begins with its own letter."""
        keys = {"p" + self.postcode, "u" + self.uprn} - {"p", "u"}
        for name in self.names:
            keys.add("n" + name.key)
            keys.update(family_keys(name, self.date_of_birth))
        return keys


def family_keys(name: PersonName, date_of_birth: int) -> Iterator[str]:
    """Sound of the family name, and of each of its parts, with the year of birth."""
    year = date_of_birth // 10000
    yield f"f{name.sound}{year}"
    if name.compound:
        for part in name.family:
            yield f"f{sound(part)}{year}"


class RollIndex:
    """All rolls that matching searches; holds personal data, so it lives in memory alone."""

    def __init__(self) -> None:
        self._rolls: dict[str, tuple[RollVersion, tuple[IndexedPupil, ...]]] = {}
        self._by_date: dict[int, tuple[IndexedPupil, ...]] = {}
        self._by_text: dict[str, tuple[IndexedPupil, ...]] = {}
        self._by_pupil: dict[str, tuple[IndexedPupil, ...]] = {}

    def put_roll(self, urn: str, version: int, digest: bytes, entries: Iterable[RollEntry]) -> None:
        """Put a school's roll in place of the one before; raises `ValueError` when an entry names another school."""
        pupils = tuple(IndexedPupil(entry) for entry in entries)
        if any(pupil.urn != urn for pupil in pupils):
            raise ValueError(f"roll of `{urn}`: an entry names another school; put each school's roll by itself")
        self.remove_roll(urn)
        self._rolls[urn] = (RollVersion(version, digest), pupils)
        for pupil in pupils:
            _add(self._by_pupil, pupil.pupil, pupil)
            _add(self._by_date, pupil.date_of_birth, pupil)
            for key in pupil.text_keys():
                _add(self._by_text, key, pupil)

    def remove_roll(self, urn: str) -> bool:
        """Forget a school's roll; False when there was none."""
        roll = self._rolls.pop(urn, None)
        if roll is None:
            return False
        for pupil in roll[1]:
            _drop(self._by_pupil, pupil.pupil, pupil)
            _drop(self._by_date, pupil.date_of_birth, pupil)
            for key in pupil.text_keys():
                _drop(self._by_text, key, pupil)
        return True

    def versions(self) -> dict[str, RollVersion]:
        """The roll versions in the index, by URN."""
        return {urn: roll for urn, (roll, _) in sorted(self._rolls.items())}

    def version(self, urn: str) -> int:
        """The version of one school's roll; raises `KeyError` when the index has none."""
        return self._rolls[urn][0].version

    def __contains__(self, urn: object) -> bool:
        return urn in self._rolls

    def __len__(self) -> int:
        return len(self._rolls)

    def entries_of(self, pupil: str) -> tuple[IndexedPupil, ...]:
        """Every roll entry of one pupil."""
        return self._by_pupil.get(pupil, ())

    def born(self, date_of_birth: int) -> tuple[IndexedPupil, ...]:
        """The entries with this date of birth, as YYYYMMDD."""
        return self._by_date.get(date_of_birth, ())

    def under(self, key: str) -> tuple[IndexedPupil, ...]:
        """The entries under one key of `IndexedPupil.text_keys`."""
        return self._by_text.get(key, ())


def _add(index: dict[_Key, tuple[IndexedPupil, ...]], key: _Key, pupil: IndexedPupil) -> None:
    index[key] = (*index.get(key, ()), pupil)


def _drop(index: dict[_Key, tuple[IndexedPupil, ...]], key: _Key, pupil: IndexedPupil) -> None:
    left = tuple(other for other in index[key] if other is not pupil)
    if left:
        index[key] = left
    else:
        del index[key]
