"""Which members of staff may be, or be close to, an adult of an event: they must not be the ones who read it."""

from collections.abc import Iterable, Mapping

from streams.deciders.match.compare import describe
from streams.deciders.opened import OpenedEvent
from streams.matching.levels import Connection
from streams.matching.namedata import NameData
from streams.matching.pairs import may_be_connected
from streams.matching.people import StaffNames
from streams.reference.facts import Reference


def connected_staff(
    event: OpenedEvent, users: Iterable[str], staff: Mapping[str, StaffNames], reference: Reference, data: NameData
) -> frozenset[str]:
    """The users among these who may be connected with an adult of the event.

    A user of whom the directory holds no name counts as connected: nobody can say that they are not.
    """
    adults = [describe(person, reference) for _, person in event.adults()]
    return frozenset(
        user
        for user in users
        if user not in staff
        or any(may_be_connected(staff[user], adult, data) is not Connection.NONE for adult in adults)
    )
