"""The disclosures of a home's history, each with the question that was put to the instruments then. Nothing is written.

Facts come from the vault: of what was erased nothing can be asked again, and it is counted apart.
"""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from schemas import codec, sealing
from schemas.envelope import open_envelope, read_value
from schemas.events.encompass import Person
from schemas.events.header import SectionKind
from schemas.items import Item
from schemas.records.decision import Decision
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from streams.agreements.request import Request
from streams.deciders.opened import SHREDDED, Opened, OpenedEvent
from streams.deciders.person.share import recipient_area, request_for
from streams.reference.facts import Reference
from streams.simulation.flips import Recorded, clause_name
from streams.vault.names import event_owner
from streams.vault.store import Vault
from streams.vault.tombstone import Tombstone

_RECORDS: Final = """
SELECT body FROM decisions WHERE rowid > ? AND rowid <= ? AND source >= 'person.' AND source < 'person/' ORDER BY rowid
"""
_ENVELOPE: Final = """
SELECT i.envelope FROM event_view e JOIN intake i ON i.source = e.source AND i.position = e.position WHERE e.event = ?
"""
_TOGETHER: Final = 256

Disclosure = DisclosurePermitted | DisclosureRefused


class Asked(msgspec.Struct, frozen=True):
    """A disclosure and the question that was put; no question where the event can be read no more."""

    recorded: Recorded
    request: Request | None


class History:
    """Reads one stretch of a home's decisions. `reference` gives the reference as of a number, which never falls."""

    def __init__(self, database: sqlite3.Connection, vault: Vault, reference: Callable[[int], Reference]) -> None:
        self._database = database
        self._vault = vault
        self._reference = reference

    def asked(self, after: int, until: int, start: datetime, end: datetime) -> Iterator[Asked]:
        """The disclosures decided from `start` to before `end`, in the rows after one up to another, in their order."""
        rows = self._database.execute(_RECORDS, (after, until))
        while bodies := rows.fetchmany(_TOGETHER):
            for (body,) in bodies:
                decision = codec.decode(body, Decision)
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
        given: dict[Item, str] = {}
        reason = output.reason if isinstance(output, DisclosureRefused) else ""
        if isinstance(output, DisclosurePermitted):
            for each in output.given:
                for item in each.items:
                    given.setdefault(item, clause_name(each.instrument, each.clause))
        return Recorded(
            id=f"{decision.source}-{decision.number}-{ordinal}",
            event_type=event_type,
            area=recipient_area(reference, output.recipient),
            role=output.recipient.role,
            given=given,
            reason=reason,
            minimum_alone=_minimum_alone(decision, output),
        )

    def _opened(self, event: bytes) -> OpenedEvent | None:
        """The people of an event; free text stays sealed, for no condition reads it."""
        row = self._database.execute(_ENVELOPE, (event,)).fetchone()
        if row is None:
            return None
        value = read_value(open_envelope(row[0]))
        header = value.header
        context = sealing.event_context(header.hub, header.publisher, header.event)
        sections: dict[int, Opened] = {}
        for section, key in zip(value.sections, self._vault.get(event_owner(event)), strict=True):
            if isinstance(key, Tombstone):
                sections[section.number] = SHREDDED
            elif section.kind is SectionKind.PERSON:
                plaintext = sealing.open_section(section, key, context)
                sections[section.number] = codec.decode(plaintext, Person)
        return OpenedEvent(value, sections)


def _on_roll(decision: Decision, output: Disclosure) -> bool:
    """Whether the recipient's roll holds the child."""
    return any(beside.pupil is not None for beside in _beside(decision, output))


def _minimum_alone(decision: Decision, output: Disclosure) -> bool:
    """Whether the school was only named."""
    return any(beside.named_only for beside in _beside(decision, output))


def _beside(decision: Decision, output: Disclosure) -> Iterator[NoticeIssued | DeskItemRaised]:
    """The notice and desk items that the same record raised of this disclosure."""
    about = (output.event, output.section, output.recipient)
    for other in decision.outputs:
        if isinstance(other, NoticeIssued | DeskItemRaised) and (other.event, other.section, other.recipient) == about:
            yield other
