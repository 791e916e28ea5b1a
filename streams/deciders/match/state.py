"""What hop 2 remembers: of each case its children and where they were matched; of each pupil, the person."""

from msgspec import Struct


class CaseChild(Struct, frozen=True, array_like=True):
    """One child of a case as last decided. `pupil` and `referral` are empty where there is none."""

    person: str
    section: int
    pupil: str
    referral: str


class MatchCase(Struct, frozen=True, tag=True, array_like=True):
    """The event that a case stands at, and its children."""

    event: bytes
    children: tuple[CaseChild, ...]


class PupilPerson(Struct, frozen=True, tag=True, array_like=True):
    """The person that a pupil is."""

    person: str


def case_key(case: bytes) -> str:
    """State key of a case."""
    return f"case:{case.hex()}"


def pupil_key(pupil: str) -> str:
    """State key of a pupil."""
    return f"pupil:{pupil}"
