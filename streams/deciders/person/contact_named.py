"""Whom the readers of a published outcome are held against too: the people of the contact that it names."""

from collections.abc import Callable
from typing import Final

from schemas.events.header import Header
from schemas.records.answers import ContactNamed, NotTaken
from schemas.records.notify import DeskKind
from streams.deciders.answers.naming import contact_of
from streams.deciders.keys import matter_key
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.state import HeldItem, Matter
from streams.deciders.states import States

_NOT_COME: Final = frozenset({NotTaken.CONTACT_NOT_KNOWN, NotTaken.OUTCOME_ERASED})
"""Reasons of hop 2 by which it knows of no contact."""


def rests_on(
    states: States,
    event: OpenedEvent,
    person: str,
    header_of: Callable[[bytes], Header | None],
    *,
    known: bool,
) -> list[bytes]:
    """The events of the contact that an outcome names, by which its readers are held as well: it names the child alone,
    and says that there is a contact. None of every other event.

    `known` says that hop 2 knew that contact. Else it goes by the matter of this person in the contact's case: what the
    state does not hold has not come, whatever the log holds by now.
    """
    contact = contact_of(event)
    named = header_of(contact) if contact is not None else None
    if contact is None or named is None:
        return []
    matter = states.find(matter_key(named.case, person), Matter)
    latest = header_of(matter.event) if matter is not None and matter.event else None
    come = known or (latest is not None and latest.revision >= named.revision)
    return [*([contact] if come else []), *([latest.event] if latest is not None and latest.event != contact else [])]


def has_come(named: ContactNamed | None) -> bool:
    """Whether hop 2 knew the contact that an outcome names, be it of this child or not."""
    return named is not None and named.reason not in _NOT_COME


def is_of_known_contact(item: HeldItem | None) -> bool:
    """Whether a desk item is of an outcome whose contact hop 2 knew."""
    return item is not None and item.kind is DeskKind.OUTCOME and item.reason not in _NOT_COME
