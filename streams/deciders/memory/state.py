"""What hop 2 remembers of a person, and of a victim and alleged perpetrator: cases in order of time, answers given.

A history holds what a rule can still ask for, and no more: it drops out with the next case that is noted, by the times
of the cases themselves.
"""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from streams.deciders.memory.packing import unpacked
from streams.deciders.memory.seen import Seen
from streams.routing.rules import WINDOW_MONTHS

ANSWERED: Final = timedelta(days=WINDOW_MONTHS * 31)
"""How long before the latest case of a history a case can be that an answer is given for."""

KEPT: Final = 2 * ANSWERED
"""How long before the latest case of a history a case is remembered: answers look back as far again."""


class Noted(Struct, frozen=True, gc=False, array_like=True):
    """What was noted of a case, as `packed`, and for whom: children, and pairs of victim and alleged perpetrator."""

    packed: bytes
    people: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def seen(self) -> Seen:
        """What was noted."""
        return unpacked(self.packed)


class Answered(Struct, frozen=True, gc=False, array_like=True):
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


class History(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The cases of one person or pair, each as `packed`, earliest first, and the answers that stand.

    `areas` are those whose rules may count a case of it, and maybe others whose cases have dropped out since. Most
    histories are carried along and asked for nothing: so the cases stay packed until a rule looks at them.

    `stands_in` are the keys, one behind the other, of all cases that a person stands in, and never drop out by time;
    `marked_in` those among them that mark their people as restricted.
    """

    cases: tuple[bytes, ...] = ()
    areas: tuple[str, ...] = ()
    answered: tuple[Answered, ...] = ()
    stands_in: bytes = b""
    marked_in: bytes = b""

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The cases, earliest first."""
        return tuple([unpacked(case) for case in self.cases])

    def answer(self, rule: str, about: bytes = b"") -> Answered | None:
        """The answer that stands for a rule, or for a referral."""
        return next((one for one in self.answered if (one.rule, one.about) == (rule, about)), None)


class SamePerson(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """This person of ours is that one."""

    person: str
