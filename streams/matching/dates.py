"""Agreement of dates of birth, held as the whole number YYYYMMDD (0 when unknown)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from streams.matching.levels import DateLevel

_EXACT = DateLevel.EXACT
_TYPED_DIGITS = 6
"""Year tens to day: errors in the century are not looked for."""


def date_number(value: date | None) -> int:
    """The date as YYYYMMDD, or 0 for none."""
    return value.year * 10000 + value.month * 100 + value.day if value is not None else 0


def date_level(a: int, b: int) -> DateLevel:
    """How far two dates of birth agree; symmetric."""
    if a == b and a:
        return _EXACT
    if not a or not b:
        return DateLevel.ABSENT
    if swapped(a) == b:
        return DateLevel.SWAPPED
    if _one_slip(str(a), str(b)):
        return DateLevel.ONE_DIGIT
    return DateLevel.SAME_YEAR_MONTH if a // 100 == b // 100 else DateLevel.DIFFERS


def swapped(value: int) -> int:
    """The number with day and month exchanged; for a day after the 12th no date at all, and equal to none."""
    year, rest = divmod(value, 10000)
    month, day = divmod(rest, 100)
    return year * 10000 + day * 100 + month


def near_dates(value: int) -> Iterator[int]:
    """Every number that one slip of typing makes of the date, most of which are no dates: for looking up only."""
    digits = [value // 10**place % 10 for place in range(_TYPED_DIGITS)]
    for place, digit in enumerate(digits):
        for typed in range(10):
            if typed != digit:
                yield value + (typed - digit) * 10**place
    for place in range(_TYPED_DIGITS - 1):
        if digits[place] != digits[place + 1]:
            yield value + (digits[place + 1] - digits[place]) * (10**place - 10 ** (place + 1))


def _one_slip(a: str, b: str) -> bool:
    wrong = [place for place, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(wrong) == 1:
        return True
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
