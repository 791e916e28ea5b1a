"""A town for the benchmarks: a hub, ten schools, 2,000 pupils, and sealed notifications of a fixed shape."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas.envelope import digest_of
from schemas.events.encompass import (
    EVENT_TYPE,
    Address,
    Grade,
    Incident,
    NamedSetting,
    Person,
    Presence,
    Registration,
    Relation,
    Relationship,
    Role,
    Scheme,
    Summary,
    Text,
)
from schemas.events.header import SectionKind
from schemas.records.reference import (
    AgencyKeyAdded,
    AgencyKind,
    AgencyRegistered,
    AreaSettingsSet,
    Body,
    InstrumentKind,
    InstrumentRegistered,
    RoleAppointed,
    SettingCalendarSet,
    SettingRegistered,
    SettingStatus,
)
from schemas.sealed_event import EventFields, PlainSection, seal_notification
from schemas.wire import Submission
from streams.agreements import document
from streams.calendar import DEFAULT_CALENDAR, AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.engines.local.home import HUB_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from streams.matching.people import RollEntry, StaffNames

START = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
AGENCY = "bedfordshire-police"
HUB = "bench-hub"
SCHOOLS = tuple(str(109500 + n) for n in range(10))
PUPILS = 2000
_ROOT = Path(__file__).parents[2]
_GIVEN = [
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
]
_SYLLABLES = [
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
]


def _family(number: int) -> str:
    first, second, third = number % 16, number // 16 % 16, number // 256 % 16
    return (_SYLLABLES[first] + _SYLLABLES[second] + _SYLLABLES[third]).capitalize()


class Town:
    """A hub in a folder and the key of the one agency that publishes to it. The clock stands until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.home = Home(folder / "home")
        self.agency_key = Ed25519PrivateKey.generate()
        declare_hub(self.home, HUB, "Benchmark", START)
        self.hub = LocalHub(self.home, lambda: self.now)
        self.hub_key: X25519PrivateKey = self.home.read_keys().hub[HUB_KEY_ID]
        self.pupils = [self._pupil(n) for n in range(PUPILS)]
        self._furnish()
        self._sequence = 0
        self._previous = bytes(32)

    def _pupil(self, number: int) -> RollEntry:
        household = number // 2
        return RollEntry(
            pupil=f"pupil-{number}",
            urn=SCHOOLS[number % len(SCHOOLS)],
            given_names=_GIVEN[number % len(_GIVEN)],
            family_name=_family(household),
            date_of_birth=date(2010, 1, 1) + timedelta(days=number * 7 % 4000),
            postcode=f"MK40 {household % 9 + 1}{chr(65 + household // 9 % 20)}{chr(65 + household // 180 % 20)}",
            address_lines=(f"{household % 90 + 1} Ash Grove",),
        )

    def _furnish(self) -> None:
        before = START - timedelta(days=10)
        bodies: list[Body] = [
            AgencyRegistered(AGENCY, "Police", AgencyKind.POLICE, (EVENT_TYPE,), ("822",)),
            AgencyKeyAdded(AGENCY, "k1", self.agency_key.public_key().public_bytes_raw(), before, None),
        ]
        area = AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2028), office_hours=())
        bodies.append(AreaSettingsSet("822", "Bedford Borough", msgspec.json.encode(area)))
        for path in sorted([*(_ROOT / "ops/duties").glob("*.yaml"), *(_ROOT / "ops/agreements").glob("*.yaml")]):
            read = document.parse(path.read_bytes(), path.name)
            kind = InstrumentKind(read.kind)
            canonical = document.canonical(read)
            bodies.append(InstrumentRegistered(read.id, read.version, kind, document.digest(read), canonical))
        staff: list[tuple[str, StaffNames]] = []
        for number, urn in enumerate(SCHOOLS):
            bodies += [_school(urn), SettingCalendarSet(urn, msgspec.json.encode(DEFAULT_CALENDAR))]
            for role in ("dsl", "deputy_dsl", "head"):
                user = f"user-{role}-{number}"
                bodies.append(RoleAppointed(user, role, "urn", urn, before, None, ()))
                staff.append((user, StaffNames(given_names=role.title(), family_name=_family(3000 + len(staff)))))
        self.hub.registry.refer(bodies, START)
        self.hub.registry.put_staff(staff)
        for urn in SCHOOLS:
            entries = [entry for entry in self.pupils if entry.urn == urn]
            self.hub.registry.put_roll(urn, entries, START, START + timedelta(days=900), START)

    def seal(self, count: int, seed: int = 1) -> list[Submission]:
        """Sealed notifications of the fixed shape: two children and six sections each, the next in sequence."""
        random = Random(seed)
        return [self._seal(random) for _ in range(count)]

    def _seal(self, random: Random) -> Submission:
        self._sequence += 1
        household = random.randrange(PUPILS // 2)
        fields = EventFields(
            hub=HUB,
            publisher=AGENCY,
            instance="instance-1",
            sequence=self._sequence,
            previous=self._previous,
            reference=f"BENCH/{self._sequence}",
            revision=1,
            occurred_at=self.now - timedelta(hours=1),
            sent_at=self.now,
            signing_key="k1",
            hub_key=HUB_KEY_ID,
            grade=Grade.MEDIUM,
        )
        sections = _sections(self.pupils[household * 2], self.pupils[household * 2 + 1])
        sealed = seal_notification(fields, sections, signing_key=self.agency_key, hub_key=self.hub_key.public_key())
        self._previous = digest_of(sealed.envelope)
        return sealed


def _school(urn: str) -> SettingRegistered:
    return SettingRegistered(
        urn=urn,
        name=f"School {urn}",
        area="822",
        establishment_number="1000",
        status=SettingStatus.OPEN,
        phase="Primary",
        kind="Community school",
        boarding=False,
        low_age=4,
        high_age=18,
        town="Bedford",
        postcode="MK40 1AA",
        opened=None,
        closed=None,
        successors=(),
        predecessors=(),
    )


def _sections(first: RollEntry, second: RollEntry) -> list[PlainSection]:
    about = (0, 1)
    summary = Summary("An argument at home was heard by the children. Officers attended. " * 4, _setting(first))
    return [
        PlainSection(SectionKind.PERSON, _child("c1", first)),
        PlainSection(SectionKind.PERSON, _child("c2", second)),
        PlainSection(SectionKind.PERSON, _adult(first)),
        PlainSection(SectionKind.INCIDENT, Incident(_address(first), "at home")),
        PlainSection(SectionKind.SUMMARY, summary, (0,)),
        PlainSection(SectionKind.NARRATIVE, Text("Officers were called by a neighbour. " * 12), about),
    ]


def _address(entry: RollEntry) -> Address:
    return Address(entry.address_lines, entry.postcode or "", "")


def _setting(entry: RollEntry) -> NamedSetting:
    return NamedSetting(Scheme.URN, entry.urn, Registration.REGISTERED_PUPIL)


def _child(ref: str, entry: RollEntry) -> Person:
    return Person(
        ref=ref,
        roles=(Role.CHILD,),
        given_names=entry.given_names,
        family_name=entry.family_name,
        other_names=(),
        date_of_birth=entry.date_of_birth,
        address=_address(entry),
        resides_in_force_area=True,
        presence=Presence.HEARD,
        whereabouts="Upstairs",
        relationships=(Relationship(2, Relation.PARENT),),
        restricted=False,
        safe_contact=None,
        settings=(_setting(entry),),
        seen_by="Officer",
        spoken_to_by="Officer",
    )


def _adult(entry: RollEntry) -> Person:
    return Person(
        ref="a1",
        roles=(Role.VICTIM,),
        given_names="Joanna",
        family_name=entry.family_name,
        other_names=(),
        date_of_birth=date(1988, 2, 3),
        address=_address(entry),
        resides_in_force_area=True,
        presence=Presence.SAW,
        whereabouts="Kitchen",
        relationships=(),
        restricted=False,
        safe_contact=None,
        settings=(),
        seen_by="Officer",
        spoken_to_by="Officer",
    )
