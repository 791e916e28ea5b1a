"""A real hub for the browser tests: one council, three schools, a night's callouts, through every hop. All invented."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from msgspec.structs import replace

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
    SafeContact,
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
    SettingRegistered,
    SettingStatus,
)
from schemas.sealed_event import EventFields, PlainSection, seal_notification
from streams.agreements import document as documents
from streams.calendar.area import AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.engines.local.home import HUB_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub, pupil_token
from streams.matching.people import RollEntry, StaffNames

HUB: Final = "browser.firstbell.example"
POLICE: Final = "bedfordshire-police"
AREA: Final = "822"
SCHOOL: Final = "109413"
SECOND_SCHOOL: Final = "109414"
UNREAD_SCHOOL: Final = "109415"
SCHOOL_NAME: Final = "Elm Grove Primary School"

DSL, BOTH, COUNCIL, AUDITOR, NOBODY = "u-dsl", "u-both", "u-council", "u-auditor", "u-nobody"
STAFF: Final = {
    DSL: ("Priya", "Raman"),
    BOTH: ("Grace", "Obi-Lindqvist"),
    COUNCIL: ("Helen", "Marsh-Delacroix"),
    AUDITOR: ("Tomasz", "Zielinski"),
    NOBODY: ("Jo", "Quartermaine"),
}

START: Final = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
"""Friday 20 November 2026, 23:30 in London: the night's first callout arrives."""
MORNING: Final = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""The Monday after, 07:30: a DSL with a phone."""

ROOT: Final = Path(__file__).resolve().parents[2]
DOCUMENTS: Final = (
    "ops/duties/domestic-abuse-act-2021-s49a.yaml",
    "ops/agreements/bedford-operation-encompass.yaml",
    "ops/agreements/council-education-safeguarding-desk.yaml",
)

HOME: Final = Address(("14 Larkspur Row", "Bedford"), "MK40 9ZZ", "")
CHILD_NAME: Final = "Isla Rose Penhallow"
TWIN_NAME: Final = "Ewan Trelawney"
SUMMARY: Final = (
    "Police were called to an argument at the family home late on Friday evening. Isla was upstairs and heard "
    "shouting and something breaking. Officers spoke to her in her bedroom; she was tired and wanted to know whether "
    "she would go to her grandmother's on Sunday as planned. She was left in the care of her mother, who has family "
    "nearby. No one was hurt. A neighbour brought the younger cousin home before the officers left. Isla may come to "
    "school without her reading bag and her coat, and may ask to telephone home. She has a swimming lesson on Monday "
    "and told the officer that she was looking forward to it."
)


class Clock:
    """The hub's and the pages' one clock, which a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Night:
    """A hub after a night: notices for a school, and desk items for the council."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.home = Home(folder)
        self._police = Ed25519PrivateKey.generate()
        self._sequence = 0
        self._previous = bytes(32)
        declare_hub(self.home, HUB, "Browser test hub", START - timedelta(days=60))
        self.hub = LocalHub(self.home, self.clock)
        self._put_in_place()
        self._callouts()

    def _put_in_place(self) -> None:
        before = START - timedelta(days=30)
        with self.hub.locked:
            self.hub.registry.refer(_reference(self._police, before), before)
            self.hub.registry.put_staff(
                (user, StaffNames(given_names=given, family_name=family)) for user, (given, family) in STAFF.items()
            )
            stale = START + timedelta(days=200)
            for urn in (SCHOOL, SECOND_SCHOOL, UNREAD_SCHOOL):
                entries = [entry for entry in _roll(self.home.read_keys().pupil_tokens) if entry.urn == urn]
                self.hub.registry.put_roll(urn, entries, before, stale, before)

    def _callouts(self) -> None:
        child, mother = _child("Isla Rose", "Penhallow", date(2017, 5, 9), SCHOOL), _mother()
        said = Text("She said that she hid under the bed when it was loud.")
        self._publish("40/61234/26", 1, _sections(child, mother, said))
        twin = _child("Ewan", "Trelawney", date(2016, 2, 3), SCHOOL)
        twin = replace(twin, given_names="E", settings=(), address=None)
        self._publish("40/61240/26", 1, _sections(twin, mother))
        alone = _child("Oona", "Hartwell", date(2015, 7, 7), UNREAD_SCHOOL)
        self._publish("40/61250/26", 1, _sections(alone, mother))
        second = _child("Idris", "Calloway", date(2014, 3, 3), SCHOOL)
        self._publish("40/61260/26", 1, _sections(second, mother))
        self.clock.now = START + timedelta(hours=8)
        self._publish("40/61260/26", 2, _sections(replace(second, presence=Presence.SAW), mother, said))
        self.clock.now = MORNING
        self.hub.tick(MORNING)
        self.hub.sign_checkpoint()

    def _publish(self, reference: str, revision: int, sections: list[PlainSection]) -> None:
        self._sequence += 1
        fields = EventFields(
            hub=HUB,
            publisher=POLICE,
            instance="niche-1",
            sequence=self._sequence,
            previous=self._previous,
            reference=reference,
            revision=revision,
            occurred_at=START - timedelta(minutes=30),
            sent_at=self.clock.now,
            signing_key="police-1",
            hub_key=HUB_KEY_ID,
            grade=Grade.MEDIUM,
        )
        public = X25519PublicKey.from_public_bytes(self.hub.reference().hub_keys[HUB_KEY_ID].public)
        submission = seal_notification(fields, sections, signing_key=self._police, hub_key=public)
        self._previous = digest_of(submission.envelope)
        self.hub.submit(POLICE, [submission])
        self.hub.run()


def _reference(police: Ed25519PrivateKey, since: datetime) -> list[Body]:
    calendar = AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2027), office_hours=())
    council = "council_education_safeguarding"
    return [
        AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, (EVENT_TYPE,), (AREA,)),
        AgencyKeyAdded(POLICE, "police-1", police.public_key().public_bytes_raw(), since, None),
        AreaSettingsSet(AREA, "Bedford Borough Council", msgspec.json.encode(calendar)),
        *(_instrument(ROOT / name) for name in DOCUMENTS),
        _school(SCHOOL, SCHOOL_NAME),
        _school(SECOND_SCHOOL, "The Very Long-Named Voluntary Controlled Church of England Lower School, Biddenham"),
        _school(UNREAD_SCHOOL, "Mill Lane School"),
        RoleAppointed(DSL, "dsl", "urn", SCHOOL, since, None, ("child_protection_level_3", "domestic_abuse")),
        RoleAppointed(BOTH, "deputy_dsl", "urn", SCHOOL, since, None, ()),
        RoleAppointed(BOTH, "dsl", "urn", SECOND_SCHOOL, since, None, ()),
        RoleAppointed(COUNCIL, council, "area", AREA, since, None, ()),
        RoleAppointed(AUDITOR, "auditor", "hub", HUB, since, None, ()),
    ]


def _instrument(path: Path) -> InstrumentRegistered:
    held = documents.parse(path.read_bytes(), path.name)
    kind = InstrumentKind(held.kind)
    return InstrumentRegistered(held.id, held.version, kind, documents.digest(held), documents.canonical(held))


def _school(urn: str, name: str) -> SettingRegistered:
    return SettingRegistered(
        urn=urn,
        name=name,
        area=AREA,
        establishment_number="2001",
        status=SettingStatus.OPEN,
        phase="Primary",
        kind="Community school",
        boarding=False,
        low_age=4,
        high_age=11,
        town="Bedford",
        postcode="MK40 1AA",
        opened=None,
        closed=None,
        successors=(),
        predecessors=(),
    )


def _roll(key: bytes) -> list[RollEntry]:
    pupils = (
        ("A1", SCHOOL, "Isla Rose", "Penhallow", date(2017, 5, 9)),
        ("A2", SCHOOL, "Ewan", "Trelawney", date(2016, 2, 3)),
        ("A3", SECOND_SCHOOL, "Esme", "Trelawney", date(2016, 2, 3)),
        ("A4", UNREAD_SCHOOL, "Oona", "Hartwell", date(2015, 7, 7)),
        ("A5", SCHOOL, "Idris", "Calloway", date(2014, 3, 3)),
    )
    return [
        RollEntry(
            pupil=pupil_token(key, upn),
            urn=urn,
            given_names=given,
            family_name=family,
            date_of_birth=born,
            postcode=HOME.postcode,
            address_lines=HOME.lines,
        )
        for upn, urn, given, family, born in pupils
    ]


def _child(given: str, family: str, born: date, urn: str) -> Person:
    return Person(
        ref=f"C-{family}",
        roles=(Role.CHILD,),
        given_names=given,
        family_name=family,
        other_names=(),
        date_of_birth=born,
        address=HOME,
        resides_in_force_area=True,
        presence=Presence.HEARD,
        whereabouts="upstairs in her bedroom",
        relationships=(Relationship(2, Relation.PARENT),),
        restricted=False,
        safe_contact=SafeContact(True, "Ring the mother's mobile, before 15:00 only"),
        settings=(NamedSetting(Scheme.URN, urn, Registration.REGISTERED_PUPIL),),
        seen_by="response officer",
        spoken_to_by="response officer",
    )


def _mother() -> Person:
    child = _child("Tamsin", "Penrose-Achebe", date(1989, 8, 2), SCHOOL)
    return replace(
        child,
        ref="A1",
        roles=(Role.VICTIM,),
        relationships=(),
        settings=(),
        whereabouts="",
        seen_by="",
        spoken_to_by="",
    )


def _sections(child: Person, mother: Person, said: Text | None = None) -> list[PlainSection]:
    sections = [
        PlainSection(SectionKind.INCIDENT, Incident(HOME, "at home")),
        PlainSection(SectionKind.PERSON, child),
        PlainSection(SectionKind.PERSON, mother),
    ]
    if child.settings:
        sections.append(PlainSection(SectionKind.SUMMARY, Summary(SUMMARY, child.settings[0]), (1,)))
    if said is not None:
        sections.append(PlainSection(SectionKind.VOICE, said, (1,)))
    return sections
