"""A real hub for the browser tests: one council, three schools, a night's callouts, through every hop. All invented."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from schemas.events.consent import Consent
from schemas.events.encompass import EVENT_TYPE, Grade, Incident
from schemas.events.event import Withdrawal
from schemas.events.front_door import CONTACT_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import (
    Address,
    NamedSetting,
    Person,
    Presence,
    Registration,
    Relation,
    Relationship,
    Role,
    SafeContact,
    Scheme,
)
from schemas.events.texts import Summary, Text
from schemas.records.reference import AgencyKind, AgencyRegistered, AreaRoutingSet, Body, SettingCalendarSet
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import CONTACT
from streams.calendar import DEFAULT_CALENDAR, Closure, ClosureKind
from streams.calendar.area import AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.home import HUB_KEY_ID, Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub, pupil_token
from streams.matching.people import RollEntry
from tests.support.clock import Clock
from tests.support.flows import COUNCIL as COUNCIL_AGENCY
from tests.support.flows import bedford_routing, user
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA, LONG_AGO, OPS, Plan, Reader, furnish, reader, school, signed_instruments
from tests.support.people import adult, child_of

HUB: Final = "browser.firstbell.example"
SCHOOL: Final = "109413"
SECOND_SCHOOL: Final = "109414"
UNREAD_SCHOOL: Final = "109415"
HOLIDAY_SCHOOL: Final = "109416"
SCHOOL_NAME: Final = "Elm Grove Primary School"
SCHOOLS: Final = {
    SCHOOL: SCHOOL_NAME,
    SECOND_SCHOOL: "The Very Long-Named Voluntary Controlled Church of England Lower School, Biddenham",
    UNREAD_SCHOOL: "Mill Lane School",
    HOLIDAY_SCHOOL: "Harbour View School",
}

DSL, BOTH, COUNCIL, AUDITOR, NOBODY = "u-dsl", "u-both", "u-council", "u-auditor", "u-nobody"
GOVERNANCE, SENDER = "u-governance", "u-sender"
FRONT_DOOR = user("ifd")

START: Final = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
"""Friday 20 November 2026, 23:30 in London: the night's first callout arrives."""
MORNING: Final = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
"""The Monday after, 07:30: a DSL with a phone."""

AT_HOME: Final = Address(("14 Larkspur Row", "Bedford"), "MK40 9ZZ", "")
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
PUPILS: Final = {
    "A1": (SCHOOL, "Isla Rose", "Penhallow", date(2017, 5, 9)),
    "A2": (SCHOOL, "Ewan", "Trelawney", date(2016, 2, 3)),
    "A3": (SECOND_SCHOOL, "Esme", "Trelawney", date(2016, 2, 3)),
    "A4": (UNREAD_SCHOOL, "Oona", "Hartwell", date(2015, 7, 7)),
    "A5": (SCHOOL, "Idris", "Calloway", date(2014, 3, 3)),
    "A6": (HOLIDAY_SCHOOL, "Bryn", "Ashcombe", date(2013, 9, 9)),
}


class Night:
    """A hub after a night: notices for a school, and desk items for the council."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(START)
        self.home = Home(folder)
        declare_hub(self.home, HUB, "Browser test hub", LONG_AGO)
        keys = self.home.read_keys()
        self._force = Force(HUB, keys.hub[HUB_KEY_ID].public_key(), instance="niche-1")
        self._pupils = {upn: _pupil(pupil_token(keys.pupil_tokens, upn), *told) for upn, told in PUPILS.items()}
        self.hub = LocalHub(self.home, self.clock)
        with self.hub.locked:
            police = self._force.registered("Bedfordshire Police", AREA, LONG_AGO)
            furnish(self.hub.registry, self._plan(), police, LONG_AGO)
            closures = (Closure(MORNING.date(), MORNING.date() + timedelta(days=4), ClosureKind.HOLIDAY),)
            document = msgspec.json.encode(replace(DEFAULT_CALENDAR, closures=closures))
            self.hub.registry.refer([SettingCalendarSet(HOLIDAY_SCHOOL, document), *_front_door()], LONG_AGO)
        self._contact()
        self._callouts()

    def _plan(self) -> Plan:
        return Plan(
            schools=[school(urn, name, high_age=11) for urn, name in SCHOOLS.items()],
            readers=_readers(),
            rolls={urn: [one for one in self._pupils.values() if one.urn == urn] for urn in SCHOOLS},
            area=AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2027), office_hours=()),
            calendar=None,
            hub=HUB,
        )

    def _callouts(self) -> None:
        said = Text("She said that she hid under the bed when it was loud.")
        self._publish("40/61234/26", self._child("A1"), said=said)
        doubtful = replace(self._child("A2"), given_names="E", settings=(), address=None)
        self._publish("40/61240/26", doubtful)
        self._publish("40/61250/26", self._child("A4"))
        self._publish("40/61250/26", replace(self._child("A4"), whereabouts="in the garden"))
        self._publish("40/61255/26", self._child("A6"))
        with patch("streams.deciders.match.decide.decide_event", side_effect=LookupError):
            self._publish("40/61257/26", self._child("A1"))
        self._publish("40/61260/26", self._child("A5"))
        self.clock.forward(timedelta(hours=8))
        self._publish("40/61260/26", replace(self._child("A5"), presence=Presence.SAW), revision=2, said=said)
        self.clock.now = MORNING
        self.hub.tick(MORNING)
        self.hub.sign_checkpoint()

    def _contact(self) -> None:
        """A school is worried about two children of one family, and asks the front door."""
        setting = NamedSetting(Scheme.URN, SCHOOL, Registration.REGISTERED_PUPIL)
        contact = replace(CONTACT, consent=Consent.GIVEN, referrer_setting=setting)
        sections = [PlainSection(SectionKind.CONTACT, contact)]
        sections += [PlainSection(SectionKind.PERSON, child_of(self._pupils[upn], ref=upn)) for upn in ("A1", "A5")]
        sent = self._force.seal("contact-1", sections, self.clock.now, type=CONTACT_TYPE)
        self.hub.submit(POLICE, [sent])
        self.hub.run()

    def child(self, upn: str) -> Person:
        """A pupil as police describe them."""
        return self._child(upn)

    def send(
        self,
        reference: str,
        sections: Sequence[tuple[SectionKind, Struct]],
        type: str,
        *more: PlainSection,
        revision: int = 1,
    ) -> None:
        """Police publish an event of another type, or a revision of it, at the clock's time."""
        plain = [*(PlainSection(kind, content) for kind, content in sections), *more]
        self.hub.submit(POLICE, [self._force.seal(reference, plain, self.clock.now, type=type, revision=revision)])
        self.hub.run()

    def withdraw(self, reference: str, type: str, why: Withdrawal, *, revision: int) -> None:
        """Police withdraw an event, at the clock's time."""
        withdrawn = self._force.seal(reference, [], self.clock.now, type=type, revision=revision, withdrawal=why)
        self.hub.submit(POLICE, [withdrawn])
        self.hub.run()

    def _publish(self, reference: str, child: Person, *, revision: int = 1, said: Text | None = None) -> None:
        sections = _sections(child, said)
        now = self.clock.now
        submission = self._force.seal(reference, sections, now, revision=revision, grade=Grade.MEDIUM)
        self.hub.submit(POLICE, [submission])
        self.hub.run()

    def _child(self, upn: str) -> Person:
        entry = self._pupils[upn]
        return replace(
            child_of(entry, ref=f"C-{entry.family_name}"),
            presence=Presence.HEARD,
            whereabouts="upstairs in her bedroom",
            relationships=(Relationship(2, Relation.PARENT),),
            safe_contact=SafeContact(True, "Ring the mother's mobile, before 15:00 only"),
            spoken_to_by="response officer",
        )


def _front_door() -> list[Body]:
    """What lets contacts reach the front door: who may send them, the agreement, the area's routing."""
    return [
        AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, (EVENT_TYPE, CONTACT_TYPE), (AREA,)),
        *signed_instruments(HUB, [OPS / "agreements" / "bedford-front-door.yaml"], (POLICE, COUNCIL_AGENCY)),
        AreaRoutingSet(AREA, msgspec.json.encode(bedford_routing())),
    ]


def _readers() -> list[Reader]:
    return [
        reader(DSL, "dsl", "urn", SCHOOL, "Priya", "Raman"),
        reader(BOTH, "deputy_dsl", "urn", SCHOOL, "Grace", "Obi-Lindqvist"),
        reader(BOTH, "dsl", "urn", SECOND_SCHOOL, "Grace", "Obi-Lindqvist"),
        reader(BOTH, "dsl", "urn", HOLIDAY_SCHOOL, "Grace", "Obi-Lindqvist"),
        reader(COUNCIL, COUNCIL_DESK, "area", AREA, "Helen", "Marsh-Delacroix"),
        reader(FRONT_DOOR, "ifd", "area", AREA, "Wilma", "Sandiford"),
        reader(user("emergency_duty_team"), "emergency_duty_team", "area", AREA, "Gwilym", "Hathersage"),
        reader(GOVERNANCE, "information_governance_lead", "area", AREA, "Callum", "Wetherby"),
        reader(SENDER, "information_sharing_lead", "agency", POLICE, "Nerys", "Talbot-Quaye"),
        reader(AUDITOR, "auditor", "hub", HUB, "Tomasz", "Zielinski"),
    ]


def _pupil(token: str, urn: str, given: str, family: str, born: date) -> RollEntry:
    return RollEntry(
        pupil=token,
        urn=urn,
        given_names=given,
        family_name=family,
        date_of_birth=born,
        postcode=AT_HOME.postcode,
        address_lines=AT_HOME.lines,
    )


def _sections(child: Person, said: Text | None) -> list[PlainSection]:
    mother = replace(adult("Tamsin", "Penrose-Achebe", Role.VICTIM), address=AT_HOME)
    sections = [
        PlainSection(SectionKind.INCIDENT, Incident(AT_HOME, "at home")),
        PlainSection(SectionKind.PERSON, child),
        PlainSection(SectionKind.PERSON, mother),
    ]
    if child.settings:
        sections.append(PlainSection(SectionKind.SUMMARY, Summary(SUMMARY, child.settings[0]), (1,)))
    if said is not None:
        sections.append(PlainSection(SectionKind.VOICE, said, (1,)))
    return sections
