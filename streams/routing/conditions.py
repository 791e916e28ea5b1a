"""Which conditions speak of which type of event: asked of another type they never hold."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from schemas.events import encompass, front_door, hospital, marac, missing
from streams.routing.routes import INTERVIEW
from streams.routing.when import When

_NEEDS: Final = MappingProxyType(
    {
        missing.EVENT_TYPE: ("within_hours", "stages", "risks", "placed_here", "exploitation"),
        hospital.EVENT_TYPE: ("signs", "levels", "cp_is"),
        marac.EVENT_TYPE: ("grounds",),
        front_door.CONTACT_TYPE: ("urgencies", "worries"),
        encompass.EVENT_TYPE: ("grades",),
    }
)

_SAME_FACTS: Final = frozenset({(missing.EVENT_TYPE, INTERVIEW)})
"""What came of an interview is routed by the facts of its episode."""


def never_holding(when: When, events: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A condition of each type of event that is asked, and the other types of which it never holds."""
    for event, names in _NEEDS.items():
        asked = [name for name in names if getattr(when, name, None)]
        others = [other for other in events if other != event and (event, other) not in _SAME_FACTS]
        if asked and others:
            yield asked[0], ", ".join(others)
