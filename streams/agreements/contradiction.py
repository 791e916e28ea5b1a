"""Conditions that can never all hold."""

from collections.abc import Iterator

from streams.agreements import hours
from streams.agreements.clauses import Condition

_LISTS = ("area_in", "presence_in", "grade_in", "registration_in", "publisher_in", "recipient_kind_in", "consent_in")
"""Lists of which one value is asked. A referral may have several grounds, so its lists never exclude each other."""
_TRUTHS = ("restricted_is", "resides_in_force_area_is", "office_hours_is")


def never_holds(when: tuple[Condition, ...]) -> Iterator[str]:
    """A text for each pair of conditions that exclude each other."""
    under = [each.age_under for each in when if each.age_under is not None]
    at_least = [each.age_at_least for each in when if each.age_at_least is not None]
    if under and at_least and min(under) <= max(at_least):
        yield f"nobody is under {min(under)} and at least {max(at_least)}"
    for name in _LISTS:
        values: list[frozenset[str]] = [frozenset(getattr(each, name)) for each in when if each.operator == name]
        if values and not frozenset.intersection(*values):
            yield f"no value is in every `{name}`"
    times = [hours.minutes(each.time_of_day_in) for each in when if each.time_of_day_in is not None]
    if times and not frozenset.intersection(*times):
        yield "no time is in every `time_of_day_in`"
    for name in _TRUTHS:
        if len({getattr(each, name) for each in when if each.operator == name}) > 1:
            yield f"`{name}` cannot be both true and false"
