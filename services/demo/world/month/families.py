"""Whose month it is: ordinary families of the area's rolls, each drawn once."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import count
from random import Random
from typing import Final

from services.demo.world import schools
from services.demo.world.background import QUIET
from services.demo.world.cast import Household
from services.demo.world.people import Family

FIRST_HOUSEHOLD: Final = 201
AREA: Final = "822"
TEENAGERS: Final = (date(2009, 6, 1), date(2016, 9, 1))
"""Whoever was born between these is under 18 all month, and may go missing by themselves."""

Fits = Callable[[Family], bool]


class Families:
    """Draws families that nobody had before; `met` are those of the weekend."""

    def __init__(self, families: Sequence[Family], met: Collection[str], random: Random) -> None:
        usable = [family for family in families if _usable(family) and family.address.line not in met]
        self._left = random.sample(usable, len(usable))
        self._number = count(FIRST_HOUSEHOLD)

    def draw(self, *fits: Fits) -> Household:
        """The next family that fits. LookupError where none is left."""
        for place, family in enumerate(self._left):
            if all(fit(family) for fit in fits):
                del self._left[place]
                return Household(next(self._number), family, "FATHER")
        raise LookupError("no family of the rolls is left that fits")


def has_teenager(family: Family) -> bool:
    """Whether one of its children may go missing."""
    return teenager(family) is not None


def teenager(family: Family) -> int | None:
    """Which of its children may go missing; None where none is old enough."""
    return next(
        (place for place, child in enumerate(family.children) if TEENAGERS[0] <= child.born < TEENAGERS[1]), None
    )


def has_two_adults(family: Family) -> bool:
    """Whether mother and father live there."""
    return len(family.adults) == 2


def living_in(district: str) -> Fits:
    """Whether a family's home is in a postcode district."""
    return lambda family: family.address.postcode.startswith(f"{district} ")


def _usable(family: Family) -> bool:
    urns = {child.urn for child in family.children}
    return not urns & QUIET and all(schools.BY_URN[urn].area == AREA for urn in urns)
