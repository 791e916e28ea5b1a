"""Conditions made ready to run: each becomes a function of the request that says true, false or not known."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from streams.agreements.clauses import Condition
from streams.agreements.request import Request

Test = Callable[[Request], bool | None]
_Value = TypeVar("_Value")


class Compiled(msgspec.Struct, frozen=True):
    """A condition: its text as a verdict names it, and its test."""

    text: str
    test: Test


def compile_condition(condition: Condition) -> Compiled:
    """The test of one condition."""
    return Compiled(text_of(condition), _test(condition))


def text_of(condition: Condition) -> str:
    """Such as `age_under 18` or `presence_in not_present, not_known`."""
    value = getattr(condition, condition.operator)
    if isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, tuple):
        value = ", ".join(sorted(str(part) for part in value))
    return f"{condition.operator} {value}"


def holds(conditions: tuple[Compiled, ...], request: Request) -> bool | None:
    """Whether all hold: false if any is false, else not known if any is not known. Never raises."""
    known = True
    for condition in conditions:
        result = ask(condition, request)
        if result is False:
            return False
        if result is None:
            known = False
    return True if known else None


def ask(condition: Compiled, request: Request) -> bool | None:
    """One condition. A fact of a type that cannot be compared counts as not known, and so is reported."""
    try:
        return condition.test(request)
    except TypeError:
        return None


def _test(condition: Condition) -> Test:
    c = condition
    if c.age_under is not None:
        return _age_under(c.age_under)
    if c.age_at_least is not None:
        return _age_at_least(c.age_at_least)
    if c.area_in is not None:
        return _member(c.area_in, lambda request: request.area)
    if c.presence_in is not None:
        return _member(c.presence_in, lambda request: request.facts.presence)
    if c.grade_in is not None:
        return _member(c.grade_in, lambda request: request.facts.grade)
    if c.registration_in is not None:
        return _member(c.registration_in, lambda request: request.facts.registration)
    if c.restricted_is is not None:
        return _equal(c.restricted_is, lambda request: request.facts.restricted)
    if c.publisher_in is not None:
        return _member(c.publisher_in, lambda request: request.publisher)
    if c.recipient_kind_in is not None:
        return _member(c.recipient_kind_in, lambda request: request.recipient_kind)
    if c.resides_in_force_area_is is not None:
        return _equal(c.resides_in_force_area_is, lambda request: request.facts.resides_in_force_area)
    raise AssertionError("a condition without an operator passes no validation")


def _age_under(limit: int) -> Test:
    def test(request: Request) -> bool | None:
        age = request.facts.age
        return None if age is None else age < limit

    return test


def _age_at_least(limit: int) -> Test:
    def test(request: Request) -> bool | None:
        age = request.facts.age
        return None if age is None else age >= limit

    return test


def _member(values: tuple[_Value, ...], fact: Callable[[Request], _Value | None]) -> Test:
    members = frozenset(values)

    def test(request: Request) -> bool | None:
        value = fact(request)
        return None if value is None else value in members

    return test


def _equal(wanted: bool, fact: Callable[[Request], bool | None]) -> Test:
    def test(request: Request) -> bool | None:
        value = fact(request)
        return None if value is None else value is wanted

    return test
