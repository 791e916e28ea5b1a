"""Which members of staff may be, or be close to, an adult of an event: they must not be the ones who read it."""

from collections.abc import Iterable, Mapping, Sequence

from streams.deciders.match.compare import Folded
from streams.deciders.opened import OpenedEvent
from streams.matching.compare import Sought
from streams.matching.levels import Connection
from streams.matching.namedata import NameData
from streams.matching.pairs import connection


def connected_staff(
    event: OpenedEvent,
    own: int,
    folded: Folded,
    users: Iterable[str],
    staff: Mapping[str, Sought],
    data: NameData,
) -> frozenset[str]:
    """The users among these who may be connected with an adult of the event; `own` is the child's own section.

    A user of whom the directory holds no name counts as connected: nobody can say that they are not. So does
    everyone once another person's section was erased, for it may have been that of an adult.
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
    """As `connected_staff`, by those adults alone who can still be read."""
    adults = [folded[number] for number, _ in event.adults()]
    return frozenset([user for user in users if _may_be_close(staff.get(user), adults, data)])


def _may_be_close(names: Sought | None, adults: Sequence[Sought], data: NameData) -> bool:
    return names is None or any(connection(names, adult, data) is not Connection.NONE for adult in adults)
