"""How one agency's export becomes Encompass notifications: its columns, codes, dates and groups, as a document.

An export has one row per person of an incident; the incident's columns are repeated on each row, and rows with the
same reference (and revision) are one event. JSON exports are alike: a list of rows, or a list of incidents that each
hold a list of people, whose keys are the columns. `ops/demo/mapping.yaml` is the example.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Generic, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.events.encompass import Grade
from schemas.events.event import Standing, Withdrawal
from schemas.events.people import Presence, Registration, Relation, Role, Scheme
from services.directory.faults import ValueRefused
from services.directory.values import is_month_first
from services.directory.yaml_places import read_model

LONDON = ZoneInfo("Europe/London")

Column = Annotated[str, Field(min_length=1, max_length=128)]
Code = TypeVar("Code", Grade, Presence, Registration, Relation, Role, Standing, Withdrawal, bool)


class Part(BaseModel):
    """A part of a mapping: every key is known, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RepeatedHour(StrEnum):
    """Which time is meant in the hour that the clocks repeat in October, where a local time stands for two."""

    EARLIER = "earlier"
    LATER = "later"
    REFUSE = "refuse"


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


class Times(Part):
    """How the agency writes dates and times, always in London wall time."""

    date_form: str = "%d/%m/%Y"
    time_form: str = "%d/%m/%Y %H:%M"
    repeated_hour: RepeatedHour = RepeatedHour.REFUSE

    @field_validator("date_form", "time_form")
    @classmethod
    def _explicit(cls, pattern: str) -> str:
        if not all(part in pattern for part in ("%d", "%m", "%Y")) or "%y" in pattern:
            raise ValueError(f"the pattern `{pattern}` must have %d, %m and the four-digit %Y")
        return pattern

    @field_validator("time_form")
    @classmethod
    def _to_the_minute(cls, pattern: str) -> str:
        if "%H" not in pattern or "%M" not in pattern or "%z" in pattern:
            raise ValueError(f"the pattern `{pattern}` must have %H and %M, and no zone: times are London wall time")
        return pattern

    def read_date(self, value: str) -> date:
        """A date in the agency's own form. ValueRefused, without the value, where it is not in that form."""
        return self._parse(value, self.date_form).date()

    def read_time(self, value: str) -> datetime:
        """The instant in UTC of a London wall time. ValueRefused also for the hour that March leaves out.

        Source: Summer Time Act 1972 as amended; the clocks change at 01:00 GMT on the last Sunday of March and October.
        """
        wall = self._parse(value, self.time_form)
        earlier, later = (wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
        if earlier == later:
            return earlier
        if earlier.astimezone(LONDON).replace(tzinfo=None) != wall:
            raise ValueRefused("this time does not exist: the clocks went forward", "correct the time")
        if self.repeated_hour is RepeatedHour.REFUSE:
            raise ValueRefused("this time stands for two: the clocks went back", "say in the mapping which is meant")
        return earlier if self.repeated_hour is RepeatedHour.EARLIER else later

    def _parse(self, value: str, pattern: str) -> datetime:
        try:
            return datetime.strptime(value, pattern)
        except ValueError:
            reason = "this is no date in the mapping's form, day before month"
            if is_month_first(value.partition(" ")[0]):
                reason = "the date has the month before the day"
            form = datetime(2027, 4, 30, 23, 5).strftime(pattern)
            raise ValueRefused(reason, f"write it like {form}") from None


class Coded(Part, Generic[Code]):
    """A column with the agency's own codes; `empty` is what an empty cell means, none: an empty cell is refused."""

    column: Column
    codes: Annotated[dict[str, Code], Field(min_length=1)]
    empty: Code | None = None

    def read(self, value: str) -> Code:
        """What the code means, whatever its case. ValueRefused for one that the mapping does not have."""
        code = value.strip().upper()
        if not code and self.empty is not None:
            return self.empty
        for known, meaning in self.codes.items():
            if known.upper() == code:
                return meaning
        raise ValueRefused("the mapping does not have this code", "use one of " + ", ".join(self.codes))


class ManyCoded(Coded[Code], Generic[Code]):
    """Several codes in one cell."""

    separator: Annotated[str, Field(min_length=1, max_length=3)]

    def read_all(self, value: str) -> tuple[Code, ...]:
        """What the codes mean, each once, in their order."""
        return tuple(dict.fromkeys(self.read(part) for part in value.split(self.separator)))


class Linked(ManyCoded[Relation]):
    """Other people of the incident and what each is to this one: `4410023:MOTHER|4410024:STEPF`."""

    pair: Annotated[str, Field(min_length=1, max_length=3)]

    def read_links(self, value: str) -> tuple[tuple[str, Relation], ...]:
        """The refs of other people with their relation to this one; empty for an empty cell."""
        return tuple(self._link(part.strip()) for part in value.split(self.separator) if part.strip())

    def _link(self, part: str) -> tuple[str, Relation]:
        ref, found, code = part.partition(self.pair)
        if not found or not ref.strip():
            raise ValueRefused("this is not a list of linked people", f"write each as ref{self.pair}code")
        return ref.strip(), self.read(code)


class Listed(Part):
    """A column with several plain texts."""

    column: Column
    separator: Annotated[str, Field(min_length=1, max_length=3)]

    def read(self, value: str) -> tuple[str, ...]:
        """The texts, trimmed, without empty ones."""
        return tuple(part.strip() for part in value.split(self.separator) if part.strip())


class AddressColumns(Part):
    """Where an address stands."""

    lines: Annotated[list[Column], Field(min_length=1, max_length=8)]
    postcode: Column | None = None
    uprn: Column | None = None


class SafeContactColumns(Part):
    """Whether and how a person may be contacted; both cells empty: nothing is said, so nobody is contacted."""

    safe: Coded[bool]
    advice: Column


class SettingColumns(Part):
    """One school of a person. Of the identifiers that a row has, the first of urn, ukprn, ofsted, name counts."""

    urn: Column | None = None
    ukprn: Column | None = None
    ofsted: Column | None = None
    name: Column | None = None
    registration: Coded[Registration]

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.identifiers():
            raise ValueError("a setting needs at least one of urn, ukprn, ofsted and name")
        return self

    def identifiers(self) -> tuple[tuple[Scheme, str], ...]:
        """The columns with the scheme that each holds, best first."""
        named = (
            (Scheme.URN, self.urn),
            (Scheme.UKPRN, self.ukprn),
            (Scheme.OFSTED, self.ofsted),
            (Scheme.NAME, self.name),
        )
        return tuple((scheme, column) for scheme, column in named if column is not None)


class IncidentColumns(Part):
    """The columns of the incident, the same on all of its rows. Without `revision` the publisher counts them."""

    reference: Column
    revision: Column | None = None
    standing: Coded[Standing]
    withdrawal: Coded[Withdrawal]
    occurred_at: Column
    grade: Coded[Grade]
    location: AddressColumns
    place: Column | None = None
    narrative: Column | None = None


class PersonColumns(Part):
    """The columns of a person. `voice` and `summary` are about this person alone; `summary` goes to their school."""

    ref: Column
    roles: ManyCoded[Role]
    given_names: Column
    family_name: Column
    other_names: Listed | None = None
    date_of_birth: Column
    address: AddressColumns
    resides_in_force_area: Coded[bool]
    presence: Coded[Presence]
    whereabouts: Column | None = None
    relationships: Linked
    restricted: Coded[bool]
    safe_contact: SafeContactColumns | None = None
    settings: Annotated[list[SettingColumns], Field(max_length=8)]
    seen_by: Column | None = None
    spoken_to_by: Column | None = None
    voice: Column | None = None
    summary: Column | None = None


class ExportMapping(Part):
    """A whole mapping. Each column is used once; `ignored` ones are known and not read, any other is refused."""

    version: Literal["1"]
    agency: Annotated[str, Field(min_length=1, max_length=128)]
    event_type: Literal["encompass.notification"]
    csv: CsvFormat = CsvFormat()
    json_format: Annotated[JsonFormat | None, Field(alias="json")] = None
    times: Times
    incident: IncidentColumns
    person: PersonColumns
    ignored: list[Column] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for column in (*self.columns(), *self.ignored):
            if column in seen:
                raise ValueError(f"the column `{column}` is used twice")
            seen.add(column)
        return self

    def columns(self) -> tuple[str, ...]:
        """Every column that is read, incident first; an export must have them all."""
        return self.incident_columns() + tuple(_columns(self.person))

    def incident_columns(self) -> tuple[str, ...]:
        """The columns that are the same on all rows of an incident."""
        return tuple(_columns(self.incident))


def load_mapping(data: bytes, file: str) -> ExportMapping:
    """A mapping from its YAML. FileRefused names every fault with line and column."""
    return read_model(data, file, ExportMapping)


def _columns(part: Part) -> Iterator[str]:
    """The column names in a part: what is annotated as one."""
    for name, value in part:
        if isinstance(part, Coded | Listed) and name != "column":
            continue
        if isinstance(value, str):
            yield value
        elif isinstance(value, Part):
            yield from _columns(value)
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, Part):
                    yield from _columns(entry)
                else:
                    yield entry
