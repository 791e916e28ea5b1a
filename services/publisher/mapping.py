"""How one agency's export becomes events of one type: its columns, codes, dates and groups, as a document.

An export has one row per person of an incident; the incident's columns are repeated on each row, and rows with the
same reference (and revision) are one event. JSON exports are alike: a list of rows, or a list of incidents that each
hold a list of people, whose keys are the columns. `ops/demo/mapping.yaml` and
`ops/mappings` are examples.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from schemas.events.encompass import EVENT_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.events.shape import SHAPES, EventShape
from services.directory.yaml_places import read_model
from services.publisher.codes import Coded, Column, Listed, Part
from services.publisher.columns import IncidentColumns, PersonColumns
from services.publisher.fact_columns import (
    AgencyId,
    AttendanceColumns,
    ContactColumns,
    EpisodeColumns,
    OutcomeColumns,
    ReferralColumns,
)
from services.publisher.wall_times import Times


class Encoding(StrEnum):
    """The encodings that an export may have. Windows-1252 must be declared: no byte of it says that it is not UTF-8."""

    UTF_8 = "utf-8"
    CP1252 = "cp1252"


class CsvFormat(Part):
    """A CSV export. A UTF-8 one may begin with a byte order mark."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: Encoding = Encoding.UTF_8


class JsonFormat(Part):
    """A JSON export: the key of the list of rows, and for nested exports the key of each row's list of people."""

    rows: Column
    people: Column | None = None


class ExportMapping(Part):
    """A whole mapping. Each column is used once; `ignored` ones are known and not read, any other is refused.

    Beside the incident and its people stand the facts of the event type, under the key of their kind.
    """

    version: Literal["1"]
    agency: AgencyId
    event_type: Literal[
        "encompass.notification",
        "missing.episode",
        "marac.referral",
        "hospital.flag",
        "front_door.contact",
        "front_door.outcome",
    ]
    csv: CsvFormat = CsvFormat()
    json_format: Annotated[JsonFormat | None, Field(alias="json")] = None
    times: Times
    incident: IncidentColumns
    episode: EpisodeColumns | None = None
    referral: ReferralColumns | None = None
    attendance: AttendanceColumns | None = None
    contact: ContactColumns | None = None
    outcome: OutcomeColumns | None = None
    person: PersonColumns
    ignored: tuple[Column, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for column in (*self.columns(), *self.ignored):
            if column in seen:
                raise ValueError(f"the column `{column}` is used twice")
            seen.add(column)
        return self

    @model_validator(mode="after")
    def _of_its_type(self) -> Self:
        faults = [*_wrong_facts(self), *_wrong_incident(self), *_wrong_person(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def shape(self) -> EventShape:
        """What an event of the mapping's type is made of."""
        return SHAPES[self.event_type]

    def columns(self) -> tuple[str, ...]:
        """Every column that is read, incident first; an export must have them all."""
        return self.incident_columns() + tuple(_columns(self.person))

    def incident_columns(self) -> tuple[str, ...]:
        """The columns that are the same on all rows of an incident: its own, and those of its facts."""
        parts = (self.incident, self.episode, self.referral, self.attendance, self.contact, self.outcome)
        return tuple(column for part in parts if part is not None for column in _columns(part))


def load_mapping(data: bytes, file: str) -> ExportMapping:
    """A mapping from its YAML. FileRefused names every fault with line and column."""
    return read_model(data, file, ExportMapping)


FACTS: Final = (
    SectionKind.EPISODE,
    SectionKind.REFERRAL,
    SectionKind.ATTENDANCE,
    SectionKind.CONTACT,
    SectionKind.OUTCOME,
)
"""The kinds of facts: each is a key of the mapping."""


def _wrong_facts(mapping: ExportMapping) -> Iterator[str]:
    """Facts that the event type lacks, or has no place for."""
    for kind in FACTS:
        given = getattr(mapping, kind.value) is not None
        if given and not mapping.shape.takes(kind):
            yield f"an event of type `{mapping.event_type}` has no `{kind}`"
        if not given and kind in mapping.shape.once:
            yield f"an event of type `{mapping.event_type}` needs `{kind}`"


def _wrong_incident(mapping: ExportMapping) -> Iterator[str]:
    encompass = mapping.event_type == EVENT_TYPE
    if encompass and (mapping.incident.grade is None or mapping.incident.location is None):
        yield f"an event of type `{EVENT_TYPE}` needs the incident's `grade` and `location`"
    if not encompass and mapping.incident.grade is not None:
        yield f"only an event of type `{EVENT_TYPE}` has a `grade`"
    placed = mapping.incident.location is not None or mapping.incident.place is not None
    if placed and not mapping.shape.takes(SectionKind.INCIDENT):
        yield f"an event of type `{mapping.event_type}` has no `location` and no `place`"


def _wrong_person(mapping: ExportMapping) -> Iterator[str]:
    children_alone = mapping.shape.about == {Role.CHILD} and mapping.event_type != EVENT_TYPE
    if mapping.person.roles is None and not children_alone:
        yield f"people of an event of type `{mapping.event_type}` need `roles`"
    if mapping.person.relationships is None and not children_alone:
        yield f"people of an event of type `{mapping.event_type}` need `relationships`"


def _columns(part: Part) -> Iterator[str]:
    """The column names in a part: what is annotated as one."""
    for name, value in part:
        if isinstance(part, Coded | Listed) and name != "column":
            continue
        if isinstance(value, str) and not isinstance(value, StrEnum):
            yield value
        elif isinstance(value, Part):
            yield from _columns(value)
        elif isinstance(value, list | tuple):
            for entry in value:
                if isinstance(entry, Part):
                    yield from _columns(entry)
                else:
                    yield entry
