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
    "tests/services/cli/test_comparing.py": "the story, told once",
    "tests/services/cli/test_looking.py": "the story, told once",
    "tests/services/cli/test_operating.py": "the story, told once",
    "tests/services/cli/test_proving.py": "the story, told once",
    "tests/services/cli/test_serve.py": "the story, told once",
    "tests/services/demo/test_story.py": "the story, told once",
    "tests/services/operator/test_clock.py": "the story, told once",
    "tests/services/operator/test_reading.py": "the story, told once",
    "tests/services/processes/test_local.py": "the story, told once",
    "tests/streams/views": "one town's views",
}
"""Folders and modules, and the unit that they are part of; the longest path that fits counts."""

FIRST: Final[Sequence[str]] = (
    "tests/faults/kafka",
    "tests/services/processes",
    "tests/streams/engines/contract",
    "tests/streams/engines/kafka",
    "tests/streams/engines/kafka_sinks",
    "tests/services/demo/test_story.py",
    "tests/browser",
    "tests/faults",
    "tests/ops",
    "tests/services/cli",
)
"""Where the units are that take long, the longest first. Whatever else there is comes after them."""


def unit_of(nodeid: str) -> str:
    """The unit of work that a test is part of."""
    module = nodeid.split("::", 1)[0]
    found = [folder for folder in TOGETHER if _within(module, folder)]
    return TOGETHER[max(found, key=len)] if found else module


def turn_of(nodeid: str) -> int:
    """Which place a test has in the order, from 0."""
    module = nodeid.split("::", 1)[0]
    places = (place for place, first in enumerate(FIRST) if unit_of(nodeid) == unit_of(first) or _within(module, first))
    return next(places, len(FIRST))


def _within(module: str, folder: str) -> bool:
    return module == folder or module.startswith(f"{folder}/")


class ByUnit(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives a process one unit of work after another."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
