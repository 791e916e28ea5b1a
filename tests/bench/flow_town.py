"""The town of the benchmarks with every flow on: its area's routing, rules and roles, and events of all types."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from msgspec.structs import replace

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.encompass import Grade
from schemas.events.header import SectionKind
from schemas.events.people import NamedSetting, Registration, Relation, Relationship, Role, Scheme
from schemas.events.texts import Text
from schemas.records.reference import AgencyKeyAdded, AgencyRegistered, AreaRoutingSet, Body, RoleAppointed
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, EPISODE, REFERRAL
from schemas.wire import Submission
from streams.matching.people import RollEntry, StaffNames
from tests.bench.scale.city import CHILDREN, SCHOOLS, _pupil
from tests.bench.town import AGENCY, HUB, START, Town, _child, _mother, sections_of
from tests.support.facts import Section, kind_of
from tests.support.flows import AREA_ROLES, AT_AGENCIES, HOSPITAL, PRACTICE, flow_bodies, user
from tests.support.force import SIGNING_KEY, Force
from tests.support.furnishing import AREA, LONG_AGO, reader
from tests.support.people import adult

APART: Final = timedelta(days=7, hours=5)
"""Between two batches: a count over months sees few events of a child, and each hour of the day comes."""
Shares = Sequence[tuple[str, int]]
"""Types of events, and how many of each."""

YEAR: Final = (
    (encompass.EVENT_TYPE, 889),
    (marac.EVENT_TYPE, 272),
    (front_door.CONTACT_TYPE, 296),
    (missing.EVENT_TYPE, 148),
    (hospital.EVENT_TYPE, 74),
)
"""Events of a year in one area by type. Bedford Borough 2021-22 (../shared/domain/figures.md): 1,777 children at police
callouts, two to an event here; 498 children in the households of MARAC cases, at the 318 to 174 referrals of Central
Bedfordshire in 2011. No figure is published for missing episodes and hospital flags, nor for the contacts that do not
follow from another event: they are as many to each Encompass event as in the bench of long histories (`scale/city.py`).
"""
AGAIN: Final = 0.15
"""How often an event is about a household that had one before: repeats at MARAC in the same report."""


class FlowTown(Town):
    """A hub of 60 schools and 41,000 pupils, with every flow on or none. Police publish, and a hospital its flags."""

    def __init__(self, folder: Path, *, flows: bool) -> None:
        roles = [reader(user(role), role, "area", AREA, "Reads", f"For{role}") for role in AREA_ROLES] if flows else []
        self._pupils = [_pupil(number) for number in range(CHILDREN)]
        super().__init__(folder, SCHOOLS, roles, self._pupils)
        self._happening = 0
        self._before: list[int] = []
        if flows:
            self._turn_on()

    def _turn_on(self) -> None:
        trust = self.forces[HOSPITAL] = Force(HUB, self.hub_key.public_key(), agency=HOSPITAL, instance="trust-1")
        key = AgencyKeyAdded(HOSPITAL, SIGNING_KEY, trust.key.public_key().public_bytes_raw(), LONG_AGO, None)
        with self.hub.locked:
            self.hub.registry.refer([*_area(), key], START)
            names = [(user(role), StaffNames(given_names="Reads", family_name=f"For{role}")) for role in AT_AGENCIES]
            self.hub.registry.put_staff(names, START)

    def publish(self, count: int, random: Random, types: Shares = YEAR) -> dict[str, list[Submission]]:
        """So many events of these types, each as often as it says, by who publishes them, `APART` from the last."""
        self.clock.forward(APART)
        kinds, often = [type for type, _ in types], [share for _, share in types]
        found: dict[str, list[Submission]] = {}
        for type in random.choices(kinds, often, k=count):
            agency = HOSPITAL if type == hospital.EVENT_TYPE else AGENCY
            found.setdefault(agency, []).append(self._event(type, agency, random))
        return found

    def _event(self, type: str, agency: str, random: Random) -> Submission:
        self._happening += 1
        again = self._before and random.random() < AGAIN
        household = random.choice(self._before) if again else random.randrange(CHILDREN // 2)
        self._before.append(household)
        first, second = self._pupils[household * 2 : household * 2 + 2]
        sections = list(_sections(type, first, second, self.clock.now))
        return self.forces[agency].seal(
            f"FLOWS/{self._happening}", sections, self.clock.now, type=type, grade=Grade.MEDIUM, keep=False
        )


def _area() -> list[Body]:
    """Routing, roles and agencies: the agreements are the town's own."""
    return [one for one in flow_bodies() if isinstance(one, AgencyRegistered | AreaRoutingSet | RoleAppointed)]


def _sections(type: str, first: RollEntry, second: RollEntry, now: datetime) -> Iterator[PlainSection]:
    """What an event of a type has: its facts, its people, and what was written of them."""
    child = replace(_child(first), relationships=())
    mother = _mother(first, child)
    account = Text("She was seen by staff, and told them of last night. " * 6)
    if type == encompass.EVENT_TYPE:
        yield from sections_of(first, second)
    elif type == missing.EVENT_TYPE:
        gone = now - timedelta(hours=4)
        yield _section(replace(EPISODE, missing_since=gone, reported_at=gone))
        yield _section(child)
        yield PlainSection(SectionKind.NARRATIVE, account, (1,))
    elif type == marac.EVENT_TYPE:
        accused = adult("Rolf", first.family_name, Role.ALLEGED_PERPETRATOR)
        parent = (Relationship(2, Relation.PARENT),)
        people = (mother, accused, *(replace(_child(one), relationships=parent) for one in (first, second)))
        facts: tuple[Section, ...] = (REFERRAL, replace(DASH, assessed_on=now.date()))
        yield from map(_section, (*facts, *people))
        yield PlainSection(SectionKind.NARRATIVE, account, (2, 4, 5))
    elif type == hospital.EVENT_TYPE:
        yield _section(replace(ATTENDANCE, arrived_at=now - timedelta(hours=1), age=None))
        yield _section(replace(child, roles=(Role.CHILD, Role.PATIENT), gp_practice=PRACTICE.upper()))
    else:
        asks = NamedSetting(Scheme.URN, first.urn, Registration.REGISTERED_PUPIL)
        yield _section(replace(CONTACT, referrer_setting=asks))
        yield _section(child)
        yield _section(mother)
        yield PlainSection(SectionKind.NARRATIVE, account, (1,))


def _section(content: Section) -> PlainSection:
    return PlainSection(kind_of(content), content)
