"""Which columns an incident and its people stand in, whatever the event type."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.events.encompass import Grade
from schemas.events.event import Standing, Withdrawal
from schemas.events.people import Presence, Registration, Role, Scheme
from services.publisher.codes import Coded, Column, Linked, Listed, ManyCoded, Part


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
    """The columns of the incident, the same on all of its rows. Without `revision` the publisher counts them.

    `occurred_at` is when it began: since when a child is missing, when a patient arrived, when an outcome was decided.
    """

    reference: Column
    revision: Column | None = None
    standing: Coded[Standing]
    withdrawal: Coded[Withdrawal]
    occurred_at: Column
    grade: Coded[Grade] | None = None
    location: AddressColumns | None = None
    place: Column | None = None
    narrative: Column | None = None


class PersonColumns(Part):
    """The columns of a person. `voice` and `summary` are about this person alone; `summary` goes to their school.

    Without `roles` each row is a child, where the event type is about children alone.
    """

    ref: Column
    roles: ManyCoded[Role] | None = None
    given_names: Column
    family_name: Column
    other_names: Listed | None = None
    date_of_birth: Column
    nhs_number: Column | None = None
    gp_practice: Column | None = None
    address: AddressColumns
    resides_in_force_area: Coded[bool]
    presence: Coded[Presence] | None = None
    whereabouts: Column | None = None
    relationships: Linked | None = None
    restricted: Coded[bool]
    safe_contact: SafeContactColumns | None = None
    settings: Annotated[tuple[SettingColumns, ...], Field(max_length=8)] = ()
    seen_by: Column | None = None
    spoken_to_by: Column | None = None
    voice: Column | None = None
    summary: Column | None = None
