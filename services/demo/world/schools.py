"""The real schools on whose rolls the invented pupils stand, and their invented hours."""

from datetime import date
from typing import Final

from msgspec import Struct

SCHOOL_YEAR: Final = 2026
"""The school year from 1 September 2026."""


class School(Struct, frozen=True):
    """A school of the demo: year groups `first_year` to `last_year` (0 is reception), pupils to put on its roll."""

    urn: str
    name: str
    area: str
    cluster: str
    first_year: int
    last_year: int
    pupils: int
    hours: str
    """First bell and end of day, as `08:45-15:15`."""
    number: int
    """The establishment number in invented UPNs: none that the register has."""


class Place(Struct, frozen=True):
    """Where families of a cluster live: postcode sectors in which the register has no school."""

    town: str
    sectors: tuple[str, ...]


PLACES: Final = {
    "bedford": Place("Bedford", ("MK40 9", "MK41 3", "MK42 3", "MK42 4")),
    "luton": Place("Luton", ("LU1 6", "LU2 5", "LU3 5")),
    "shefford": Place("Shefford", ("SG17 7", "SG17 8")),
    "milton keynes": Place("Milton Keynes", ("MK8 4", "MK8 5")),
}

CASTLE_NEWNHAM_PRIMARY: Final = "109435"
CASTLE_NEWNHAM_SECONDARY: Final = "109661"
BEDFORD_ACADEMY: Final = "136085"
MARK_RUTHERFORD: Final = "139160"
GOLDINGTON_ACADEMY: Final = "136552"
CAULDWELL: Final = "144528"
CAULDWELL_BEFORE: Final = "130326"
BRICKHILL: Final = "109503"
QUEENS_PARK: Final = "136660"
KEMPSTON_ACADEMY: Final = "142387"
BEDFORD_COLLEGE: Final = "130597"
DENBIGH_HIGH: Final = "136319"
ROBERT_BLOOMFIELD: Final = "136713"
WATLING: Final = "147860"
BEDFORD_MODERN: Final = "109728"

SCHOOLS: Final = (
    School(CASTLE_NEWNHAM_PRIMARY, "Castle Newnham School", "822", "bedford", 0, 6, 150, "08:50-15:20", 9901),
    School(CASTLE_NEWNHAM_SECONDARY, "Castle Newnham School", "822", "bedford", 7, 11, 200, "08:30-15:05", 9902),
    School(BEDFORD_ACADEMY, "Bedford Academy", "822", "bedford", 7, 13, 220, "08:25-15:00", 9903),
    School(MARK_RUTHERFORD, "Mark Rutherford School", "822", "bedford", 7, 13, 220, "08:40-15:10", 9904),
    School(GOLDINGTON_ACADEMY, "Goldington Academy", "822", "bedford", 7, 11, 190, "08:35-15:05", 9905),
    School(CAULDWELL, "Cauldwell School", "822", "bedford", 0, 6, 150, "08:45-15:15", 9906),
    School(BRICKHILL, "Brickhill Primary School", "822", "bedford", 0, 6, 130, "08:45-15:15", 9907),
    School(QUEENS_PARK, "Queen's Park Academy", "822", "bedford", 0, 6, 150, "08:40-15:15", 9908),
    School(KEMPSTON_ACADEMY, "Kempston Academy", "822", "bedford", 7, 13, 190, "08:30-15:00", 9909),
    School(BEDFORD_COLLEGE, "Bedford College", "822", "bedford", 12, 13, 90, "09:00-16:00", 9910),
    School(DENBIGH_HIGH, "Denbigh High School", "821", "luton", 7, 11, 150, "08:30-15:00", 9911),
    School(ROBERT_BLOOMFIELD, "Robert Bloomfield Academy", "823", "shefford", 5, 8, 110, "08:40-15:20", 9912),
    School(WATLING, "Watling Academy", "826", "milton keynes", 7, 13, 90, "08:30-15:10", 9913),
)  # fmt: skip
BY_URN: Final = {school.urn: school for school in SCHOOLS}
WITHOUT_ROLL: Final = School(BEDFORD_MODERN, "Bedford Modern School", "822", "bedford", 3, 13, 0, "08:30-15:50", 9914)


def year_group(born: date) -> int:
    """The school year that a child is in, by age on 31 August: 0 for reception, negative before it."""
    starts_school = born.year + 4 + ((born.month, born.day) >= (9, 1))
    return SCHOOL_YEAR - starts_school


def birth_range(year: int) -> tuple[date, date]:
    """The first and last date of birth of a year group."""
    first = SCHOOL_YEAR - year - 5
    return date(first, 9, 1), date(first + 1, 8, 31)
