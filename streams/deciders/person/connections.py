"""Which members of staff may be, or be close to, a person of an event: they must not be the ones who read it.

Children count as the adults do: a parent may be known by the child's name alone, and a child may be the victim or the
alleged perpetrator (flows.md, the reader may be close to the people of the event).
"""

from collections.abc import Collection, Iterable, Mapping

from streams.deciders.match.compare import Folded
from streams.deciders.opened import OpenedEvent
from streams.matching.compare import Sought
from streams.matching.folding import fold_postcode
from streams.matching.namedata import NameData
from streams.matching.pairs import connected_with_any


def connected_staff(
    event: OpenedEvent,
    own: int,
    folded: Folded,
    users: Iterable[str],
    staff: Mapping[str, Sought],
    data: NameData,
) -> frozenset[str]:
    """The users among these who may be connected with someone of the event; `own` is the child's own section.

    A user of whom the directory holds no name counts as connected: nobody can say that they are not. So does
    everyone once another person's section was erased, for it may have been a member of their family.
    """
    if lost_others(event, own):
        return frozenset(users)
    return named_staff(event, folded, users, staff, data)


def lost_others(event: OpenedEvent, own: int) -> bool:
    """Whether a person of the event was erased other than the child of section `own`."""
    return bool(event.lost_people - {own})


def named_staff(
    event: OpenedEvent, folded: Folded, users: Iterable[str], staff: Mapping[str, Sought], data: NameData
) -> frozenset[str]:
    """As `connected_staff`, by those people alone who can still be read, and by where they live and where it was."""
    places = _places(event, folded)
    people = folded.values()
    return frozenset([user for user in users if _may_be_close(staff.get(user), people, places, data)])


def _may_be_close(names: Sought | None, people: Collection[Sought], places: Collection[str], data: NameData) -> bool:
    if names is None or names.postcode in places:
        return True
    return connected_with_any(names, people, data)


def _places(event: OpenedEvent, folded: Folded) -> set[str]:
    """The postcodes that an event speaks of: an adult whose own is not given may live with the child, or where it was.

    The hub compares with them even where a restricted person keeps every reader from seeing them.
    """
    incident = event.incident()
    places = {sought.postcode for sought in folded.values()}
    if incident is not None:
        places.add(fold_postcode(incident.location.postcode))
    places.discard("")
    return places
