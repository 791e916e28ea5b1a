"""People met before who stand on no roll, so that the same adult in two cases is one person. Lives in memory alone."""

from streams.matching.compare import Sought
from streams.matching.levels import Likeness
from streams.matching.namedata import NameData
from streams.matching.pairs import compare_sought_people

_Met = tuple[str, Sought]


class KnownPeople:
    """People of ours as first described, found by date of birth and the sound of the family name."""

    def __init__(self, data: NameData) -> None:
        self._data = data
        self._met: dict[tuple[int, str], tuple[_Met, ...]] = {}

    def find(self, sought: Sought) -> str | None:
        """The one person who is certainly the same; None where nobody is, or where more than one could be."""
        key = _key(sought)
        met = self._met.get(key) if key is not None else None
        if not met:
            return None
        found = {
            person
            for person, described in met
            if _same(described, sought)
            or compare_sought_people(described, sought, self._data).likeness is Likeness.STRONG
        }
        return found.pop() if len(found) == 1 else None

    def alike(self, sought: Sought) -> list[str]:
        """Everyone of the same date of birth and sound of the family name: `find` names none but one of these."""
        key = _key(sought)
        return [person for person, _ in self._met.get(key, ())] if key is not None else []

    def described(self, person: str, sought: Sought) -> bool:
        """Whether a person was first described just so: the very same name, date of birth and home."""
        key = _key(sought)
        met = self._met.get(key, ()) if key is not None else ()
        return any(of == person and _same(described, sought) for of, described in met)

    def add(self, person: str, sought: Sought) -> None:
        """Remember a person who was not met before."""
        key = _key(sought)
        if key is not None:
            self._met[key] = (*self._met.get(key, ()), (person, sought))

    def forget(self, person: str) -> None:
        """Forget a person, so that their description is held no longer."""
        for key, met in list(self._met.items()):
            left = tuple(pair for pair in met if pair[0] != person)
            if left:
                self._met[key] = left
            else:
                del self._met[key]


def _same(a: Sought, b: Sought) -> bool:
    """The very same name, date of birth and home: what comparing them would call strong."""
    ours, theirs = a.names[0], b.names[0]
    return (
        bool(a.postcode and a.line and ours.given)
        and a.date_of_birth == b.date_of_birth
        and (ours.given_written, ours.family_written) == (theirs.given_written, theirs.family_written)
        and (a.postcode, a.line) == (b.postcode, b.line)
    )


def _key(sought: Sought) -> tuple[int, str] | None:
    main = sought.names[0]
    if not sought.date_of_birth or not main.family:
        return None
    return sought.date_of_birth, main.sound
