"""Who turned out to be whom: persons of ours that were merged, and cases that were found to be somebody else's.

A notice names the person as they were known when it was issued. Until one is issued anew, whoever counts a person's
notices asks here which of them are the same person's today.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from streams.views.from_rows import Row

_MOST: Final = 500
"""Persons that are followed from one at most, and names that one statement is given."""

Named = tuple[bytes, str]
"""A case, and a person as something that was recorded of it names them."""


class Identities(Struct, frozen=True):
    """What was found of some persons: `merged` into whom, and as whom they count in single cases."""

    merged: Mapping[str, str]
    split: Mapping[Named, str]

    def now(self, named: Named) -> str:
        """Who it is today."""
        case, person = named
        met = {person}
        while True:
            other = self.split.get((case, person)) or self.merged.get(person)
            if other is None or other in met:
                return person
            met.add(other)
            person = other

    @property
    def persons(self) -> frozenset[str]:
        """Everybody of whom something was found."""
        split = {person for _, person in self.split} | set(self.split.values())
        return frozenset({*self.merged, *self.merged.values(), *split})


class IdentityViews(ABC):
    """Answered through an index; most persons are who they were."""

    @abstractmethod
    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        """The rows that a statement finds."""

    def identities(self, persons: Iterable[str]) -> Identities:
        """Everybody who turned out to be the same as one of these, in any case, either way round."""
        merged: dict[str, str] = {}
        split: dict[Named, str] = {}
        known: set[str] = set()
        wanted = set(persons)
        while wanted and len(known) < _MOST:
            known |= wanted
            found: set[str] = set()
            for person, into, case in self._edges(sorted(wanted)):
                found |= {person, into}
                if case:
                    split[case, person] = into
                else:
                    merged[person] = into
            wanted = found - known
        return Identities(merged, split)

    def _edges(self, persons: Collection[str]) -> list[tuple[str, str, bytes]]:
        found: list[tuple[str, str, bytes]] = []
        for start in range(0, len(persons), _MOST):
            asked = list(persons)[start : start + _MOST]
            marks = ",".join("?" * len(asked))
            for column in ("person", "into_person"):
                rows = self._read(
                    f"SELECT person, into_person, cased FROM identity_view WHERE {column} IN ({marks}) ORDER BY at, id",
                    asked,
                )
                found += [(str(person), str(into), bytes(case)) for person, into, case in rows]
        return found
