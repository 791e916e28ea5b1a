"""The weekend's other callouts: ordinary families of the rolls, in ordinary wording."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec
from msgspec import Struct

from services.demo.world import incidents, schools
from services.demo.world.callouts import Callout, Nominal
from services.demo.world.cast import Household
from services.demo.world.people import Child, Family
from services.demo.world.scenes import callout, changed, nominals
from services.demo.world.texts import ADVICE, SEEN_BY, VOICES, Wording, pick_wording

FIRST_HOUSEHOLD: Final = 101
QUIET: Final = frozenset({schools.BRICKHILL, schools.QUEENS_PARK, schools.ROBERT_BLOOMFIELD, schools.DENBIGH_HIGH})
"""Schools where the named cases are about who can read: no other callout may blur that."""


AWAKE: Final = frozenset({"SAW", "HEARD"})
"""Where a child was when an officer can have spoken to it."""


class Shift(Struct, frozen=True):
    """What one export holds beside the named cases: how many, between which times and incident numbers."""

    export: str
    callouts: int
    first: datetime
    last: datetime
    numbers: range


SHIFTS: Final = (
    Shift(incidents.FRIDAY_MORNING, 2, incidents.at("29 Apr 18:00"), incidents.at("30 Apr 07:30"), range(1290, 1300)),
    Shift(incidents.FRIDAY_NIGHT, 4, incidents.at("30 Apr 16:00"), incidents.at("30 Apr 23:20"), range(1305, 1330)),
    Shift(incidents.SATURDAY, 6, incidents.at("30 Apr 23:30"), incidents.at("01 May 07:00"), range(1330, 1350)),
    Shift(incidents.SUNDAY, 6, incidents.at("01 May 12:00"), incidents.at("02 May 06:30"), range(1350, 1375)),
    Shift(incidents.MONDAY, 6, incidents.at("02 May 11:00"), incidents.at("03 May 06:00"), range(1376, 1400)),
    Shift(incidents.TUESDAY, 6, incidents.at("03 May 10:00"), incidents.at("04 May 04:30"), range(1400, 1425)),
)


def other_callouts(families: Sequence[Family], taken: set[int], random: Random) -> dict[str, list[Callout]]:
    """The other callouts by export; `taken` are the incident numbers of the named cases. No family has two."""
    usable = [family for family in families if _usable(family)]
    drawn = iter(random.sample(usable, sum(shift.callouts for shift in SHIFTS)))
    number = iter(range(FIRST_HOUSEHOLD, 1000))
    return {
        shift.export: [
            _callout(reference, at, Household(next(number), next(drawn), "FATHER"), random)
            for reference, at in _slots(shift, taken, random)
        ]
        for shift in SHIFTS
    }


def _usable(family: Family) -> bool:
    urns = {child.urn for child in family.children}
    return len(family.adults) == 2 and not urns & QUIET and all(schools.BY_URN[urn].area == "822" for urn in urns)


def _slots(shift: Shift, taken: set[int], random: Random) -> Iterator[tuple[int, datetime]]:
    free = [number for number in shift.numbers if number not in taken]
    span = shift.last - shift.first
    for number in sorted(random.sample(free, shift.callouts)):
        place = (number - shift.numbers.start) / len(shift.numbers)
        minutes = int(place * span.total_seconds() // 60) + random.randrange(8)
        yield number, shift.first + timedelta(minutes=minutes)


def _callout(number: int, at: datetime, household: Household, random: Random) -> Callout:
    wording = pick_wording(random)
    people = nominals(household, wording)
    if random.random() < 0.3:
        people = _roles_swapped(people)
    for place, child in enumerate(household.children):
        people = as_officer_writes(people, household.child_ref(place), child, wording, random)
    return callout(number, at, household, wording, people)


def _roles_swapped(people: Sequence[Nominal]) -> tuple[Nominal, ...]:
    other = {"VIC": "SUSP", "SUSP": "VIC"}
    return tuple(msgspec.structs.replace(one, role=other.get(one.role, one.role)) for one in people)


def as_officer_writes(
    people: tuple[Nominal, ...], ref: str, child: Child, wording: Wording, random: Random
) -> tuple[Nominal, ...]:
    """First name or the name that the child goes by; the school by name, seldom by number, sometimes not at all."""
    given = child.known_as if child.known_as and random.random() < 0.5 else child.given
    if random.random() < 0.6:
        given = given.split()[0]
    voice, seen_by = random.choice(VOICES), random.choice(SEEN_BY)
    if wording.present not in AWAKE:
        voice, seen_by = "", ""
    spoken_to_by = seen_by if voice else ""
    people = changed(people, ref, given=given, voice=voice, seen_by=seen_by, spoken_to_by=spoken_to_by)
    safe, advice = random.choice(ADVICE)
    people = changed(people, ref, safe=safe, advice=advice)
    chance = random.random()
    if chance < 0.1:
        return changed(people, ref, school="", school_urn="", school_status="U/K")
    return people if chance < 0.3 else changed(people, ref, school_urn="")
