"""The keys at which hops keep their states, all of them: a case's, a pupil's, a person's, and those of pairs.

Those of cases and matters are asked for many times while one event is decided: the last of them are kept, each the same
string every time, which finds its place in a state sooner than a new one.
"""

from typing import Final

_KEPT: Final = 8192
_OF_PEOPLE: Final = ("person:", "history:", "between:", "same-as:")
_CASES: Final[dict[bytes, str]] = {}
_MATTERS: Final[dict[tuple[bytes, str], str]] = {}


def case_key(case: bytes) -> str:
    """State key of a case: of its accepted revisions in hop 1, of who is in it in hop 2."""
    key = _CASES.get(case)
    if key is None:
        if len(_CASES) >= _KEPT:
            _CASES.clear()
        key = _CASES[case] = f"case:{case.hex()}"
    return key


def instance_key(instance: str) -> str:
    """State key of an instance; each source partition belongs to one publisher."""
    return f"instance:{instance}"


def pupil_key(pupil: str) -> str:
    """State key of a pupil."""
    return f"pupil:{pupil}"


def person_key(person: str) -> str:
    """State key of what is known of a person beside their pupil's own."""
    return f"person:{person}"


def history_key(person: str) -> str:
    """State key of a person's history."""
    return f"history:{person}"


def pair_key(victim: str, perpetrator: str) -> str:
    """State key of the history of a victim and an alleged perpetrator. Person ids hold no colon."""
    return f"between:{victim}:{perpetrator}"


def same_key(person: str) -> str:
    """State key of who a person turned out to be."""
    return f"same-as:{person}"


def people_in(key: str) -> list[str]:
    """The ids of persons that a key of persons alone is made of; none in any other."""
    return key.split(":")[1:] if key.startswith(_OF_PEOPLE) else []


def contact_key(case: bytes) -> str:
    """State key of what answers a contact's case. Most cases have none."""
    return f"answered:{case.hex()}"


def outcome_key(case: bytes) -> str:
    """State key of an outcome's case."""
    return f"outcome:{case.hex()}"


def matter_key(case: bytes, person: str) -> str:
    """State key of a matter; it begins with that of its case."""
    key = _MATTERS.get((case, person))
    if key is None:
        if len(_MATTERS) >= _KEPT:
            _MATTERS.clear()
        key = _MATTERS[case, person] = f"case:{case.hex()}:{person}"
    return key


def joining_key(case: bytes) -> str:
    """State key of the matter with which whoever joins a case begins: no person is named `*`. Most cases have none."""
    return matter_key(case, "*")


def proposed_key(case: bytes, person: str) -> str:
    """State key of what is proposed because of a case."""
    return f"proposed:{case.hex()}:{person}"


def hotspots_key(table: bytes) -> str:
    """State key of the weeks of which a table of hotspots was published."""
    return f"hotspots:{table.hex()}"
