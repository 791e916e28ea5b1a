"""Which council's desk stands behind a child, where no school answers for it."""

from collections.abc import Iterable
from typing import Final

from schemas.events.people import Person
from schemas.records.reference import AgencyKind
from streams.deciders.opened import OpenedEvent
from streams.reference.facts import Reference

COUNCIL_DESK: Final = "council_education_safeguarding"
"""The role that works a council's education safeguarding desk."""


FRONT_DOOR_ITSELF: Final = "ifd"
DUTY_TEAM: Final = "emergency_duty_team"

FRONT_DOOR: Final = frozenset({FRONT_DOOR_ITSELF, DUTY_TEAM})
"""The roles that triage what reaches an area's front door: the front door itself, and the duty team out of hours."""

FRONT_DOOR_MANAGER: Final = "front_door_manager"
"""Who oversees an area's front door and gives contacts another priority. It reads only what another role may read."""


def child_area(
    reference: Reference, event: OpenedEvent | None, section: int, named: Iterable[str], candidates: Iterable[str]
) -> str:
    """The area of the first that is known: a named school, the likeliest candidate's school, the child's postcode,
    the first area of the publisher. ValueError if none of them says.
    """
    person = event.person(section) if event is not None else None
    for area in (
        _of_schools(reference, named),
        _of_schools(reference, candidates),
        _of_address(reference, person),
        _of_publisher(reference, event),
    ):
        if area is not None:
            return area
    raise ValueError("no council area can be told for this child: register the publisher with its areas")


def area_of_agency(reference: Reference, agency: str) -> str:
    """The first area that an agency serves; for one that is not known, the first that any police force serves.

    ValueError where the hub has no area.
    """
    known = reference.agencies.get(agency)
    forces = [one for _, one in sorted(reference.agencies.items()) if one.kind is AgencyKind.POLICE]
    served = (area for one in ([known] if known is not None else []) + forces for area in one.areas)
    return next((area for area in served if area in reference.areas), min(reference.areas))


def _of_schools(reference: Reference, urns: Iterable[str]) -> str | None:
    for urn in urns:
        setting = reference.setting(urn)
        if setting is not None and setting.area in reference.areas:
            return setting.area
    return None


def _of_address(reference: Reference, person: Person | None) -> str | None:
    if person is None or person.address is None:
        return None
    area = reference.settings.area_of_postcode(person.address.postcode)
    return area if area in reference.areas else None


def _of_publisher(reference: Reference, event: OpenedEvent | None) -> str | None:
    if event is None:
        return None
    agency = reference.agencies.get(event.header.publisher)
    return next((area for area in agency.areas if area in reference.areas), None) if agency is not None else None
