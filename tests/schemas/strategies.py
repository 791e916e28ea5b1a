"""Any record of any Struct: strategies made from the same shapes that the codec is compiled from."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import Struct

from schemas.shapes import Choice, Day, Instant, Listing, Octets, OneOf, Record, Shape, Text, Truth, Whole, members

LONGEST = 6  # entries or characters where a limit allows more


def records(cls: type[Struct]) -> SearchStrategy[Struct]:
    """Records of this Struct within its limits."""
    return st.builds(cls, **{member.name: values(member.shape) for member in members(cls)})


def values(shape: Shape) -> SearchStrategy[object]:
    """Values of one shape within its limits."""
    match shape:
        case Whole(low, high):
            return st.integers(low, high)
        case Text(shortest, longest, pattern):
            if pattern is not None:
                return st.from_regex(pattern.replace("$", r"\Z"), alphabet=st.characters(max_codepoint=127))
            return st.text(st.characters(codec="utf-8"), min_size=shortest, max_size=_most(shortest, longest))
        case Octets(shortest, longest):
            return st.binary(min_size=shortest, max_size=_most(shortest, longest))
        case Truth():
            return st.booleans()
        case Instant():
            return st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
        case Day():
            return st.dates()
        case Choice(of):
            return st.sampled_from(list(of))
        case Record(of):
            return records(of)
        case Listing(item, shortest, longest):
            return st.lists(values(item), min_size=shortest, max_size=min(_most(shortest, longest), 3 + shortest)).map(
                tuple
            )
        case OneOf(optional, branches):
            return st.one_of([st.none()] * optional + [values(branch) for branch in branches])


def _most(shortest: int, longest: int | None) -> int:
    return max(shortest, LONGEST) if longest is None else min(longest, max(shortest, LONGEST))
