"""What hop 2 remembers of a person, and of a victim and alleged perpetrator: cases in order of time, answers given.

A history holds what a rule can still ask for, and no more: it drops out with the next case that is noted, by the times
of the cases themselves.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from streams.routing.rules import WINDOW_MONTHS

ANSWERED: Final = timedelta(days=WINDOW_MONTHS * 31)
"""How long before the latest case of a history a case can be that an answer is given for."""

KEPT: Final = 2 * ANSWERED
"""How long before the latest case of a history a case is remembered: answers look back as far again."""

CASE_BEGINS: Final = 8
CASE_ENDS: Final = CASE_BEGINS + 16
"""Where the case key stands in a packed case: behind its time, which is eight bytes."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Seen(Struct, frozen=True, gc=False, array_like=True):
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
    taken_back: bool = False


_DEFAULTS: Final = Seen.__struct_defaults__
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(list[object])


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


def packed(seen: Seen) -> bytes:
    """A case as histories hold it. In the order of these bytes cases stand by when they happened, then by case key."""
    _, _, *rest = astuple(seen)
    if tuple(rest[-len(_DEFAULTS) :]) == _DEFAULTS:
        del rest[-len(_DEFAULTS) :]
    return time_of(seen.at) + seen.case + _ENCODER.encode(rest)


def unpacked(case: bytes) -> Seen:
    """The case that was packed."""
    at = _FIRST + int.from_bytes(case[:CASE_BEGINS], "big") * _MICROSECOND
    rest = _DECODER.decode(memoryview(case)[CASE_ENDS:])
    return msgspec.convert([at, case[CASE_BEGINS:CASE_ENDS], *rest], Seen, builtin_types=(bytes, datetime))


def time_of(at: datetime) -> bytes:
    """What `packed` begins with, for a case of this time."""
    return ((at - _FIRST) // _MICROSECOND).to_bytes(CASE_BEGINS, "big")
