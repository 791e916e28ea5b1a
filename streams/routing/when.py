"""What an area's routing can ask of an event and of a child or adult of it."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.events.hospital import ConcernLevel, CpIsAnswer, Sign
from schemas.events.marac import ReferralGround
from schemas.events.missing import MissingRisk, Stage


class SubjectIs(StrEnum):
    """Whom a route speaks of."""

    ANYONE = "anyone"
    CHILD = "child"
    ADULT = "adult"
    VICTIM = "victim"
    """Who was referred to MARAC, whatever their age."""
    PATIENT_CHILD = "patient_child"
    """A child who is the hospital's patient; also a patient who was stabbed or shot, and whose age nobody knows."""
    PATIENTS_CHILD = "patients_child"
    """A child who is not the patient: Think Family."""


class When(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What must hold of the event and of the child or adult; each that is given must. A fact that is not known holds
    for none but `under` and `within_hours`: who may be a child is one, and who may still be missing is.
    """

    subject: SubjectIs = SubjectIs.ANYONE
    under: Annotated[int, Meta(ge=1, le=120)] | None = None
    within_hours: Annotated[int, Meta(ge=1, le=8784)] | None = None
    stages: tuple[Stage, ...] = ()
    risks: tuple[MissingRisk, ...] = ()
    placed_here: bool = False
    exploitation: bool = False
    signs: tuple[Sign, ...] = ()
    levels: tuple[ConcernLevel, ...] = ()
    cp_is: tuple[CpIsAnswer, ...] = ()
    grounds: tuple[ReferralGround, ...] = ()
    without_school: bool = False
