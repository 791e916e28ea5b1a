"""Histories: the keys at which they stand, and what they are with and without a case or an answer."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from streams.deciders.keys import history_key, pair_key
from streams.deciders.memory.packing import CASE_BEGINS, CASE_ENDS, unpacked
from streams.deciders.memory.state import ANSWERED, KEPT, Answered, History

_MICROSECOND: Final = timedelta(microseconds=1)
_KEPT: Final = KEPT // _MICROSECOND


def keys_of(people: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The histories in which a case stands that counts for these children and pairs, each once."""
    keys = [history_key(person) for person in people]
    keys += [pair_key(victim, perpetrator) for victim, perpetrator in pairs]
    return list(dict.fromkeys(keys))


def holds_another(history: History, case: bytes) -> bool:
    """Whether a case beside this one stands in the history."""
    return any(held[CASE_BEGINS:CASE_ENDS] != case for held in history.cases)


def without(history: History, case: bytes) -> History:
    """The history without one case."""
    left = [held for held in history.cases if held[CASE_BEGINS:CASE_ENDS] != case]
    return replace(history, cases=tuple(left))


def with_case(history: History, case: bytes, area: str) -> History:
    """The history with a packed case, which it does not hold yet, in its place, and without what nothing asks for any
    more. `area` is that of the case.
    """
    held = history.cases
    cases = (*held, case) if not held or held[-1] < case else tuple(sorted((*held, case)))
    latest = int.from_bytes(cases[-1][:CASE_BEGINS], "big")
    if int.from_bytes(cases[0][:CASE_BEGINS], "big") < latest - _KEPT:
        since = (latest - _KEPT).to_bytes(CASE_BEGINS, "big")
        cases = tuple([one for one in cases if one[:CASE_BEGINS] >= since])
    areas = history.areas if area in history.areas else (*history.areas, area)
    answered = history.answered
    if answered:
        answering = unpacked(cases[-1]).at - ANSWERED
        answered = tuple([one for one in answered if one.at >= answering])
    return replace(history, cases=cases, areas=areas, answered=answered)


def with_answer(history: History, given: Answered) -> History:
    """The history with an answer in the place of that which stood for the same."""
    others = without_answer(history, given.rule, given.about).answered
    return replace(history, answered=(*others, given))


def without_answer(history: History, rule: str, about: bytes = b"") -> History:
    """The history without the answer to a rule, or about a referral."""
    left = tuple([one for one in history.answered if (one.rule, one.about) != (rule, about)])
    return replace(history, answered=left)
