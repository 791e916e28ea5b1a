"""Which conditions hold wherever others do. What cannot be told counts as not implied."""

from collections.abc import Iterable
from typing import Final

from streams.agreements import hours
from streams.agreements.clauses import Condition

_LISTS: Final = frozenset(
    {
        "area_in",
        "presence_in",
        "grade_in",
        "registration_in",
        "publisher_in",
        "recipient_kind_in",
        "consent_in",
        "referral_ground_in",
    }
)


def all_implied(narrow: Iterable[Condition], wide: Iterable[Condition]) -> bool:
    """Whether all of the wide ones hold wherever all of the narrow ones do, and are known wherever those are."""
    held = list(narrow)
    return all(any(implies(each, condition) for each in held) for condition in wide)


def implies(narrow: Condition, wide: Condition) -> bool:
    """Whether the wide one holds wherever the narrow one does. False where that cannot be told."""
    if narrow.operator != wide.operator:
        return False
    if narrow.age_under is not None and wide.age_under is not None:
        return narrow.age_under <= wide.age_under
    if narrow.age_at_least is not None and wide.age_at_least is not None:
        return narrow.age_at_least >= wide.age_at_least
    if narrow.time_of_day_in is not None and wide.time_of_day_in is not None:
        return hours.minutes(narrow.time_of_day_in) <= hours.minutes(wide.time_of_day_in)
    has, allows = getattr(narrow, narrow.operator), getattr(wide, wide.operator)
    if narrow.operator in _LISTS:
        return set(has) <= set(allows)
    return bool(has == allows)
