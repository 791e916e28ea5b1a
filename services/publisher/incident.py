"""One incident as an export tells it, and its sections in an order that no order of rows can change."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from schemas import codec, contexts
from schemas.events.encompass import Grade
from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import NamedSetting, Person, Relation, Relationship, Scheme
from schemas.events.texts import Summary, Text
from schemas.sealed_event import PlainSection
from services.directory.faults import Fault

CONTENT: Final = b"firstbell/v1/publisher-content"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class ReportedPerson(Struct, frozen=True):
    """A person with what is written about them; `links` name others by their ref, `person.relationships` is empty."""

    person: Person
    links: tuple[tuple[str, Relation], ...]
    voice: str
    summary: str


class ReportedIncident(Struct, frozen=True):
    """One incident that can go. `line` is where it begins in the file; `left_out` says why a child is not in it yet.

    `revision` is the export's own number, where it has one. A withdrawn incident has no facts, people or texts: the hub
    needs its reference alone.
    """

    type: str
    reference: str
    revision: int | None
    line: int
    standing: Standing
    withdrawal: Withdrawal
    grade: Grade
    occurred_at: datetime
    facts: tuple[PlainSection, ...]
    people: tuple[ReportedPerson, ...]
    narrative: str
    left_out: tuple[Fault, ...] = ()


def sections_of(incident: ReportedIncident) -> tuple[PlainSection, ...]:
    """The facts, the people by their refs, then voices, summaries and the narrative."""
    people = sorted(incident.people, key=lambda reported: reported.person.ref)
    numbers = {reported.person.ref: number for number, reported in enumerate(people, len(incident.facts))}
    sections = list(incident.facts)
    sections += [PlainSection(SectionKind.PERSON, _with_links(reported, numbers)) for reported in people]
    for kind in (SectionKind.VOICE, SectionKind.SUMMARY):
        for reported in people:
            about = (numbers[reported.person.ref],)
            sections += [PlainSection(kind, text, about) for text in _texts(kind, reported)]
    if incident.narrative:
        sections.append(PlainSection(SectionKind.NARRATIVE, Text(incident.narrative), tuple(numbers.values())))
    return tuple(sections)


def canonical(incident: ReportedIncident) -> bytes:
    """Bytes that are the same for the same content, however its rows stood. They hold everything in plain text."""
    parts: list[bytes | str | int] = [
        incident.type,
        incident.reference,
        incident.standing.value,
        incident.withdrawal.value,
        incident.grade.value,
        (incident.occurred_at - _EPOCH) // timedelta(microseconds=1) % 2**64,
    ]
    for section in sections_of(incident):
        parts += [section.kind.value, codec.encode(section.content), bytes(section.about)]
    return contexts.framed(CONTENT, *parts)


def named_settings(person: Person) -> tuple[NamedSetting, ...]:
    """The settings of a person that have a name or number: those that a summary can be written for."""
    return tuple(setting for setting in person.settings if setting.scheme is not Scheme.NONE)


def _with_links(reported: ReportedPerson, numbers: dict[str, int]) -> Person:
    links = sorted({(numbers[ref], relation) for ref, relation in reported.links})
    relationships = tuple(Relationship(to, relation) for to, relation in links)
    return msgspec.structs.replace(reported.person, relationships=relationships)


def _texts(kind: SectionKind, reported: ReportedPerson) -> list[Text | Summary]:
    if kind is SectionKind.VOICE:
        return [Text(reported.voice)] if reported.voice else []
    if not reported.summary:
        return []
    return [Summary(reported.summary, setting) for setting in named_settings(reported.person)]
