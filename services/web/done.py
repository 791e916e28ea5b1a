"""Lists of what is done, a page at a time: as long as if what its reader may not know of had never been."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from streams.views.rows import PAGE, Listed, name_of

Row = TypeVar("Row", bound=Listed)


def known_page(
    behind: Callable[[str | None], Sequence[Row]], known: Callable[[Sequence[Row]], list[Row]], before: str | None
) -> tuple[list[Row], str]:
    """`PAGE` rows behind `before` of which the reader may know, and the last of them where older ones follow, else "".

    `behind` gives rows of the views, known or not, `PAGE` at most. A page that was cut before rows are left out of it
    would be short of them, or lead on by the name of one: both say that something is hidden.
    """
    found: list[Row] = []
    while len(found) <= PAGE:
        rows = behind(before)
        found += known(rows)
        if len(rows) < PAGE:
            break
        before = name_of(rows[-1])
    return found[:PAGE], name_of(found[PAGE - 1]) if len(found) > PAGE else ""
