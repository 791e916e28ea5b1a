"""How soon a front door looks at a contact beside others: the rules of an area.

Source: flows.md, Contact: `managers oversee, review and prioritise all contacts`. What counts is an area's practice, so
it stands in its routing document. A priority is never a reason to hide or to wait: each contact keeps its own clock.
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.events.encompass import Grade
from schemas.events.front_door import Urgency, Worry
from schemas.records.triage import ContactPriority
from streams.routing.when import When


class Signs(When, frozen=True, forbid_unknown_fields=True, omit_defaults=True, cache_hash=True):
    """What must hold of a contact; each that is given must.

    `unborn`: the child has no name yet, or CP-IS knows a plan for one not born. `repeat`: a count or pattern across
    events holds of the child that the area's rules propose to the front door itself.
    """

    grades: tuple[Grade, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    worries: tuple[Worry, ...] = ()
    unborn: bool = False
    repeat: bool = False


class PriorityRule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One ground on which contacts of these event types have a priority. `says` is what stands beside the contact."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    priority: ContactPriority
    says: Annotated[str, Meta(min_length=1, max_length=80)]
    events: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]
    when: Signs = Signs()
