"""Long lists a page at a time."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from msgspec import Struct

ROWS: Final = 50
"""Rows of a page."""

T = TypeVar("T")


class Paged(Struct, Generic[T], frozen=True):
    """One page of a list, counted from 1; `first` is the place of its first row in the whole."""

    rows: tuple[T, ...]
    number: int
    pages: int
    first: int
    total: int


def paged(rows: Sequence[T], asked: str) -> Paged[T]:
    """The page that is asked for; the first for what is no page's number, the last for one beyond it."""
    pages = max(1, -(-len(rows) // ROWS))
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    start = (number - 1) * ROWS
    return Paged(tuple(rows[start : start + ROWS]), number, pages, start + 1, len(rows))


def ways(address: str, page: Paged[T], **asked: str) -> dict[str, dict[str, str]]:
    """The addresses of the page before and after, as the pagination component takes them; `asked` stays as it is."""
    kept = {name: value for name, value in asked.items() if value}
    found = {}
    if page.number > 1:
        found["previous"] = {"href": f"{address}?{urlencode({**kept, 'page': page.number - 1})}"}
    if page.number < page.pages:
        found["next"] = {"href": f"{address}?{urlencode({**kept, 'page': page.number + 1})}"}
    return found
