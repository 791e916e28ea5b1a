"""What hop 2 knows of restrictions: who stands in each case and whether it marks them; of each person, their cases."""

from msgspec import Struct


class CasePeople(Struct, frozen=True, tag=True, array_like=True):
    """The event that a case stands at, its people, whether it marks them, and the events last told to mark them too."""

    event: bytes
    people: tuple[str, ...]
    marked: bool
    told: tuple[bytes, ...] = ()


class CasesOf(Struct, frozen=True, tag=True, array_like=True):
    """The cases in which a person stands, and those of them that mark their people; each in order."""

    cases: tuple[bytes, ...] = ()
    marking: tuple[bytes, ...] = ()


def people_key(case: bytes) -> str:
    """State key of the people of a case."""
    return f"people:{case.hex()}"


def cases_key(person: str) -> str:
    """State key of the cases of a person."""
    return f"cases-of:{person}"
