"""Outputs of the share stage: for each recipient that duty or agreement names, may they, which items, why."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas import limits
from schemas.items import Item
from schemas.types import CaseKey, EventId, Name, PersonId


class Recipient(Struct, frozen=True, gc=False, cache_hash=True):
    """A role at a place: the DSL of one school, the education safeguarding desk of one council."""

    role: Annotated[Name, Meta(description="such as dsl, council_education_safeguarding")]
    scheme: Annotated[Name, Meta(description="urn for a school, area for a council")]
    value: Name


class Given(Struct, frozen=True, gc=False, cache_hash=True):
    """Items that one clause of one instrument gave."""

    instrument: Name
    version: int
    clause: Name
    items: tuple[Item, ...]


class Withheld(Struct, frozen=True, gc=False, cache_hash=True):
    """Items that were not given, the class of reason, and the clause that it rests on."""

    reason: Name
    instrument: Annotated[str, Meta(max_length=128, description="empty where no instrument speaks of it")]
    items: tuple[Item, ...]
    version: Annotated[int, Meta(description="of the instrument, 0 where none speaks of it")] = 0
    clause: Annotated[str, Meta(max_length=128, description="empty where it rests on no single clause")] = ""
    why: Annotated[
        str, Meta(max_length=128, description="why the instrument does not count, as expired; else empty")
    ] = ""


class DisclosurePermitted(Struct, frozen=True, gc=False):
    """This recipient gets these items of this child's matter, under these clauses."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    recipient: Recipient
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    purpose: Name
    flags: Annotated[tuple[Name, ...], Meta(description="such as agreement_expired, minimum_only")]


class DisclosureRefused(Struct, frozen=True, gc=False):
    """This recipient gets nothing. Where a duty holds, a desk item stands beside it in the same record.

    The instrument and clause are the nearest that would have given something; `condition` is the one of its conditions
    that failed, as `age_under 18`, so that the record explains itself.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    recipient: Recipient
    reason: Name
    instrument: Annotated[str, Meta(max_length=128)]
    clause: Annotated[str, Meta(max_length=128)]
    flags: tuple[Name, ...]
    version: Annotated[int, Meta(description="of the instrument, 0 where none is near")] = 0
    condition: Annotated[str, Meta(max_length=limits.CONDITION, description="empty where no condition failed")] = ""
    why: Annotated[
        str, Meta(max_length=128, description="why the instrument does not count, as expired; else empty")
    ] = ""


ShareOutput = DisclosurePermitted | DisclosureRefused
