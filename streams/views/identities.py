"""Who turned out to be whom: persons of ours that were merged, and cases that were found to be somebody else's.

A notice names the person as they were known when it was issued. Until one is issued anew, whoever counts a person's
notices asks here which of them are the same person's today.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from msgspec import Struct

from streams.views.asking import Asking

_MOST: Final = 500
"""Persons that are followed from those who are asked for at most, and names that one statement is given."""

Named = tuple[bytes, str]
"""A case, and a person as something that was recorded of it names them."""


class Identities(Struct, frozen=True, gc=False):
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


class IdentityViews(Asking):
    """Answered through an index; most persons are who they were."""

    def identities(self, persons: Iterable[str]) -> Identities:
        """Everybody who turned out to be the same as one of these, in any case, either way round."""
        merged: dict[str, str] = {}
        split: dict[Named, str] = {}
        known: set[str] = set()
        wanted = set(persons)
        most = len(wanted) + _MOST
        while wanted and len(known) < most:
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
        return [
            (str(person), str(into), bytes(case))
            for column in ("person", "into_person")
            for person, into, case in self._among(
                f"SELECT person, into_person, cased FROM identity_view WHERE {column} IN ({{marks}}) ORDER BY at, id",
                persons,
            )
        ]
