"""People met before, on a roll or not, so that the same adult in two cases is one person. Lives in memory alone."""

from streams.matching.dates import date_number
from streams.matching.levels import Likeness
from streams.matching.namedata import NameData
from streams.matching.names import person_names
from streams.matching.pairs import compare_people
from streams.matching.people import Description

_Met = tuple[str, Description]


class KnownPeople:
    """Descriptions of people of ours, found by date of birth and the sound of the family name."""

    def __init__(self, data: NameData) -> None:
        self._data = data
        self._met: dict[tuple[int, str], tuple[_Met, ...]] = {}

    def find(self, description: Description) -> str | None:
        """The one person who is certainly the same; None where nobody is, or where more than one could be."""
        key = _key(description)
        if key is None:
            return None
        found = {
            person
            for person, met in self._met.get(key, ())
            if met == description or compare_people(met, description, self._data).likeness is Likeness.STRONG
        }
        return found.pop() if len(found) == 1 else None

    def add(self, person: str, description: Description) -> None:
        """Remember a person under one description of them."""
        key = _key(description)
        if key is not None and (person, description) not in self._met.get(key, ()):
            self._met[key] = (*self._met.get(key, ()), (person, description))

    def forget(self, person: str) -> None:
        """Forget every description of a person."""
        for key, met in list(self._met.items()):
            left = tuple(pair for pair in met if pair[0] != person)
            if left:
                self._met[key] = left
            else:
                del self._met[key]


def _key(description: Description) -> tuple[int, str] | None:
    born = date_number(description.date_of_birth)
    if not born or not description.family_name:
        return None
    names = person_names(description.given_names, description.family_name, ())
    return born, names[0].sound
