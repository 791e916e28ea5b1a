"""What hop 2 remembers of a person, and of a victim and alleged perpetrator: cases in order of time, answers given.

A history holds what a rule can still ask for, and no more: it drops out with the next case that is noted, by the times
of the cases themselves.
"""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from streams.routing.rules import WINDOW_MONTHS

ANSWERED: Final = timedelta(days=WINDOW_MONTHS * 31)
"""How long before the latest case of a history a case can be that an answer is given for."""

KEPT: Final = 2 * ANSWERED
"""How long before the latest case of a history a case is remembered: answers look back as far again."""


class Seen(Struct, frozen=True, array_like=True):
    """One case as it counts for somebody. `place` is empty where none is known."""

    at: datetime
    case: bytes
    event: bytes
    section: int
    type: str
    area: str
    until: datetime | None = None
    place: str = ""
    companions: tuple[str, ...] = ()
    criminal: bool = True


class Noted(Struct, frozen=True, array_like=True):
    """What was noted of a case, and for whom: children, and pairs of victim and alleged perpetrator."""

    seen: Seen
    people: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    def keys(self) -> tuple[str, ...]:
        """The histories that it stands in, each once."""
        people = (history_key(person) for person in self.people)
        return tuple(dict.fromkeys((*people, *(pair_key(*pair) for pair in self.pairs))))


class Answered(Struct, frozen=True, array_like=True):
    """An answer that was given: under which rule, or of which referral (`about`), by which output, on what it rests.

    `at` is when the case happened with which it was found; `desk` names the place on a desk of all answers to the rule.
    """

    rule: str
    kind: str
    version: int
    area: str
    about: bytes
    output: str
    desk: bytes
    at: datetime
    cases: tuple[tuple[bytes, datetime], ...]
    count: int
    repeat: bool = False


class History(Struct, frozen=True, tag=True, array_like=True):
    """The cases of one person or pair, earliest first, and the answers that stand."""

    seen: tuple[Seen, ...] = ()
    answered: tuple[Answered, ...] = ()

    def answer(self, rule: str, about: bytes = b"") -> Answered | None:
        """The answer that stands for a rule, or for a referral."""
        return next((one for one in self.answered if (one.rule, one.about) == (rule, about)), None)


class SamePerson(Struct, frozen=True, tag=True, array_like=True):
    """This person of ours is that one."""

    person: str


def history_key(person: str) -> str:
    """State key of a person's history."""
    return f"history:{person}"


def pair_key(victim: str, perpetrator: str) -> str:
    """State key of the history of a victim and an alleged perpetrator. Person ids hold no colon."""
    return f"between:{victim}:{perpetrator}"


def same_key(person: str) -> str:
    """State key of who a person turned out to be."""
    return f"same-as:{person}"


def without(history: History, case: bytes) -> History:
    """The history without one case."""
    return History(tuple([seen for seen in history.seen if seen.case != case]), history.answered)


def with_case(history: History, seen: Seen) -> History:
    """The history with a case in its place, or another version of it, and without what nothing asks for any more."""
    held = sorted((*without(history, seen.case).seen, seen), key=_order)
    latest = held[-1].at
    kept = held if held[0].at >= latest - KEPT else [one for one in held if one.at >= latest - KEPT]
    return History(tuple(kept), tuple([one for one in history.answered if one.at >= latest - ANSWERED]))


def with_answer(history: History, given: Answered) -> History:
    """The history with an answer in the place of that which stood for the same."""
    return History(history.seen, (*without_answer(history, given.rule, given.about).answered, given))


def without_answer(history: History, rule: str, about: bytes = b"") -> History:
    """The history without the answer to a rule, or about a referral."""
    left = tuple([one for one in history.answered if (one.rule, one.about) != (rule, about)])
    return History(history.seen, left)


def _order(seen: Seen) -> tuple[datetime, bytes]:
    return seen.at, seen.case
