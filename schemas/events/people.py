"""The people of an event: `one list, each with a set of roles`, for a victim may be 17 and an alleged perpetrator 15.

Every event type speaks of people in these words, so that one child met in several flows is described alike.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

from msgspec import Meta, Struct

from schemas import limits
from schemas.types import Date, GpPractice, Label, NhsNumber


class Role(StrEnum):
    """What a person is in the incident; one person may have several."""

    CHILD = "child"
    VICTIM = "victim"
    ALLEGED_PERPETRATOR = "alleged_perpetrator"
    PATIENT = "patient"
    WITNESS = "witness"
    COMPANION = "companion"
    """Missing together with the child, or thought to be with them."""
    UNBORN = "unborn"
    """Stands beside `child`: not born yet, and so without a name or date of birth."""
    OTHER = "other"


class Presence(StrEnum):
    """Where a person was when it happened. A child who was not there may be a victim all the same."""

    NOT_KNOWN = "not_known"
    SAW = "saw"
    HEARD = "heard"
    IN_THE_HOME = "in_the_home"
    NOT_PRESENT = "not_present"


class Relation(StrEnum):
    """How one person stands to another."""

    PARENT = "parent"
    STEP_PARENT = "step_parent"
    PARENTS_PARTNER = "parents_partner"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    CARER = "carer"
    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    OTHER = "other"


class Registration(StrEnum):
    """How the child is said to be registered at a setting."""

    REGISTERED_PUPIL = "registered_pupil"
    EDUCATED_THERE = "educated_there"
    HOME_EDUCATED = "home_educated"
    NO_PLACEMENT = "no_placement"
    NOT_KNOWN = "not_known"


NO_SCHOOL: Final = frozenset({Registration.HOME_EDUCATED, Registration.NO_PLACEMENT})
"""What is said of a child who is at no school."""


class Scheme(StrEnum):
    """What kind of identifier a setting is named by."""

    URN = "urn"
    UKPRN = "ukprn"
    OFSTED = "ofsted"
    NAME = "name"
    NONE = "none"


class NamedSetting(Struct, frozen=True, gc=False):
    """A school or other setting as the publisher knows it."""

    scheme: Scheme
    value: Label
    registration: Registration


class Address(Struct, frozen=True, gc=False):
    """A place."""

    lines: Annotated[tuple[Label, ...], Meta(max_length=8)]
    postcode: Annotated[str, Meta(max_length=10)]
    uprn: Annotated[str, Meta(max_length=12, description="unique property reference number, up to 12 digits")]


class Relationship(Struct, frozen=True, gc=False):
    """How this person stands to another: `relation` is what the other is to this one."""

    to: Annotated[int, Meta(ge=0, lt=limits.SECTIONS, description="section number of the other person")]
    relation: Relation


class SafeContact(Struct, frozen=True, gc=False):
    """Whether and how a person may be contacted without putting anyone at risk."""

    safe_to_contact: Annotated[bool, Meta(description="false: do not contact until advised")]
    advice: Annotated[str, Meta(max_length=1000)]


class PersonVersion1(Struct, frozen=True, gc=False):
    """Section of kind `person`: one person of the incident.

    Version 1 of the schema, as publishers of the first release write it. Its fields are never changed again.
    """

    avro_name: ClassVar[str] = "Person"

    ref: Annotated[str, Meta(min_length=1, max_length=64, description="the publisher's id, stable over revisions")]
    roles: Annotated[tuple[Role, ...], Meta(min_length=1, max_length=5)]
    given_names: Label
    family_name: Label
    other_names: Annotated[tuple[Label, ...], Meta(max_length=16)]
    date_of_birth: Date | None
    address: Address | None
    resides_in_force_area: bool
    presence: Presence
    whereabouts: Annotated[Label, Meta(description="where the person was, in the officer's words")]
    relationships: Annotated[tuple[Relationship, ...], Meta(max_length=limits.LIST)]
    restricted: Annotated[bool, Meta(description="address suppressed everywhere (NHS code R, police do-not-disclose)")]
    safe_contact: SafeContact | None
    settings: Annotated[tuple[NamedSetting, ...], Meta(max_length=8)]
    seen_by: Annotated[Label, Meta(description="who saw the child, by role; empty if nobody")]
    spoken_to_by: Annotated[Label, Meta(description="who spoke to the child, by role; empty if nobody")]


class Person(PersonVersion1, frozen=True, gc=False):
    """Section of kind `person`: one person of the incident.

    Version 2 of the schema: an NHS number and the GP practice may be said. What version 1 wrote is read as a person
    without either.
    """

    nhs_number: Annotated[NhsNumber | None, Meta(description="none: not known, or not said")] = None
    gp_practice: Annotated[GpPractice, Meta(description="where the person is registered; empty: not known")] = ""
