"""A council area with 41,000 children on 60 rolls and every flow on, some hundred events decided, and its pages.

Bedford Borough had 41,173 residents under 18 and 75 schools in 2021-22 (partnership's annual report).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.records.reference import AgencyKeyAdded
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, EPISODE, REFERRAL
from schemas.wire import Submission
from streams.calendar import AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.home import HUB_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from streams.matching.people import RollEntry
from tests.bench.town import _family
from tests.support.clock import Clock
from tests.support.facts import Section, kind_of
from tests.support.flows import AREA_ROLES, HOSPITAL, flow_bodies, user
from tests.support.force import POLICE, SIGNING_KEY, Force
from tests.support.furnishing import AREA, CALENDAR, LONG_AGO, Plan, furnish, reader, school
from tests.support.people import GIVEN, adult, child_of
from tests.support.world import HUB

CHILDREN: Final = 41_000
SCHOOLS: Final = tuple(str(109500 + number) for number in range(60))
SUNDAY: Final = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
COUNCIL: Final = "u-council-desk"
AUDITOR: Final = "u-auditor"

SHARES: Final = (
    (encompass.EVENT_TYPE, 60),
    (front_door.CONTACT_TYPE, 20),
    (missing.EVENT_TYPE, 10),
    (marac.EVENT_TYPE, 5),
    (hospital.EVENT_TYPE, 5),
)
"""How many of a hundred events are of each type."""


class Page(Struct, frozen=True):
    """A page that somebody looks at."""

    title: str
    user: str
    href: str


class City:
    """The area's hub in this process; the police, and the hospital's trust, publish to it."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(SUNDAY)
        self.home = Home(folder / "home")
        declare_hub(self.home, HUB, "Bedford", LONG_AGO)
        key = self.home.read_keys().hub[HUB_KEY_ID].public_key()
        self._force = Force(HUB, key)
        self._trust = Force(HUB, key, agency=HOSPITAL, instance="trust-1")
        self.pupils = [_pupil(number) for number in range(CHILDREN)]
        self.hub = LocalHub(self.home, self.clock)
        self._first = [one for one in self.pupils if one.urn == SCHOOLS[0]]
        self._random = Random(41_000)
        self._sent = 0
        with self.hub.locked:
            furnish(self.hub.registry, self._plan(), self._force.registered("Police", AREA, LONG_AGO), LONG_AGO)
            public = self._trust.key.public_key().public_bytes_raw()
            key_added = AgencyKeyAdded(HOSPITAL, SIGNING_KEY, public, LONG_AGO, None)
            self.hub.registry.refer([*flow_bodies(), key_added], LONG_AGO)

    def _plan(self) -> Plan:
        roles = [reader(user(role), role, "area", AREA, "Reads", f"For{role}") for role in AREA_ROLES]
        return Plan(
            schools=[school(urn) for urn in SCHOOLS],
            readers=[
                *(reader(f"u-dsl-{urn}", "dsl", "urn", urn, "Leads", f"At{urn}") for urn in SCHOOLS),
                reader(COUNCIL, COUNCIL_DESK, "area", AREA, "Helen", "Marshdelacroix"),
                reader(AUDITOR, "auditor", "hub", HUB, "Tomasz", "Zielinski"),
                *roles,
            ],
            rolls={urn: [one for one in self.pupils if one.urn == urn] for urn in SCHOOLS},
            area=AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2028), office_hours=()),
            calendar=CALENDAR,
            hub=HUB,
            rolls_last=timedelta(days=900),
        )

    def decide(self, events: int) -> None:
        """So many events of all types about children anywhere in the area, a minute from one to the next."""
        for _ in range(events):
            agency, submission = self._event(self._type())
            self.hub.submit(agency, [submission])
            self.clock.forward(timedelta(minutes=1))
        self.hub.run()
        self.hub.sign_checkpoint()

    def _type(self) -> str:
        (chosen,) = self._random.choices([type for type, _ in SHARES], [share for _, share in SHARES])
        return chosen

    def _event(self, type: str) -> tuple[str, Submission]:
        self._sent += 1
        # every other child is at the first school: its newest page of finished notices is of events decided here
        near = self._random.random() < 0.5
        child = child_of(self._random.choice(self._first if near else self.pupils))
        force, agency = (self._trust, HOSPITAL) if type == hospital.EVENT_TYPE else (self._force, POLICE)
        sections = [PlainSection(kind_of(one), one) for one in self._contents(type, child)]
        return agency, force.seal(f"{agency}/{self._sent}", sections, self.clock.now, type=type)

    def _contents(self, type: str, child: Person) -> Iterator[Section]:
        now = self.clock.now
        number = str(self._sent)
        victim = replace(adult("Tess", _family(self._sent * 7), Role.VICTIM), ref=f"v{number}")
        accused = replace(adult("Rolf", _family(self._sent * 11), Role.ALLEGED_PERPETRATOR), ref=f"p{number}")
        if type == missing.EVENT_TYPE:
            gone = now - timedelta(hours=4)
            yield replace(EPISODE, missing_since=gone, reported_at=gone)
        elif type == marac.EVENT_TYPE:
            yield from (REFERRAL, DASH, victim, accused)
        elif type == hospital.EVENT_TYPE:
            yield replace(ATTENDANCE, arrived_at=now - timedelta(hours=1), age=None)
            child = replace(child, roles=(Role.CHILD, Role.PATIENT))
        elif type == front_door.CONTACT_TYPE:
            asks = NamedSetting(Scheme.URN, child.settings[0].value, Registration.REGISTERED_PUPIL)
            yield replace(CONTACT, referrer_setting=asks)
        else:
            yield victim
        yield child


def pages() -> Sequence[Page]:
    """What is looked at on a Monday morning."""
    area = f"area/{AREA}"
    return (
        Page("school's inbox", f"u-dsl-{SCHOOLS[0]}", f"/school/{SCHOOLS[0]}"),
        Page("school's finished notices", f"u-dsl-{SCHOOLS[0]}", f"/school/{SCHOOLS[0]}/closed"),
        Page("front door", user("ifd"), f"/inbox/ifd/{area}"),
        Page("front door, finished", user("ifd"), f"/inbox/ifd/{area}/closed"),
        Page("MARAC coordinator", user("marac_coordinator"), f"/inbox/marac_coordinator/{area}"),
        Page("SPOC coordinator", user("spoc_coordinator"), f"/inbox/spoc_coordinator/{area}"),
        Page("MARAC agenda", user("marac_coordinator"), f"/inbox/marac_coordinator/{area}/agenda"),
        Page("SPOC agenda", user("spoc_coordinator"), f"/inbox/spoc_coordinator/{area}/agenda"),
        Page("violence panel's agenda", user("syvp_coordinator"), f"/inbox/syvp_coordinator/{area}/agenda"),
        Page("council's desk", COUNCIL, f"/council/{AREA}"),
        Page("council's desk, closed", COUNCIL, f"/council/{AREA}/closed"),
        Page("auditor's list of events", AUDITOR, "/trace"),
    )


def agendas() -> Sequence[Page]:
    """The agendas of which a pack is made: each of its cases is opened and recorded first."""
    area = f"area/{AREA}"
    return [
        Page(f"{title} pack", user(role), f"/inbox/{role}/{area}/agenda/pack")
        for title, role in (
            ("MARAC", "marac_coordinator"),
            ("SPOC", "spoc_coordinator"),
            ("violence panel", "syvp_coordinator"),
        )
    ]


def _pupil(number: int) -> RollEntry:
    household = number // 2
    return RollEntry(
        pupil=f"pupil-{number}",
        urn=SCHOOLS[household % len(SCHOOLS)],
        given_names=f"{GIVEN[number % len(GIVEN)]} {_family(number * 13 + 5)}",
        family_name=f"{_family(household)}{_family(household // 4096)}".capitalize(),
        date_of_birth=date(2010, 1, 1) + timedelta(days=number * 7 % 4000),
        postcode=_postcode(household),
        address_lines=(f"{household % 190 + 1} Ash Grove",),
    )


def _postcode(household: int) -> str:
    letters = chr(65 + household // 81 % 20) + chr(65 + household // 1620 % 20)
    return f"MK{40 + household % 9} {household // 9 % 9 + 1}{letters}"
