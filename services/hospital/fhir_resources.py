"""The parts of FHIR R4 resources that a flag is made of. Elements and extensions that nothing here reads pass by.

Source: HL7 FHIR R4 (4.0.1) and UK Core: Patient, Encounter, Flag, RelatedPerson, Bundle. A `modifierExtension` may turn
what an element says into its opposite, so a resource that has one is refused (FHIR R4, 2.4.0.1).
"""

import re
from datetime import date, datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def _instant(value: object) -> object:
    if isinstance(value, str) and _INSTANT.fullmatch(value) is None:
        raise ValueError("this is no time to the second with its offset: write it like 2027-05-03T22:50:00+01:00")
    return value


def _birth(value: object) -> object:
    """A whole date; FHIR allows a year or a month alone, which are not used."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError("this is no date: write it like 2011-02-12")
    return value if len(value) == len("2011-02-12") else None


Instant = Annotated[datetime, BeforeValidator(_instant)]
BirthDate = Annotated[date | None, BeforeValidator(_birth)]
Text = Annotated[str, Field(max_length=4096)]


class Element(BaseModel):
    """Part of a resource."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel, populate_by_name=True)

    modifier_extension: tuple[dict[str, object], ...] = ()

    @field_validator("modifier_extension")
    @classmethod
    def _none(cls, given: tuple[dict[str, object], ...]) -> tuple[dict[str, object], ...]:
        if given:
            raise ValueError("this modifier extension is not known here: send the resource without it")
        return given


class Coding(Element):
    """A code of a system."""

    system: Text = ""
    code: Text = ""
    display: Text = ""


class CodeableConcept(Element):
    """Codes that mean the same, and words for it."""

    coding: tuple[Coding, ...] = ()
    text: Text = ""

    def codes(self) -> tuple[str, ...]:
        """The codes, whatever their systems."""
        return tuple(coding.code for coding in self.coding if coding.code)

    def words(self) -> str:
        """What it means, for people."""
        return self.text or next((coding.display for coding in self.coding if coding.display), "")


class Identifier(Element):
    """An identifier of a system."""

    system: Text = ""
    value: Text = ""


class Reference(Element):
    """A reference to another resource, by address or by identifier."""

    reference: Text = ""
    identifier: Identifier | None = None
    display: Text = ""


class Meta(Element):
    """What is said of the resource itself. `security` has its confidentiality."""

    last_updated: Instant | None = None
    security: tuple[Coding, ...] = ()


class Period(Element):
    """From when to when."""

    start: Instant | None = None
    end: Instant | None = None


class HumanName(Element):
    """A name."""

    use: Text = ""
    family: Text = ""
    given: tuple[Text, ...] = ()


class FhirAddress(Element):
    """An address."""

    use: Text = ""
    line: tuple[Text, ...] = ()
    city: Text = ""
    district: Text = ""
    postal_code: Text = ""


class Resource(Element):
    """Any resource."""

    id: Text = ""
    meta: Meta = Meta()


class Person(Resource):
    """What a patient and a related person have alike."""

    identifier: tuple[Identifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    birth_date: BirthDate = None
    address: tuple[FhirAddress, ...] = ()


class Patient(Person):
    """The patient. Of UK Core's general practitioners, the organisation is named by its ODS code."""

    general_practitioner: tuple[Reference, ...] = ()


class RelatedPerson(Person):
    """Somebody beside the patient: a child of an adult patient, a parent of a child."""

    relationship: tuple[CodeableConcept, ...] = ()


class Location(Element):
    """Where the patient was."""

    location: Reference = Reference()


class Encounter(Resource):
    """The attendance."""

    status: Literal[
        "planned",
        "arrived",
        "triaged",
        "in-progress",
        "onleave",
        "finished",
        "cancelled",
        "entered-in-error",
        "unknown",
    ]
    identifier: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    period: Period
    reason_code: tuple[CodeableConcept, ...] = ()
    location: tuple[Location, ...] = ()
    service_provider: Reference


class Flag(Resource):
    """A concern that staff flagged."""

    status: Literal["active", "inactive", "entered-in-error"]
    code: CodeableConcept
