"""How test processes share the work out: what belongs together stays together, the longest begins first.

Each process starts a broker, a PostgreSQL and a browser of its own at most once. A test module is one unit of work, and
so is what stands in `TOGETHER`: modules that share something costly.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final[Mapping[str, str]] = {
    "tests/browser": "one browser and its sites",
    "tests/faults/kafka": "three brokers that are killed",
    "tests/faults": "one night, undisturbed",
}
"""Folders and modules, and the unit that they are part of; the longest path that fits counts."""

FIRST: Final[Sequence[str]] = ("tests/faults/kafka",)
"""Units that take long, the longest first. What is not here comes after them."""

LAST: Final = "tests/browser"
"""Playwright's sync interface keeps an event loop running in the thread that started it: a test that runs one of its
own after that would fail."""


def unit_of(nodeid: str) -> str:
    """The unit of work that a test is part of."""
    module = nodeid.split("::", 1)[0]
    found = [folder for folder in TOGETHER if _within(module, folder)]
    return TOGETHER[max(found, key=len)] if found else module


def turn_of(nodeid: str) -> int:
    """Which place a test's unit has in the order, from 0."""
    if _within(nodeid.split("::", 1)[0], LAST):
        return len(FIRST) + 1
    places = (place for place, first in enumerate(FIRST) if unit_of(nodeid) == unit_of(first))
    return next(places, len(FIRST))


def _within(module: str, folder: str) -> bool:
    return module == folder or module.startswith(f"{folder}/")


class ByUnit(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives a process one unit of work after another."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
