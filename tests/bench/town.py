"""A town for the benchmarks: a hub, schools, 2,000 pupils, and sealed notifications of a fixed shape."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from schemas.events.encompass import Grade, Incident
from schemas.events.header import SectionKind
from schemas.events.people import Person, Presence, Relation, Relationship, Role
from schemas.events.texts import Summary, Text
from schemas.sealed_event import PlainSection
from schemas.wire import Submission
from streams.calendar import DEFAULT_CALENDAR, AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.engines.local.home import HUB_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from streams.matching.people import RollEntry
from tests.support.clock import Clock
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA, LONG_AGO, OPS, Plan, Reader, furnish, reader, school
from tests.support.people import adult, child_of

START = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
AGENCY = POLICE
HUB = "bench-hub"
SCHOOLS = tuple(str(109500 + n) for n in range(10))
PUPILS = 2000
_GIVEN = (
    "Amelia",
    "Oliver",
    "Aisha",
    "Mohammed",
    "Zofia",
    "Jakub",
    "Chloe",
    "Daniel",
    "Priya",
    "Arjun",
    "Niamh",
    "Callum",
    "Grace",
    "Ethan",
    "Fatima",
    "Leo",
)
_SYLLABLES = (
    "ba",
    "den",
    "ford",
    "har",
    "lin",
    "mer",
    "nor",
    "pel",
    "quin",
    "ros",
    "sto",
    "tar",
    "ven",
    "wick",
    "yar",
    "zel",
)


def declare_town(
    home: Home,
    schools: Sequence[str] = SCHOOLS,
    more: Sequence[Reader] = (),
    pupils: Sequence[RollEntry] | None = None,
) -> Force:
    """Make a home, declare its hub and furnish it; the force that publishes to it. Its last recorded time is `START`.

    `more`: readers beside those that each school has. `pupils`: those of the schools, unless they are the town's.
    """
    declare_hub(home, HUB, "Benchmark", LONG_AGO)
    force = Force(HUB, home.read_keys().hub[HUB_KEY_ID].public_key())
    hub = LocalHub(home, lambda: START)
    furnish(hub.registry, plan(schools, more, pupils), force.registered("Police", AREA, LONG_AGO), START)
    hub.close()
    return force


def plan(schools: Sequence[str], more: Sequence[Reader] = (), pupils: Sequence[RollEntry] | None = None) -> Plan:
    """The schools, three readers each, the pupils spread over them, under all the project's agreements and duties."""
    pupils = pupils or pupils_of(schools)
    return Plan(
        schools=[school(urn) for urn in schools],
        readers=[*_readers(schools), *more],
        rolls={urn: [entry for entry in pupils if entry.urn == urn] for urn in schools},
        area=AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2028), office_hours=()),
        calendar=DEFAULT_CALENDAR,
        instruments=sorted([*(OPS / "duties").glob("*.yaml"), *(OPS / "agreements").glob("*.yaml")]),
        rolls_last=timedelta(days=900),
        hub=HUB,
    )


def _readers(schools: Sequence[str]) -> list[Reader]:
    roles = ("dsl", "deputy_dsl", "head")
    return [
        reader(f"user-{role}-{number}", role, "urn", urn, role.title(), _family(3000 + number * len(roles) + place))
        for number, urn in enumerate(schools)
        for place, role in enumerate(roles)
    ]


def _family(number: int) -> str:
    places = (number % 16, number // 16 % 16, number // 256 % 16)
    return "".join(_SYLLABLES[place] for place in places).capitalize()


def pupils_of(schools: Sequence[str]) -> list[RollEntry]:
    """The town's pupils: two of each household, at schools that follow each other."""
    return [_pupil(number, schools[number % len(schools)]) for number in range(PUPILS)]


def _pupil(number: int, urn: str) -> RollEntry:
    household = number // 2
    return RollEntry(
        pupil=f"pupil-{number}",
        urn=urn,
        given_names=_GIVEN[number % len(_GIVEN)],
        family_name=_family(household),
        date_of_birth=date(2010, 1, 1) + timedelta(days=number * 7 % 4000),
        postcode=f"MK40 {household % 9 + 1}{chr(65 + household // 9 % 20)}{chr(65 + household // 180 % 20)}",
        address_lines=(f"{household % 90 + 1} Ash Grove",),
    )


class Letters:
    """Sealed notifications of the fixed shape, one after the other in the force's sequence."""

    def __init__(self, force: Force, schools: Sequence[str] = SCHOOLS) -> None:
        self._force = force
        self._pupils = pupils_of(schools)
        self._count = 0

    def seal(self, count: int, at: datetime, seed: int = 1) -> list[Submission]:
        """So many, of two children and six sections each."""
        random = Random(seed)
        return [self.of_household(random.randrange(PUPILS // 2), at) for _ in range(count)]

    def of_household(self, household: int, at: datetime) -> Submission:
        """One, about the two pupils of a household."""
        self._count += 1
        children = self._pupils[household * 2 : household * 2 + 2]
        reference = f"BENCH/{self._force.instance}/{self._count}"
        return self._force.seal(reference, sections_of(*children), at, grade=Grade.MEDIUM, keep=False)


class Town:
    """The town's hub in this process. The clock stands until it is moved."""

    def __init__(
        self,
        folder: Path,
        schools: Sequence[str] = SCHOOLS,
        more: Sequence[Reader] = (),
        pupils: Sequence[RollEntry] | None = None,
    ) -> None:
        self.clock = Clock(START)
        self.home = Home(folder / "home")
        force = declare_town(self.home, schools, more, pupils)
        self.forces = {AGENCY: force}
        self.keys = self.home.read_keys()
        self.hub_key: X25519PrivateKey = self.keys.hub[HUB_KEY_ID]
        self.hub = LocalHub(self.home, self.clock)
        self.engine = self.hub._engine
        self._letters = Letters(force)

    def seal(self, count: int, seed: int = 1) -> list[Submission]:
        """Sealed notifications of the fixed shape, the next in sequence."""
        return self._letters.seal(count, self.clock.now, seed)


def sections_of(first: RollEntry, second: RollEntry) -> list[PlainSection]:
    """The six sections: two children, their mother, the incident, a summary for the first's school, the narrative."""
    child = _child(first)
    assert child.address is not None
    summary = Summary("An argument at home was heard by the children. Officers attended. " * 4, child.settings[0])
    return [
        PlainSection(SectionKind.PERSON, child),
        PlainSection(SectionKind.PERSON, _child(second)),
        PlainSection(SectionKind.PERSON, _mother(first, child)),
        PlainSection(SectionKind.INCIDENT, Incident(child.address, "at home")),
        PlainSection(SectionKind.SUMMARY, summary, (0,)),
        PlainSection(SectionKind.NARRATIVE, Text("Officers were called by a neighbour. " * 12), (0, 1)),
    ]


def _child(entry: RollEntry) -> Person:
    return replace(
        child_of(entry),
        presence=Presence.HEARD,
        whereabouts="Upstairs",
        relationships=(Relationship(2, Relation.PARENT),),
        spoken_to_by="Officer",
    )


def _mother(entry: RollEntry, child: Person) -> Person:
    return replace(adult("Joanna", entry.family_name, Role.VICTIM), address=child.address)
