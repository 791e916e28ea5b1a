"""What hop 3 is told beside its state: the event opened, the reference, who among the readers may be connected."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from schemas.items import Item
from schemas.records.answers import ContactNamed
from schemas.records.notify import Due
from schemas.records.share import Recipient
from schemas.records.triage import ContactPriority
from schemas.types import OutputId
from streams.deciders.match.changes import Changed
from streams.deciders.opened import OpenedEvent
from streams.reference.facts import Reference

NO_ROLLS: Final[Mapping[str, int]] = MappingProxyType({})


class PersonFacts(Struct, frozen=True, gc=False):
    """Facts for one input. `connected` holds the ids of staff who may be, or be close to, a person of the event.

    `event` is None only where nothing of the event is asked for (a tick). `latest` is the event that the matter stands
    at by now. `rolls` holds, by URN, the versions of the rolls on which the pupil of a notice or desk item stands now.
    `unreadable` says that somebody of the event was erased who may have been an adult: then everyone is in `connected`.
    `repeat` is the assessment of a referral to MARAC whether it is a repeat, `others` the cases of all other referrals
    of the same two people. `proposed`: a count or pattern across events holds of the child, counts this case and is the
    front door's to decide on.
    `named` holds those of them alone who may be connected with an adult who can still be read.
    `hidden_by` are the events of other cases that mark people of this one as restricted; `event` and `latest` know of
    them. `answers` is the contact that an outcome names for this child of it.
    """

    reference: Reference
    event: OpenedEvent | None
    connected: frozenset[str]
    latest: OpenedEvent | None = None
    rolls: Mapping[str, int] = NO_ROLLS
    named: frozenset[str] = frozenset()
    unreadable: bool = False
    repeat: str | None = None
    others: tuple[bytes, ...] = ()
    proposed: bool = False
    hidden_by: tuple[bytes, ...] = ()
    answers: ContactNamed | None = None

    @property
    def addresses_hidden(self) -> bool:
        """Whether the event or its latest revision has a restricted person, by whichever event, or who could be one."""
        known = (event.any_restricted for event in (self.event, self.latest) if event is not None)
        return any(restricted is not False for restricted in known)


class Subject(Struct, frozen=True, gc=False):
    """The child of an event whose disclosure is decided, and since when the hub knows."""

    event: bytes
    case: bytes
    person: str
    section: int
    known_at: datetime


class Previous(Struct, frozen=True, gc=False):
    """The notice that this recipient holds, and what a revision changed.

    `prioritised` is the word of a manager that gave a contact its `priority`, empty where none did or it was decided.
    """

    notice: OutputId
    items: tuple[Item, ...]
    changed: Changed
    priority: ContactPriority | None = None
    prioritised: OutputId | str = ""

    def concerns(self, items: tuple[Item, ...]) -> bool:
        """Whether the recipient must hear of the revision: an item of theirs changed, or they may see other items."""
        return items != self.items or self.changed.among(items)


class Wanted(Struct, frozen=True, gc=False):
    """A recipient, and whether only the publisher's naming points to it; if not, the pupil whom its roll holds.

    `due` is the latest time by the clock of a route, None where the school's own day gives it. `must`: a law or the
    route says that a refusal is never only a record: a desk has it. `route` is empty where a law names them.
    """

    recipient: Recipient
    named_only: bool
    pupil: str | None = None
    due: Due | None = None
    must: bool = True
    route: str = ""
