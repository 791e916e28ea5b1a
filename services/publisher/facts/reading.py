"""The facts of an incident, whatever its event type."""

from datetime import datetime

from schemas.events.header import SectionKind
from schemas.sealed_event import PlainSection
from services.publisher.cells import CellReader
from services.publisher.facts.cells import FactReader
from services.publisher.facts.front_door import read_contact, read_outcome
from services.publisher.facts.hospital import read_attendance
from services.publisher.facts.marac import read_dash, read_referral
from services.publisher.facts.missing import read_episode
from services.publisher.mapping import ExportMapping


def read_facts(
    cells: CellReader, mapping: ExportMapping, occurred_at: datetime, now: datetime
) -> tuple[PlainSection, ...]:
    """The sections of facts of the mapping's event type. With faults in `cells` they must not be used."""
    reader = FactReader(cells, mapping.times, now)
    found: list[PlainSection] = []
    if mapping.episode is not None:
        found.append(PlainSection(SectionKind.EPISODE, read_episode(reader, mapping.episode, occurred_at)))
    if mapping.referral is not None:
        found.append(PlainSection(SectionKind.REFERRAL, read_referral(reader, mapping.referral)))
        dash = read_dash(reader, mapping.referral.dash) if mapping.referral.dash is not None else None
        found += [PlainSection(SectionKind.DASH, dash)] if dash is not None else []
    if mapping.attendance is not None:
        found.append(PlainSection(SectionKind.ATTENDANCE, read_attendance(reader, mapping.attendance, occurred_at)))
    if mapping.contact is not None:
        found.append(PlainSection(SectionKind.CONTACT, read_contact(reader, mapping.contact)))
    if mapping.outcome is not None:
        found.append(PlainSection(SectionKind.OUTCOME, read_outcome(reader, mapping.outcome, occurred_at)))
    return tuple(found)
