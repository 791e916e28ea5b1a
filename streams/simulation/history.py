"""The disclosures of a hub's history, each with the question that was put to the instruments then. Nothing is written.

Facts come from the vault: of what was erased nothing can be asked again, and it is counted apart.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol

import msgspec

from schemas import codec, sealing
from schemas.catalogue import SECTIONS
from schemas.envelope import open_envelope, read_value
from schemas.events.front_door import Contact
from schemas.events.header import SectionKind
from schemas.events.hospital import Attendance
from schemas.events.marac import Referral
from schemas.events.people import Person
from schemas.items import Item
from schemas.records.decision import Decision
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Given
from streams import sqlite
from streams.agreements.conditions import Fact
from streams.agreements.request import Request
from streams.agreements.verdict import Reason
from streams.deciders.opened import SHREDDED, Opened, OpenedEvent
from streams.deciders.person.share import STATING, recipient_area, request_for
from streams.reference.facts import Reference
from streams.simulation.flips import NOTHING, Had, Recorded, clause_name
from streams.vault.names import event_owner
from streams.vault.tombstone import Tombstone

_RECORDS: Final = """
SELECT body FROM decisions WHERE rowid > ? AND rowid <= ? AND source >= 'person.' AND source < 'person/' ORDER BY rowid
"""
_ENVELOPE: Final = """
SELECT i.envelope FROM event_view e JOIN intake i ON i.source = e.source AND i.position = e.position WHERE e.event = ?
"""
_Read = type[Person] | type[Referral] | type[Contact] | type[Attendance]
_CONTENTS: Final[tuple[_Read, ...]] = (Person, *STATING)
_READ: Final[dict[SectionKind, _Read]] = {
    kind: each for kind, holds in SECTIONS.items() for each in _CONTENTS if holds is each
}
"""What the sections that conditions read hold."""

Disclosure = DisclosurePermitted | DisclosureRefused


class Asked(msgspec.Struct, frozen=True):
    """A disclosure and the question that was put; no question where the event can be read no more."""

    recorded: Recorded
    request: Request | None


class Rows(Protocol):
    """A stretch of hop 3's decisions, and the events that they are about. Each engine has its own."""

    def decisions(self) -> Iterator[Decision]:
        """The decisions of the stretch, in their order."""

    def envelope(self, event: bytes) -> bytes | None:
        """An accepted event as it was received; None where the log holds it no more."""


class SectionKeys(Protocol):
    """The vault as history reads it."""

    def get(self, owner: bytes) -> Sequence[bytes | Tombstone]:
        """An owner's keys in their slots, each or its tombstone. KeyError for an owner who never had any."""


class HomeRows:
    """The rows of a home's decisions after one up to another."""

    def __init__(self, database: sqlite.Connection, after: int, until: int) -> None:
        self._database = database
        self._stretch = after, until

    def decisions(self) -> Iterator[Decision]:
        """The decisions of hop 3 among them, as they were committed."""
        for (body,) in self._database.execute(_RECORDS, self._stretch):
            yield codec.decode(body, Decision)

    def envelope(self, event: bytes) -> bytes | None:
        """An accepted event as it was received."""
        row = self._database.execute(_ENVELOPE, (event,)).fetchone()
        return bytes(row[0]) if row is not None else None


class History:
    """Reads one stretch of a hub's decisions. `reference` gives the reference as of a number, which never falls."""

    def __init__(self, rows: Rows, vault: SectionKeys, reference: Callable[[int], Reference]) -> None:
        self._rows = rows
        self._vault = vault
        self._reference = reference

    def asked(self, start: datetime, end: datetime) -> Iterator[Asked]:
        """The disclosures decided from `start` to before `end`."""
        for decision in self._rows.decisions():
            if start <= decision.at < end:
                yield from self._of(decision)

    def _of(self, decision: Decision) -> Iterator[Asked]:
        reference = self._reference(decision.reference)
        opened: dict[bytes, OpenedEvent | None] = {}
        for ordinal, output in enumerate(decision.outputs):
            if not isinstance(output, Disclosure):
                continue
            if output.event not in opened:
                opened[output.event] = self._opened(output.event)
            event = opened[output.event]
            known = event is not None and event.person(output.section) is not None
            if event is not None and _was_restricted(output):
                event = event.marked_by((event,))
            request = None
            if event is not None and known:
                request = request_for(
                    reference,
                    event,
                    output.section,
                    output.recipient,
                    output.recipient.role,
                    decision.at,
                    None,
                    on_roll=_on_roll(decision, output),
                )
            event_type = event.header.type if event is not None else ""
            yield Asked(self._recorded(decision, ordinal, output, event_type, reference), request)

    def _recorded(
        self, decision: Decision, ordinal: int, output: Disclosure, event_type: str, reference: Reference
    ) -> Recorded:
        reason = output.reason if isinstance(output, DisclosureRefused) else ""
        return Recorded(
            id=f"{decision.source}-{decision.number}-{ordinal}",
            event_type=event_type,
            area=recipient_area(reference, output.recipient),
            role=output.recipient.role,
            given=_had(output.given) if isinstance(output, DisclosurePermitted) else NOTHING,
            reason=reason,
            minimum_alone=_minimum_alone(decision, output),
        )

    def _opened(self, event: bytes) -> OpenedEvent | None:
        """The people of an event, and what it says of consent; all else stays sealed, for no condition reads it."""
        envelope = self._rows.envelope(event)
        if envelope is None:
            return None
        value = read_value(open_envelope(envelope))
        header = value.header
        context = sealing.event_context(header.hub, header.publisher, header.event)
        sections: dict[int, Opened] = {}
        for section, key in zip(value.sections, self._vault.get(event_owner(event))[:-1], strict=True):
            if isinstance(key, Tombstone):
                sections[section.number] = SHREDDED
            elif section.kind in _READ:
                plaintext = sealing.open_section(section, key, context)
                sections[section.number] = codec.decode(plaintext, _READ[section.kind])
        return OpenedEvent(value, sections)


@lru_cache(maxsize=4096)
def _had(given: tuple[Given, ...]) -> Had:
    found: dict[Item, str] = {}
    for each in given:
        for item in each.items:
            found.setdefault(item, clause_name(each.instrument, each.clause))
    return Had(tuple(found.items()))


def _on_roll(decision: Decision, output: Disclosure) -> bool:
    """Whether the recipient's roll holds the child."""
    return any(beside.pupil is not None for beside in _beside(decision, output))


def _was_restricted(output: Disclosure) -> bool:
    """Whether the record itself says that somebody was restricted, by whichever event: then the draft is asked so too.

    Not told where the instruments gave no address and asked for no restriction: a draft that does is then asked as if
    nobody was, unless the event itself says so.
    """
    if isinstance(output, DisclosurePermitted):
        return any(withheld.reason == Reason.RESTRICTED for withheld in output.withheld)
    return output.reason == Reason.RESTRICTED or output.condition.startswith(Fact.RESTRICTED)


def _minimum_alone(decision: Decision, output: Disclosure) -> bool:
    """Whether the school was only named."""
    return any(beside.named_only for beside in _beside(decision, output))


def _beside(decision: Decision, output: Disclosure) -> Iterator[NoticeIssued | DeskItemRaised]:
    """The notice and desk items that the same record raised of this disclosure."""
    about = (output.event, output.section, output.recipient)
    for other in decision.outputs:
        if isinstance(other, NoticeIssued | DeskItemRaised) and (other.event, other.section, other.recipient) == about:
            yield other
