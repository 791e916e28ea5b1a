"""Facts for deciders, built in memory: a reference from its bodies, rolls, staff, and events as if just opened."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.deriving import fingerprint
from schemas.events.encompass import EVENT_TYPE, Grade, Incident
from schemas.events.event import Standing, Withdrawal
from schemas.events.front_door import Contact, Decided
from schemas.events.header import SealedSection, SectionKind
from schemas.events.hospital import Attendance
from schemas.events.marac import Dash, Referral
from schemas.events.missing import Episode
from schemas.events.people import Person, Role
from schemas.events.texts import Summary, Text
from schemas.records.reference import (
    AgencyKind,
    AgencyRegistered,
    AreaSettingsSet,
    Body,
    HubDeclared,
    ReferenceRecord,
    RollVersioned,
    SettingCalendarSet,
)
from schemas.sealed_event import EventFields, header_of, value_of
from streams.chain import record_digest
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.opened import SHREDDED, Opened, OpenedEvent
from streams.matching.compare import Sought
from streams.matching.index import RollIndex
from streams.matching.load import load_name_data
from streams.matching.pairs import sought_staff
from streams.matching.people import RollEntry, StaffNames
from streams.reference.facts import Reference
from tests.support.force import POLICE
from tests.support.furnishing import (
    AREA,
    CALENDAR,
    INSTRUMENTS,
    LONG_AGO,
    appointed,
    area_calendar,
    school,
    signed_instruments,
)
from tests.support.world import COORDINATOR, HUB, SCHOOLS, dsl

AUDITOR = "u-auditor"
OPERATOR = "u-operator"
MONDAY_EVENING = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
FIRST_BELL = datetime(2026, 11, 10, 8, 40, tzinfo=UTC)
OTHER_POLICE = "other-police"

Section = Person | Incident | Text | Summary | Episode | Referral | Dash | Attendance | Contact | Decided


_FACTS: dict[type, SectionKind] = {
    Incident: SectionKind.INCIDENT,
    Episode: SectionKind.EPISODE,
    Referral: SectionKind.REFERRAL,
    Dash: SectionKind.DASH,
    Attendance: SectionKind.ATTENDANCE,
    Contact: SectionKind.CONTACT,
    Decided: SectionKind.OUTCOME,
}


def hub_bodies(person_partitions: int = 1) -> list[Body]:
    """A hub, two forces of which one is Bedford's, its area, instruments, three schools with a lead each, and desks."""
    declared = HubDeclared(HUB, "Test hub", bytes(32), f"{HUB}/ledger", bytes(32), bytes(32), 1, person_partitions)
    return [
        declared,
        AgencyRegistered(POLICE, "Bedfordshire Police", AgencyKind.POLICE, (EVENT_TYPE,), (AREA,)),
        AgencyRegistered(OTHER_POLICE, "Other Police", AgencyKind.POLICE, (EVENT_TYPE,), (AREA,)),
        AreaSettingsSet(AREA, "Bedford", msgspec.json.encode(area_calendar())),
        *signed_instruments(HUB, INSTRUMENTS, (POLICE, OTHER_POLICE)),
        *(school(urn) for urn in SCHOOLS),
        *(SettingCalendarSet(urn, msgspec.json.encode(CALENDAR)) for urn in SCHOOLS),
        *(appointed(dsl(urn), "dsl", "urn", urn) for urn in SCHOOLS),
        appointed(COORDINATOR, COUNCIL_DESK, "area", AREA),
        appointed(AUDITOR, "auditor", "hub", HUB),
        appointed(OPERATOR, "operator", "hub", HUB),
    ]


def apply(reference: Reference, *bodies: Body, at: datetime = LONG_AGO) -> Reference:
    """Take bodies into a reference, each as its next record."""
    for body in bodies:
        record = ReferenceRecord(HUB, reference.number + 1, reference.digest, at, "operator", body, bytes(32))
        reference.apply(record, record_digest(b"%d" % record.number))
    return reference


def a_reference(*more: Body, person_partitions: int = 1) -> Reference:
    """The usual hub, and more."""
    return apply(Reference(), *hub_bodies(person_partitions), *more)


class Facts:
    """What all hops share: reference, rolls, staff, opened events."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.data = load_name_data()
        self.rolls = RollIndex()
        self.staff: dict[str, Sought] = {}
        self.opened: dict[bytes, OpenedEvent] = {}
        for user in (*(dsl(urn) for urn in SCHOOLS), COORDINATOR):
            self.name_staff(user, "Read", f"Er{user}")

    def name_staff(self, user: str, given: str, family: str) -> None:
        """Put a member of staff into the directory."""
        self.staff[user] = sought_staff(StaffNames(given_names=given, family_name=family))

    def put_roll(self, urn: str, pupils: Iterable[RollEntry], *, stale: datetime | None = None) -> None:
        """Put a school's roll in place, current for long unless it is said when it grows stale."""
        entries = list(pupils)
        before = self.reference.rolls.get(urn)
        version = 1 if before is None else before.version + 1
        stale_after = stale or MONDAY_EVENING + timedelta(days=90)
        apply(self.reference, RollVersioned(urn, version, bytes(32), len(entries), LONG_AGO, stale_after))
        self.rolls.put_roll(urn, version, bytes(32), entries)


def kind_of(section: Section, kind: SectionKind | None = None) -> SectionKind:
    """The kind of a section from its content; a text is a narrative unless it is said to be a voice."""
    if kind is not None:
        return kind
    if isinstance(section, Person):
        return SectionKind.PERSON
    if type(section) in _FACTS:
        return _FACTS[type(section)]
    return SectionKind.SUMMARY if isinstance(section, Summary) else SectionKind.NARRATIVE


class Told:
    """One section of an event: its content, whom a text is about, its kind where the content does not say it."""

    def __init__(self, content: Section, about: Sequence[int] = (), kind: SectionKind | None = None) -> None:
        self.content = content
        self.about = tuple(about)
        self.kind = kind_of(content, kind)


def an_event(
    *sections: Section | Told,
    reference: str = "ref-1",
    revision: int = 1,
    sequence: int = 1,
    previous: bytes = bytes(32),
    withdrawal: Withdrawal = Withdrawal.NONE,
    occurred_at: datetime = MONDAY_EVENING - timedelta(hours=1),
    publisher: str = POLICE,
    instance: str = "test-1",
    grade: Grade = Grade.STANDARD,
    erased: Iterable[int] = (),
    type: str = EVENT_TYPE,
) -> OpenedEvent:
    """An event as it stands once it was verified and opened; sections `erased` since are shredded."""
    told = [section if isinstance(section, Told) else Told(section) for section in sections]
    fields = EventFields(
        hub=HUB,
        publisher=publisher,
        instance=instance,
        sequence=sequence,
        previous=previous,
        reference=reference,
        revision=revision,
        occurred_at=occurred_at,
        sent_at=occurred_at,
        signing_key="k1",
        hub_key="hub-1",
        standing=Standing.CURRENT if withdrawal is Withdrawal.NONE else Standing.WITHDRAWN,
        withdrawal=withdrawal,
        grade=grade,
        type=type,
    )
    sealed = tuple(
        SealedSection(number, section.kind, fingerprint(section.content.__class__), section.about, bytes(32), bytes(16))
        for number, section in enumerate(told)
    )
    value = value_of(header_of(fields), fields, sealed)
    gone = set(erased)
    opened: dict[int, Opened] = {
        number: SHREDDED if number in gone else section.content for number, section in enumerate(told)
    }
    return OpenedEvent(value, opened)


def children_in(event: OpenedEvent) -> tuple[int, ...]:
    """Section numbers of the children, erased ones too far gone to say left out."""
    return tuple(number for number, person in event.people() if Role.CHILD in person.roles)
