"""Outputs of the match and resolve stages: which child on which roll, which person of ours."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.items import Item
from schemas.records.evidence import Evidence
from schemas.types import CaseKey, EventId, Label, Name, OutputId, PersonId, PupilId, Urn

OfSeveral = Annotated[
    tuple[Item, ...],
    Meta(description="free texts about another child too that changed, for whoever is given the household alone"),
]


class Change(StrEnum):
    """What a revision changed for one child."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    """On what a registration rests."""

    ROLL = "roll"
    NAMED_BY_PUBLISHER = "named_by_publisher"
    DESK = "desk"


class RegisteredAt(Struct, frozen=True, gc=False, cache_hash=True):
    """A school that the child is held to attend."""

    urn: Urn
    basis: Basis
    roll_version: Annotated[int, Meta(ge=0, description="0 when no roll of the school was used")]


class NoRoll(StrEnum):
    """Why a child goes on without a pupil record."""

    NAMED_SETTING_WITHOUT_ROLL = "named_setting_without_roll"
    HOME_EDUCATED = "home_educated"
    NO_PLACEMENT = "no_placement"


class ChildMatched(Struct, frozen=True, gc=False):
    """This child of the event is this pupil."""

    event: EventId
    case: CaseKey
    section: int
    person: PersonId
    change: Change
    changed: tuple[Item, ...]
    pupil: PupilId
    registrations: tuple[RegisteredAt, ...]
    evidence: Evidence
    answers: Annotated[OutputId | None, Meta(description="the referral that a desk answered with this")]
    summaries_of: Annotated[tuple[Urn, ...], Meta(description="schools for which police wrote another summary")]
    changed_of_several: OfSeveral = ()


class MatchReferred(Struct, frozen=True, gc=False):
    """Doubtful: a person decides, with the ranked candidates before them."""

    event: EventId
    case: CaseKey
    section: int
    person: PersonId
    change: Change
    changed: tuple[Item, ...]
    reason: Name
    named: Annotated[tuple[Urn, ...], Meta(description="open schools that the publisher's naming could mean")]
    evidence: Evidence
    changed_of_several: OfSeveral = ()


class ChildNotOnRoll(Struct, frozen=True, gc=False):
    """No roll is needed or to be had: a named school without a current roll, home education, no placement."""

    event: EventId
    case: CaseKey
    section: int
    person: PersonId
    change: Change
    changed: tuple[Item, ...]
    reason: NoRoll
    registrations: tuple[RegisteredAt, ...]
    evidence: Evidence
    answers: OutputId | None
    summaries_of: Annotated[tuple[Urn, ...], Meta(description="schools for which police wrote another summary")]
    changed_of_several: OfSeveral = ()


class ChildLeft(Struct, frozen=True, gc=False):
    """A later revision no longer names this child, or the incident was withdrawn."""

    event: EventId
    case: CaseKey
    person: PersonId
    change: Change


class PersonResolved(Struct, frozen=True, gc=False):
    """A person of the event, child or adult, is this person of ours."""

    event: EventId
    case: CaseKey
    section: int
    person: PersonId
    known: Annotated[bool, Meta(description="met before in another case")]
    was: Annotated[
        int | None, Meta(description="the section of the revision before that has the sender's reference of an adult")
    ] = None


class AdultConcerned(Struct, frozen=True, gc=False):
    """A grown person whom the event is about, as a victim brought to MARAC or a hospital's patient."""

    event: EventId
    case: CaseKey
    section: int
    person: PersonId
    change: Change
    changed: tuple[Item, ...]
    changed_of_several: OfSeveral = ()


class EventUntouched(Struct, frozen=True, gc=False):
    """A revision reached hop 2 after a later one: nothing is done with it, and it says so."""

    event: EventId
    reason: Label


PlacedChild = ChildMatched | ChildNotOnRoll
"""A child of whom it is known where they belong."""

ChildOutcome = ChildMatched | MatchReferred | ChildNotOnRoll | ChildLeft | AdultConcerned
"""What hop 2 says of one subject of an event: a child, or the adult whom it is about."""

MatchOutput = (
    ChildMatched | MatchReferred | ChildNotOnRoll | ChildLeft | AdultConcerned | PersonResolved | EventUntouched
)
