"""Versioned name data: forms of one name, how common names are, and the weights of agreement."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from streams.matching.folding import fold
from streams.matching.levels import SAME_SPELLING, NameFrequency, NameLevel
from streams.matching.weights import NameDataError, weights_of

_VERSION_DIGITS = 12
_NO_GROUPS: frozenset[int] = frozenset()


_RARE = NameFrequency.RARE


class NameData:
    """Everything that comparing needs beside the people, under one version that evidence records.

    Weights are hundredths of a bit, log2(m/u): m is how often the level occurs between two records of one person, u how
    often between two different people (Fellegi and Sunter 1969).
    """

    def __init__(self, *, label: str, nicknames: str, frequencies: str, weights: str) -> None:
        """Read the three texts of one version; raises `NameDataError`."""
        digest = hashlib.sha256("\0".join((nicknames, frequencies, weights)).encode()).hexdigest()
        self.version = f"{label}-{digest[:_VERSION_DIGITS]}"
        forms = _Forms(nicknames)
        self._groups = forms.groups
        self._full_in = forms.full_in
        self._family_groups = forms.family_groups
        self.shared_first_names = forms.shared
        self.group_count = forms.count
        listed = dict(_frequencies(frequencies))
        self._given = {name: frequency for (kind, name), frequency in listed.items() if kind == "given"}
        self._family = {name: frequency for (kind, name), frequency in listed.items() if kind == "family"}
        table = weights_of(weights)
        self.date_weight = table.date_of_birth
        self.address_weight = table.address
        self.setting_weight = table.setting
        self._given_weight = table.given_name
        self._family_weight = table.family_name
        self._given_frequency_weight = table.given_frequency
        self._family_frequency_weight = table.family_frequency

    def forms_of_one_name(self, a: str, b: str) -> bool:
        """Whether two folded given names are forms of one; two short forms only when they begin alike."""
        common = self._groups.get(a, _NO_GROUPS) & self._groups.get(b, _NO_GROUPS)
        if not common or a[0] == b[0]:
            return bool(common)
        full = self._full_in.get(a, _NO_GROUPS) | self._full_in.get(b, _NO_GROUPS)
        return not common.isdisjoint(full)

    def forms_of_one_family_name(self, a: str, b: str) -> bool:
        """Whether two folded family names are spellings of one."""
        groups = self._family_groups
        return a in groups and not groups[a].isdisjoint(groups.get(b, _NO_GROUPS))

    def is_given_name(self, word: str) -> bool:
        """Whether the folded word is listed as a given name in its own right."""
        return word in self._groups or word in self._given

    def given_frequency(self, word: str) -> NameFrequency:
        """How common a folded given name is."""
        return self._given.get(word, _RARE)

    def family_frequency(self, word: str) -> NameFrequency:
        """How common a folded family name is."""
        return self._family.get(word, _RARE)

    def given_weight(self, level: NameLevel, word: str) -> int:
        """Weight of a level of given names; agreement on a common name weighs less."""
        weight = self._given_weight[level]
        if level in SAME_SPELLING:
            weight += self._given_frequency_weight[self._given.get(word, _RARE)]
        return weight

    def family_weight(self, level: NameLevel, word: str) -> int:
        """Weight of a level of family names; agreement on a common name weighs less."""
        weight = self._family_weight[level]
        if level in SAME_SPELLING:
            weight += self._family_frequency_weight[self._family.get(word, _RARE)]
        return weight


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.split("#", 1)[0].strip()
        if content:
            yield number, content


def _one_word(name: str, file: str, line: int) -> str:
    words = fold(name)
    if not words:
        raise NameDataError(f"{file} line {line}: `{name}` holds no letters; write one name")
    return "".join(words)


class _Forms:
    """Groups of forms of one name, by name; `*` marks shared first names, `=` spellings that family names have too."""

    def __init__(self, text: str) -> None:
        groups: dict[str, set[int]] = {}
        full: dict[str, set[int]] = {}
        family: dict[str, set[int]] = {}
        shared: set[str] = set()
        self.count = 0
        for line, content in _lines(text):
            listed = content.lstrip("*=")
            marks = content[: len(content) - len(listed)]
            names = list(dict.fromkeys(_one_word(name, "nicknames", line) for name in listed.split()))
            if len(names) < 2 and "*" not in marks:
                raise NameDataError(f"nicknames line {line}: a group needs two names or more")
            _enter(groups, names, self.count)
            _enter(full, names if marks else names[:1], self.count)
            _enter(family, names if "=" in marks else [], self.count)
            shared.update(names if "*" in marks else [])
            self.count += 1
        self.groups = _frozen(groups)
        self.full_in = _frozen(full)
        self.family_groups = _frozen(family)
        self.shared = frozenset(shared)


def _enter(groups: dict[str, set[int]], names: list[str], number: int) -> None:
    for name in names:
        groups.setdefault(name, set()).add(number)


def _frozen(groups: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {name: frozenset(numbers) for name, numbers in groups.items()}


def _frequencies(text: str) -> Iterator[tuple[tuple[str, str], NameFrequency]]:
    for number, content in _lines(text):
        head, _, names = content.partition(":")
        kind, _, label = head.partition(" ")
        if kind not in {"given", "family"} or label not in {"very_common", "common"}:
            raise NameDataError(f"frequencies line {number}: begin with `given` or `family`, `very_common` or `common`")
        for name in names.split():
            yield (kind, _one_word(name, "frequencies", number)), NameFrequency(label)
