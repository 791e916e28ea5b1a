"""Outputs on people whose address must not be shown: who stands in a case, and what another event's mark hides there.

Source: flows.md: a person marked restricted has the address suppressed everywhere, whichever event speaks of them.
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.types import CaseKey, EventId, PersonId

HiddenBy = Annotated[
    tuple[EventId, ...], Meta(description="events because of which addresses were hidden as it was shown")
]


class PeopleNoted(Struct, frozen=True, gc=False):
    """Everyone of ours in a case as it stands, and whether its event marks any of them as restricted.

    A doubtful child stands for each whom it may be, until a desk has said. It takes the place of what was noted of the
    case before. Nobody stands in a case that was withdrawn.
    """

    event: EventId
    case: CaseKey
    people: tuple[PersonId, ...]
    marked: bool


class RestrictionCarried(Struct, frozen=True, gc=False):
    """Events of other cases mark people of this one: its addresses are hidden, and theirs in its texts.

    One for each subject of the case, said by hop 2, and again by hop 3 where it changes what that goes by. It takes the
    place of the one before it. Hop 3 says of itself that nobody does any more, of who left the case while somebody did,
    and comes back to it when hop 2 has long said so to all others.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    by: Annotated[
        tuple[EventId, ...], Meta(description="the events that mark somebody; empty where none does any more")
    ]


RestrictionOutput = PeopleNoted | RestrictionCarried
