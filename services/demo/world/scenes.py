"""How a family becomes the nominals of a callout: codes, links between people, the school as police know it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

import msgspec

from services.demo.world import schools
from services.demo.world.callouts import Callout, Nominal
from services.demo.world.cast import Household
from services.demo.world.people import Address, Adult, Child
from services.demo.world.texts import Wording


class NominalChange(TypedDict, total=False):
    """What a case changes on a nominal."""

    role: str
    family: str
    given: str
    born: date | None
    address: Address | None
    links: tuple[tuple[str, str], ...]
    aka: str
    in_force_area: bool
    do_not_disclose: bool
    safe: str
    advice: str
    school: str
    school_urn: str
    school_status: str
    present: str
    whereabouts: str
    seen_by: str
    spoken_to_by: str
    voice: str
    summary: str


def nominals(household: Household, wording: Wording) -> tuple[Nominal, ...]:
    """The first adult as victim, the second as suspect, and all children, as that wording has them."""
    family = household.family
    refs = [household.ref(place) for place in range(len(family.adults))]
    if len(refs) == 1:
        adults = [_adult(family.adults[0], refs[0], "VIC", family.address, ())]
    else:
        code = "PARTNER"
        adults = [
            _adult(family.adults[0], refs[0], "VIC", family.address, ((refs[1], code),)),
            _adult(family.adults[1], refs[1], "SUSP", family.address, ((refs[0], code),)),
        ]
    links = _links(household, refs)
    children = [
        _child(child, household.child_ref(place), family.address, links, wording)
        for place, child in enumerate(family.children)
    ]
    return (*adults, *children)


def callout(
    number: int,
    at: datetime,
    household: Household,
    wording: Wording,
    people: Sequence[Nominal] | None = None,
    *,
    revision: int = 1,
    location: Address | None = None,
    cells: Mapping[tuple[str, str], str] | None = None,
) -> Callout:
    """An incident at the household's address, with all of its people unless others are given."""
    return Callout(
        reference=reference(number),
        revision=revision,
        at=at,
        risk=wording.risk,
        location=location or household.family.address,
        premises=wording.premises,
        narrative=wording.narrative,
        nominals=tuple(people) if people is not None else nominals(household, wording),
        cells=cells or {},
    )


def reference(number: int) -> str:
    """The invented force's reference of its incident of that number."""
    return f"BEDS-OE-27-{number:04d}"


def changed(people: Sequence[Nominal], ref: str, **fields: Unpack[NominalChange]) -> tuple[Nominal, ...]:
    """The same people with one nominal changed."""
    return tuple(msgspec.structs.replace(one, **fields) if one.ref == ref else one for one in people)


def without(people: Sequence[Nominal], ref: str) -> tuple[Nominal, ...]:
    """The same people without one nominal."""
    return tuple(one for one in people if one.ref != ref)


def _links(household: Household, refs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    first = "MOTHER" if household.family.adults[0].woman else "FATHER"
    return tuple(zip(refs, (first, household.second_adult), strict=False))


def _adult(adult: Adult, ref: str, role: str, address: Address, links: tuple[tuple[str, str], ...]) -> Nominal:
    sex = "F" if adult.woman else "M"
    return Nominal(ref, role, adult.family, adult.given.split()[0], adult.born, sex, address, links)


def _child(child: Child, ref: str, address: Address, links: tuple[tuple[str, str], ...], wording: Wording) -> Nominal:
    school = schools.BY_URN.get(child.urn)
    seen = "attending officer" if wording.present != "NOT PRESENT" else ""
    return Nominal(
        ref=ref,
        role="CHILD",
        family=child.family,
        given=child.given,
        born=child.born,
        sex="F" if child.girl else "M",
        address=address,
        links=links,
        school=school.name if school else "",
        school_urn=child.urn,
        school_status="ON ROLL" if school else "U/K",
        present=wording.present,
        whereabouts=wording.whereabouts,
        seen_by=seen,
        spoken_to_by=seen if wording.present in ("SAW", "HEARD") and schools.year_group(child.born) >= 4 else "",
        summary=wording.summary,
    )
