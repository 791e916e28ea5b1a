"""Conditions made ready to run: each names one fact of a request and says true, false or not known of its value."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import msgspec

from schemas.events.consent import Consent
from schemas.events.marac import ReferralGround
from streams.agreements import hours
from streams.agreements.clauses import Condition
from streams.agreements.request import Request

Test = Callable[[object], bool]


class Fact(StrEnum):
    """What a condition may ask about. No condition reads two of them."""

    AGE = "age"
    PRESENCE = "presence"
    GRADE = "grade"
    REGISTRATION = "registration"
    RESTRICTED = "restricted"
    RESIDES_IN_FORCE_AREA = "resides_in_force_area"
    AREA = "area"
    PUBLISHER = "publisher"
    RECIPIENT_KIND = "recipient_kind"
    CONSENT = "consent"
    REFERRAL_GROUNDS = "referral_grounds"
    OFFICE_HOURS = "office_hours"
    TIME_OF_DAY = "time_of_day"


_NOT_STATED: Final[dict[Fact, object]] = {Fact.CONSENT: Consent.NOT_STATED, Fact.REFERRAL_GROUNDS: ()}
"""Values by which an event says nothing of a fact: they fulfil no condition, and none is known to fail."""


class Compiled(msgspec.Struct, frozen=True):
    """A condition: its text as a verdict names it, its fact, and the test of the fact's value.

    Two conditions of one text are the same condition.
    """

    text: str
    fact: Fact
    test: Test


def compile_condition(condition: Condition) -> Compiled:
    """The test of one condition."""
    return Compiled(text_of(condition), *_test(condition))


def text_of(condition: Condition) -> str:
    """Such as `age_under 18` or `presence_in not_present, not_known`."""
    value = getattr(condition, condition.operator)
    if isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, tuple):
        value = ", ".join(sorted(str(part) for part in value))
    return f"{condition.operator} {value}"


def value_of(fact: Fact, request: Request) -> object:
    """The value of a fact; none where the hub does not know it."""
    if fact is Fact.AREA:
        return request.area
    if fact is Fact.PUBLISHER:
        return request.publisher
    if fact is Fact.RECIPIENT_KIND:
        return request.recipient_kind
    if fact is Fact.TIME_OF_DAY:
        return hours.minute_of(request.at)
    value: object = getattr(request.facts, fact)
    return value


def ask(condition: Compiled, value: object) -> bool | None:
    """Whether it holds of a value. One of a type that cannot be compared counts as not known, and so is reported."""
    if value is None or value == _NOT_STATED.get(condition.fact):
        return None
    try:
        return condition.test(value)
    except TypeError:
        return None


def _test(condition: Condition) -> tuple[Fact, Test]:
    c = condition
    if c.age_under is not None:
        return Fact.AGE, _under(c.age_under)
    if c.age_at_least is not None:
        return Fact.AGE, _at_least(c.age_at_least)
    if c.area_in is not None:
        return Fact.AREA, frozenset(c.area_in).__contains__
    if c.presence_in is not None:
        return Fact.PRESENCE, frozenset(c.presence_in).__contains__
    if c.grade_in is not None:
        return Fact.GRADE, frozenset(c.grade_in).__contains__
    if c.registration_in is not None:
        return Fact.REGISTRATION, frozenset(c.registration_in).__contains__
    if c.restricted_is is not None:
        return Fact.RESTRICTED, _is(c.restricted_is)
    if c.publisher_in is not None:
        return Fact.PUBLISHER, frozenset(c.publisher_in).__contains__
    if c.recipient_kind_in is not None:
        return Fact.RECIPIENT_KIND, frozenset(c.recipient_kind_in).__contains__
    if c.resides_in_force_area_is is not None:
        return Fact.RESIDES_IN_FORCE_AREA, _is(c.resides_in_force_area_is)
    if c.consent_in is not None:
        return Fact.CONSENT, frozenset(c.consent_in).__contains__
    if c.referral_ground_in is not None:
        return Fact.REFERRAL_GROUNDS, _any_of(c.referral_ground_in)
    if c.office_hours_is is not None:
        return Fact.OFFICE_HOURS, _is(c.office_hours_is)
    if c.time_of_day_in is not None:
        return Fact.TIME_OF_DAY, hours.minutes(c.time_of_day_in).__contains__
    raise AssertionError("a condition without an operator passes no validation")


def _under(limit: int) -> Test:
    return lambda age: _years(age) < limit


def _at_least(limit: int) -> Test:
    return lambda age: _years(age) >= limit


def _years(age: object) -> int:
    if not isinstance(age, int):
        raise TypeError("an age is a number of whole years")
    return age


def _is(wanted: bool) -> Test:
    return lambda value: value is wanted


def _any_of(wanted: tuple[ReferralGround, ...]) -> Test:
    named = frozenset(wanted)
    return lambda grounds: not named.isdisjoint(_grounds(grounds))


def _grounds(value: object) -> tuple[object, ...]:
    if not isinstance(value, tuple):
        raise TypeError("grounds of a referral stand in a tuple")
    return value
