"""Families of the demo: children with their schools, adults, one address. Made from a seed, with nothing global."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from msgspec import Struct

from services.demo.world import schools
from services.demo.world.names import Origin, Surname, parents_of, pick_given, pick_known_as, pick_origin, pick_surname
from services.demo.world.schools import School

STREETS: Final = tuple(
    f"{first} {second}"
    for first in (
        "Larkspur", "Tannery", "Quillmaker", "Orchid", "Lacewing", "Bellfounder", "Sorrel", "Windrush", "Teasel",
        "Marlpit", "Farrier", "Osier", "Damson", "Plover", "Lacemaker", "Kingcup", "Cobbler", "Wheatear", "Juniper",
    )
    for second in ("Rise", "Way", "Close", "Road", "Gardens", "Street", "Crescent")
)  # fmt: skip


class Address(Struct, frozen=True):
    """An invented address."""

    line: str
    town: str
    postcode: str
    uprn: str


class Child(Struct, frozen=True):
    """A child; `urn` is the school where it is on roll, empty for none."""

    given: str
    family: str
    known_as: str
    born: date
    girl: bool
    urn: str


class Adult(Struct, frozen=True):
    """A parent or carer."""

    given: str
    family: str
    born: date
    woman: bool


class Family(Struct, frozen=True):
    """Who lives at one address; `adults` are the mother first, if she is there."""

    address: Address
    children: tuple[Child, ...]
    adults: tuple[Adult, ...]


class Streets:
    """Gives out addresses, each once, in the sectors of a cluster."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[tuple[str, str]] = set()
        self._postcodes: dict[tuple[str, str], str] = {}

    def address(self, cluster: str) -> Address:
        """An address nobody has; one street has one postcode in a cluster."""
        place = schools.PLACES[cluster]
        while True:
            street = self._random.choice(STREETS)
            number = self._random.randrange(1, 140)
            line = (
                f"Flat {self._random.randrange(1, 9)}, {number} {street}" if number % 9 == 0 else f"{number} {street}"
            )
            if (cluster, line) not in self._given:
                break
        self._given.add((cluster, line))
        key = (cluster, street)
        if key not in self._postcodes:
            letters = "".join(self._random.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
            self._postcodes[key] = self._random.choice(place.sectors) + letters
        return Address(line, place.town, self._postcodes[key], f"999{len(self._given):09d}")


class Population:
    """Fills the rolls of the schools with families until each has its number of pupils."""

    def __init__(self, random: Random, present: Iterable[Family]) -> None:
        self._random = random
        self._streets = Streets(random)
        self._on_roll = Counter(child.urn for family in present for child in family.children)
        self._people = {_identity(child) for family in present for child in family.children}

    def families(self) -> Iterator[Family]:
        """Families, until every roll is full."""
        for school in schools.SCHOOLS:
            while self._on_roll[school.urn] < school.pupils:
                family = self._family(school)
                if any(_identity(child) in self._people for child in family.children):
                    continue
                self._people.update(_identity(child) for child in family.children)
                self._on_roll.update(child.urn for child in family.children)
                yield family

    def _family(self, school: School) -> Family:
        random = self._random
        origin, names = pick_origin(random), set[str]()
        surname = pick_surname(random, origin)
        children: list[Child] = []
        for born in self._births(school):
            girl = random.random() < 0.49
            given = pick_given(random, origin, girl=girl, taken=names)
            names.add(given.split()[0])
            family_name = surname.woman if girl else surname.man
            urn = self._school_for(born, school, children)
            if urn:
                children.append(Child(given, family_name, pick_known_as(random, given), born, girl, urn))
        adults = self._adults(origin, surname, min(child.born for child in children))
        return Family(self._streets.address(school.cluster), tuple(children), adults)

    def _births(self, school: School) -> list[date]:
        """Dates of birth of brothers and sisters; the first is of an age for this school. One in forty has a twin."""
        random = self._random
        first, last = schools.birth_range(random.randint(school.first_year, school.last_year))
        born = first + timedelta(days=random.randrange((last - first).days + 1))
        births = [born, born] if random.random() < 0.025 else [born]
        for _ in range(random.choices((0, 1, 2, 3), (45, 35, 15, 5))[0]):
            nearest = min(births) if random.random() < 0.5 else max(births)
            gap = timedelta(days=random.randrange(420, 1700))
            births.append(nearest - gap if nearest == min(births) else nearest + gap)
        return births

    def _school_for(self, born: date, school: School, siblings: Sequence[Child]) -> str:
        """A school of the cluster for this age with a place left, the one of a brother or sister first."""
        year = schools.year_group(born)
        fits = [
            one for one in schools.SCHOOLS
            if one.cluster == school.cluster and one.first_year <= year <= one.last_year
            and self._on_roll[one.urn] + sum(child.urn == one.urn for child in siblings) < one.pupils
        ]  # fmt: skip
        if not fits:
            return ""
        if school in fits:
            return school.urn
        shared = [one.urn for one in fits if any(child.urn == one.urn for child in siblings)]
        return shared[0] if shared else self._random.choice(fits).urn

    def _adults(self, origin: Origin, surname: Surname, eldest: date) -> tuple[Adult, ...]:
        """Mother and father, or one of them; a third of mothers keep a name of their own."""
        random, parents = self._random, parents_of(origin)
        mothers_name = surname if random.random() < 0.67 else pick_surname(random, origin)
        mother = Adult(
            pick_given(random, parents, girl=True, taken=set()), mothers_name.woman, self._parents_birth(eldest), True
        )
        father = Adult(
            pick_given(random, parents, girl=False, taken=set()), surname.man, self._parents_birth(eldest), False
        )
        alone = random.random()
        if alone < 0.2:
            return (mother,)
        return (father,) if alone < 0.24 else (mother, father)

    def _parents_birth(self, eldest: date) -> date:
        return eldest - timedelta(days=self._random.randrange(19 * 365, 41 * 365))


def _identity(child: Child) -> tuple[str, str, date]:
    return child.given.split()[0].casefold(), child.family.casefold(), child.born
