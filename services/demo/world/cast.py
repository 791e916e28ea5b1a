"""The families of the named cases, written by hand and the same for every seed. All of them are invented."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.demo.world import schools
from services.demo.world.people import Address, Adult, Child, Family


class Household(Struct, frozen=True):
    """A family of the story. `number` makes the force's nominal refs: adults first, then children, in order.

    `second_adult` is what the second adult is to the children, in the force's codes.
    """

    number: int
    family: Family
    second_adult: str

    @property
    def children(self) -> tuple[Child, ...]:
        """The children, eldest or first named first."""
        return self.family.children

    def child_ref(self, place: int = 0) -> str:
        """The nominal ref of a child."""
        return self.ref(len(self.family.adults) + place)

    def ref(self, place: int) -> str:
        """The nominal ref of the person at a place: adults, then children."""
        return f"N44{self.number:03d}{place + 1:02d}"


def _child(given: str, family: str, born: str, sex: str, urn: str, known_as: str = "") -> Child:
    return Child(given, family, known_as, date.fromisoformat(born), sex == "F", urn)


def _household(
    number: int,
    line: str,
    postcode: str,
    mother: tuple[str, str, str],
    partner: tuple[str, str, str, str],
    *children: Child,
    town: str = "Bedford",
) -> Household:
    address = Address(line, town, postcode, f"9998{number:08d}")
    adults = (
        Adult(mother[0], mother[1], date.fromisoformat(mother[2]), True),
        Adult(partner[0], partner[1], date.fromisoformat(partner[2]), False),
    )
    return Household(number, Family(address, tuple(children), adults), partner[3])


TILBROOK: Final = _household(
    1, "14 Sorrel Court", "MK40 9TB", ("Hannah", "Tilbrook", "1989-03-02"),
    ("Gareth", "Pask", "1985-07-19", "MUMS PARTNER"),
    _child("Maisie Jane", "Tilbrook", "2018-02-11", "F", schools.CASTLE_NEWNHAM_PRIMARY),
)  # fmt: skip
RAHIMI: Final = _household(
    2, "Flat 3, 40 Kingcup House", "MK41 3RH", ("Nadia", "Rahimi", "1986-12-01"),
    ("Farid", "Rahimi", "1980-05-23", "FATHER"),
    _child("Laila", "Rahimi", "2012-11-20", "F", schools.MARK_RUTHERFORD),
)  # fmt: skip
WRONA: Final = _household(
    3, "7 Osier Yard", "MK42 3WR", ("Agnieszka", "Wrona", "1984-10-10"), ("Paweł", "Wrona", "1982-01-31", "FATHER"),
    _child("Jakub", "Wrona", "2011-10-05", "M", schools.BEDFORD_ACADEMY, "Kuba"),
    _child("Hanna", "Wrona", "2019-06-30", "F", schools.CAULDWELL, "Hania"),
)  # fmt: skip
MARLOWE_REID: Final = _household(
    4, "22 Plover Court", "MK41 3NR", ("Simone", "Marlowe-Reid", "1987-08-14"),
    ("Dwayne", "Reid", "1984-02-20", "FATHER"),
    _child("Ethan", "Marlowe-Reid", "2013-12-02", "M", schools.GOLDINGTON_ACADEMY),
)  # fmt: skip
ASHDOWN: Final = _household(
    5, "Orchard Lodge, Teasel Lane", "MK41 3AS", ("Juliet", "Ashdown", "1981-04-27"),
    ("Piers", "Ashdown", "1979-11-05", "FATHER"),
    _child("Willow", "Ashdown", "2015-03-09", "F", ""),
)  # fmt: skip
KHAN_OF_QUEENS_PARK: Final = _household(
    6, "61 Lacewing Parade", "MK40 9LH", ("Shazia", "Khan", "1990-06-16"), ("Imran", "Khan", "1986-09-09", "FATHER"),
    _child("Mohammed", "Khan", "2016-03-12", "M", schools.QUEENS_PARK),
)  # fmt: skip
KHAN_OF_CAULDWELL: Final = _household(
    7, "8 Marlpit Terrace", "MK42 4LN", ("Rukhsana", "Khan", "1988-01-08"), ("Tahir", "Khan", "1983-03-30", "FATHER"),
    _child("Mohammed", "Khan", "2016-03-12", "M", schools.CAULDWELL),
)  # fmt: skip
ADEWALE: Final = _household(
    8, "35 Damson Court", "MK42 3AD", ("Folasade", "Adewale", "1985-05-15"),
    ("Babatunde", "Adewale", "1981-12-12", "FATHER"),
    _child("Taiwo", "Adewale", "2016-07-19", "M", schools.CAULDWELL),
    _child("Kehinde", "Adewale", "2016-07-19", "F", schools.CAULDWELL),
)  # fmt: skip
STANNARD: Final = _household(
    9, "90 Tannery Court", "MK40 9ST", ("Rachel", "Stannard", "1990-02-25"),
    ("Lewis", "Stannard", "1988-10-18", "FATHER"),
    _child("Freddie", "Stannard", "2017-09-14", "M", schools.CASTLE_NEWNHAM_PRIMARY),
)  # fmt: skip
DOVEY: Final = _household(
    10, "Flat 12, 5 Farrier House", "MK40 9DW", ("Kirsten", "Dovey", "1991-07-07"),
    ("Martyn", "Slade", "1990-01-22", "MUMS PARTNER"),
    _child("Sienna", "Dovey", "2015-08-29", "F", ""),
)  # fmt: skip
HORSFALL: Final = _household(
    11, "3 Cobbler Court", "MK42 4HF", ("Leanne", "Horsfall", "1994-09-03"),
    ("Jordan", "Huckle", "1992-06-11", "FATHER"),
    _child("Reggie", "Horsfall", "2020-05-05", "M", schools.CAULDWELL),
)  # fmt: skip
ASAMOAH: Final = _household(
    12, "17 Windrush Court", "MK42 3AN", ("Comfort", "Asamoah", "1983-11-28"),
    ("Kojo", "Asamoah", "1978-04-06", "FATHER"),
    _child("Nana Yaa", "Asamoah", "2014-01-22", "F", schools.KEMPSTON_ACADEMY),
)  # fmt: skip
BRAITHWAITE: Final = _household(
    13, "52 Larkspur Court", "MK42 4BW", ("Joanna", "Braithwaite", "1982-02-02"),
    ("Keith", "Braithwaite", "1979-08-08", "FATHER"),
    _child("Caitlin", "Braithwaite", "2011-04-18", "F", schools.KEMPSTON_ACADEMY),
)  # fmt: skip
PEMBERTON: Final = _household(
    14, "28 Quillmaker Court", "MK40 9PN", ("Alison", "Pemberton", "1984-06-21"),
    ("Rob", "Garwood", "1980-03-13", "STEPFATHER"),
    _child("Rowan", "Pemberton", "2018-10-10", "M", schools.CASTLE_NEWNHAM_PRIMARY),
    _child("Bryony", "Pemberton", "2012-02-28", "F", schools.GOLDINGTON_ACADEMY),
)  # fmt: skip
FERRANTE: Final = _household(
    15, "44 Bellfounder Court", "MK41 3FR", ("Daniela", "Ferrante", "1985-09-17"),
    ("Carlo", "Ferrante", "1981-07-25", "FATHER"),
    _child("Lucia", "Ferrante", "2012-09-14", "F", schools.GOLDINGTON_ACADEMY),
)  # fmt: skip
STURGESS: Final = _household(
    16, "9 Wheatear Court", "MK42 3SG", ("Donna", "Sturgess", "1986-10-30"),
    ("Mick", "Sturgess", "1982-05-04", "FATHER"),
    _child("Kayden", "Sturgess", "2013-06-06", "M", schools.BEDFORD_ACADEMY),
)  # fmt: skip
RUDKIN: Final = _household(
    17, "71 Juniper Court", "MK40 9RL", ("Stacey", "Rudkin", "1990-12-24"), ("Jason", "Rudkin", "1987-11-11", "FATHER"),
    _child("Skye", "Rudkin", "2015-11-11", "F", schools.CASTLE_NEWNHAM_PRIMARY),
    _child("Jayden", "Rudkin", "2013-03-03", "M", schools.CASTLE_NEWNHAM_SECONDARY),
)  # fmt: skip
SIDDIQUE: Final = _household(
    18, "120 Orchid Court", "LU1 6SQ", ("Samina", "Siddique", "1984-08-19"),
    ("Kamran", "Siddique", "1979-02-14", "FATHER"),
    _child("Hamza", "Siddique", "2013-01-15", "M", schools.DENBIGH_HIGH),
    town="Luton",
)  # fmt: skip
WINTERBOURNE: Final = _household(
    19, "6 Sorrel Court", "MK40 9WB", ("Helen", "Winterbourne", "1980-10-01"),
    ("Dominic", "Winterbourne", "1977-12-29", "FATHER"),
    _child("Noah", "Winterbourne", "2012-05-05", "M", schools.WATLING),
)  # fmt: skip
CARTMELL: Final = _household(
    20, "33 Teasel Court", "MK8 4DN", ("Tracey", "Cartmell", "1985-03-18"), ("Ian", "Cartmell", "1983-06-06", "FATHER"),
    _child("Ellis", "Cartmell", "2011-12-12", "M", schools.WATLING),
    town="Milton Keynes",
)  # fmt: skip
LOVELOCK: Final = _household(
    21, "5 Kingcup Court", "MK41 3LL", ("Zoe", "Lovelock", "1992-01-12"),
    ("Nathan", "Pryor", "1990-04-09", "MUMS PARTNER"),
    _child("Poppy", "Lovelock", "2019-01-19", "F", schools.BRICKHILL),
)  # fmt: skip
THACKERAY: Final = _household(
    22, "18 Plover Court", "SG17 7TL", ("Louisa", "Thackeray", "1983-07-16"),
    ("Giles", "Thackeray", "1980-09-21", "FATHER"),
    _child("Isla", "Thackeray", "2015-12-01", "F", schools.ROBERT_BLOOMFIELD),
    town="Shefford",
)  # fmt: skip
HALLAM_FROST: Final = _household(
    23, "2 Lacemaker Court", "MK40 9HL", ("Camilla", "Hallam-Frost", "1979-05-31"),
    ("Rupert", "Frost", "1975-10-13", "FATHER"),
    _child("Theodore", "Hallam-Frost", "2014-10-08", "M", ""),
)  # fmt: skip
SAYEED: Final = _household(
    24, "47 Farrier Court", "MK40 9SY", ("Yasmin", "Sayeed", "1987-02-27"),
    ("Adrian", "Thistlewood", "1982-08-15", "MUMS PARTNER"),
    _child("Ibrahim", "Sayeed", "2018-04-04", "M", schools.QUEENS_PARK),
)  # fmt: skip
VANCOURT: Final = _household(
    25, "11 Damson Court", "MK42 3WD", ("Michelle", "Vancourt", "1982-06-24"),
    ("Tyler", "Bransby", "2008-01-30", "OTHER"),
    _child("Chloe", "Vancourt", "2009-11-23", "F", schools.BEDFORD_COLLEGE),
)  # fmt: skip
COPESTAKE: Final = _household(
    26, "65 Osier Court", "MK41 3DP", ("Lindsay", "Copestake", "1986-04-04"),
    ("Darren", "Copestake", "1984-09-28", "FATHER"),
    _child("Alfie", "Copestake", "2014-02-20", "M", schools.MARK_RUTHERFORD),
    _child("Edie", "Copestake", "2017-05-27", "F", schools.CAULDWELL),
)  # fmt: skip
KETTLEBOROUGH: Final = _household(
    27, "13 Marlpit Court", "MK42 4LT", ("Bev", "Kettleborough", "1981-01-17"),
    ("Shaun", "Kettleborough", "1978-06-02", "FATHER"),
    _child("Ryan", "Kettleborough", "2010-10-08", "M", schools.GOLDINGTON_ACADEMY),
    _child("Erin", "Kettleborough", "2016-02-02", "F", schools.CAULDWELL),
)  # fmt: skip
BRIGHTWELL: Final = _household(
    28, "88 Larkspur Court", "MK42 3BR", ("Siobhan", "Brightwell", "1984-12-08"),
    ("Craig", "Brightwell", "1983-03-26", "FATHER"),
    _child("Dylan", "Brightwell", "2012-07-07", "M", schools.KEMPSTON_ACADEMY),
)  # fmt: skip
BENHADDOU: Final = _household(
    29, "24 Tannery Court", "MK42 4BH", ("Salma", "Benhaddou", "1988-08-08"),
    ("Younes", "Benhaddou", "1983-10-20", "FATHER"),
    _child("Amira", "Benhaddou", "2016-10-10", "F", schools.CAULDWELL),
)  # fmt: skip

HOUSEHOLDS: Final = (
    TILBROOK, RAHIMI, WRONA, MARLOWE_REID, ASHDOWN, KHAN_OF_QUEENS_PARK, KHAN_OF_CAULDWELL, ADEWALE, STANNARD, DOVEY,
    HORSFALL, ASAMOAH, BRAITHWAITE, PEMBERTON, FERRANTE, STURGESS, RUDKIN, SIDDIQUE, WINTERBOURNE, CARTMELL, LOVELOCK,
    THACKERAY, HALLAM_FROST, SAYEED, VANCOURT, COPESTAKE, KETTLEBOROUGH, BRIGHTWELL, BENHADDOU,
)  # fmt: skip
