"""A trust's rules: which attendances become a flag at all, and what its own codes mean.

An attendance of which no rule speaks is acknowledged and goes no further: the hub never learns of it.
`ops/mappings/hospital-messages.yaml` is the example.
"""

import re
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from schemas.events.hospital import ConcernLevel, CpIsAnswer, Sign
from services.directory.yaml_places import read_model
from services.publisher.codes import Part
from services.publisher.fact_columns import AgencyId
from services.publisher.wall_times import RepeatedHour

Local = Annotated[str, Field(min_length=1, max_length=64)]
OdsCode = Annotated[str, Field(pattern="^[A-Z0-9]{3,5}$")]
FIELD: Final = re.compile(r"([A-Z][A-Z0-9]{2})-([0-9]{1,2})")


class Patients(StrEnum):
    """Whose attendances a rule speaks of. The age when they arrived decides, never the ward."""

    EVERYONE = "everyone"
    CHILDREN = "children"
    ADULTS_WITH_CHILDREN = "adults_with_children"
    """Think Family: the message names a child of theirs."""


class Kin(StrEnum):
    """What a person named beside the patient is to them. Anybody else's name is not passed on."""

    CHILD = "child"
    PARENT = "parent"


class Concern(Part):
    """What one local code says, and of whose attendances."""

    signs: Annotated[tuple[Sign, ...], Field(max_length=10)]
    level: ConcernLevel
    patients: Patients = Patients.EVERYONE


class Observed(Part):
    """Something observed whose codes mean something here: `observation` names it in HL7 (OBX-3), `system` in FHIR."""

    observation: Local
    system: Annotated[str, Field(max_length=256)] = ""


class LevelObserved(Observed):
    """The level of concern that staff recorded: a flag by itself, whatever the codes."""

    codes: Annotated[dict[Local, ConcernLevel], Field(min_length=1)]


class CpIsObserved(Observed):
    """What CP-IS answered."""

    codes: Annotated[dict[Local, CpIsAnswer], Field(min_length=1)]


class Hl7Rules(Part):
    """What is particular to the trust's HL7 v2 messages."""

    processing: Literal["P", "T", "D"] = "P"
    local_id_type: Local = "MR"
    restricted: Annotated[dict[str, tuple[Local, ...]], Field(min_length=1)]
    """Fields such as `PD1-12`, and the codes in them that mark a patient restricted or sensitive."""

    @field_validator("restricted")
    @classmethod
    def _fields(cls, given: dict[str, tuple[Local, ...]]) -> dict[str, tuple[Local, ...]]:
        for name in given:
            if FIELD.fullmatch(name) is None:
                raise ValueError(f"`{name}` is no field of a segment: write it like PD1-12")
        return given


class HospitalRules(Part):
    """A trust's whole document. `facilities` are the names that its systems call it by, each with its ODS code."""

    version: Literal["1"]
    agency: AgencyId
    facilities: Annotated[dict[Local, OdsCode], Field(min_length=1)]
    concerns: Annotated[dict[Local, Concern], Field(default_factory=dict)]
    level: LevelObserved | None = None
    cp_is: CpIsObserved | None = None
    kin: Annotated[dict[Local, Kin], Field(default_factory=dict)]
    repeated_hour: RepeatedHour = RepeatedHour.EARLIER
    hl7: Hl7Rules

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.concerns and self.level is None:
            raise ValueError("no attendance would become a flag: give `concerns` or `level`")
        return self


def load_rules(data: bytes, file: str) -> HospitalRules:
    """A trust's rules from their YAML. FileRefused names every fault with line and column."""
    return read_model(data, file, HospitalRules)
