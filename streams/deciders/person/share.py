"""May this recipient have it, and which items: the question put to the instruments in force."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from schemas.doubts import years_between
from schemas.events.consent import Consent
from schemas.events.front_door import Contact
from schemas.events.hospital import Attendance
from schemas.events.marac import Referral, ReferralGround
from schemas.events.people import NO_SCHOOL, Person, Registration, Role, Scheme
from schemas.records.reference import AgencyKind, RoleAppointed
from schemas.records.share import Recipient
from streams.agreements.request import Facts, Reader, Request, consent_stated
from streams.agreements.verdict import Verdict
from streams.agreements.vocabulary import KIND_OF_ROLE, STATING_CONSENT, PartyKind, RecipientRole
from streams.calendar import AreaCalendar, Desk, staffed
from streams.calendar.wall_clock import LONDON
from streams.deciders.areas import area_of_agency, child_area
from streams.deciders.opened import OpenedEvent
from streams.reference.facts import HOLIDAY_CONTACT, Reference

_NOT_STATED: Final = Consent.NOT_STATED
_NOT_KNOWN: Final = Registration.NOT_KNOWN
_PATIENT: Final = Role.PATIENT
_URN: Final = Scheme.URN

PUBLISHER_KINDS = {
    AgencyKind.POLICE: PartyKind.POLICE_FORCE,
    AgencyKind.COUNCIL: PartyKind.LOCAL_AUTHORITY,
    AgencyKind.HOSPITAL: PartyKind.HEALTH_TRUST,
    AgencyKind.SCHOOL: PartyKind.SCHOOL,
    AgencyKind.GP_PRACTICE: PartyKind.GP_PRACTICE,
    AgencyKind.VOLUNTARY_SERVICE: PartyKind.VOLUNTARY_SERVICE,
}


_ROLES = {**{role.value: role for role in RecipientRole}, HOLIDAY_CONTACT: RecipientRole.COVER_DSL}
"""A school's holiday contact is its appointed cover for the holidays: agreements and duties speak of no other role."""

UNKNOWN_READER = Reader(frozenset(), None)
"""A reader who brings nothing that is known: no training, and a role held nobody knows how long."""

_KIND_OF_ROLE = {role.value: kind for role, kind in KIND_OF_ROLE.items()}

_COLLEGE_WORDS = ("further education", "sixth form college", "16-19", "16 to 19")


def kinds_of(reference: Reference) -> dict[str, PartyKind]:
    """Of what kind each agency of a hub is."""
    return {id: PUBLISHER_KINDS[agency.kind] for id, agency in reference.agencies.items()}


def verdict_for(
    reference: Reference,
    event: OpenedEvent,
    section: int,
    recipient: Recipient,
    role: str,
    at: datetime,
    reader: Reader | None,
    *,
    on_roll: bool,
) -> Verdict:
    """What the instruments in force at `at` say of this recipient and child.

    `reader` is None while nobody is known who would read, `on_roll` whether the recipient's roll holds
    the child. KeyError for a publisher or school that the reference lacks.
    """
    request = request_for(reference, event, section, recipient, role, at, reader, on_roll=on_roll)
    return reference.instruments.answers().answer(request)


def request_for(
    reference: Reference,
    event: OpenedEvent,
    section: int,
    recipient: Recipient,
    role: str,
    at: datetime,
    reader: Reader | None,
    *,
    on_roll: bool,
) -> Request:
    """The question that is put to the instruments of this recipient and child. KeyError as for `verdict_for`."""
    person = event.person(section)
    header = event.header
    agency = reference.agencies[header.publisher]
    area = recipient_area(reference, recipient)
    registration = registration_at(reference, person, recipient, on_roll=on_roll)
    return Request(
        event_type=header.type,
        publisher=header.publisher,
        publisher_kind=PUBLISHER_KINDS[agency.kind],
        area=area,
        role=_ROLES.get(role) or RecipientRole(role),
        recipient=recipient.value,
        recipient_kind=recipient_kind(reference, recipient),
        facts=_facts(event, person, at, registration, reference.areas.get(area)),
        trainings=None if reader is None else reader.trainings,
        occurred_at=header.occurred_at,
        at=at,
        appointed_days=None if reader is None else reader.appointed_days,
    )


def reader_of(role: RoleAppointed, at: datetime) -> Reader:
    """What whoever holds a role brings at a time: trainings, and the whole days since the appointment."""
    return Reader(frozenset(role.trainings), (at - role.valid_from).days)


def recipient_area(reference: Reference, recipient: Recipient) -> str:
    """The council area in which a recipient stands: of an agency, the first that it serves.

    KeyError for a school that the register does not hold.
    """
    if recipient.scheme == "area":
        return recipient.value
    if recipient.scheme == "agency":
        return area_of_agency(reference, recipient.value)
    setting = reference.setting(recipient.value)
    if setting is None:
        raise KeyError(recipient.value)
    return setting.area


def desk_area(reference: Reference, recipient: Recipient, event: OpenedEvent | None = None, section: int = -1) -> str:
    """The area whose council's desk stands behind a recipient: its own, or, for a school outside the areas that this
    hub serves, that in which the child lives or else the first that the publisher serves. Where the event is not at
    hand, it is the first that any police force of the hub serves.
    """
    area = recipient_area(reference, recipient)
    if area in reference.areas:
        return area
    if event is not None:
        return child_area(reference, event, section, (), ())
    return area_of_agency(reference, "")


def recipient_kind(reference: Reference, recipient: Recipient) -> PartyKind:
    """What sort of body a recipient is."""
    if recipient.scheme == "area":
        return _KIND_OF_ROLE.get(recipient.role, PartyKind.LOCAL_AUTHORITY)
    if recipient.scheme == "agency":
        return PUBLISHER_KINDS[reference.agencies[recipient.value].kind]
    setting = reference.setting(recipient.value)
    if setting is None:
        raise KeyError(recipient.value)
    return setting_kind(setting.phase, setting.kind)


@lru_cache(maxsize=1024)
def setting_kind(phase: str, kind: str) -> PartyKind:
    """Nurseries stand outside s.49A; colleges within it; everything else of the register is a school."""
    if phase.casefold() == "nursery":
        return PartyKind.EARLY_YEARS
    folded = kind.casefold()
    return PartyKind.COLLEGE if any(word in folded for word in _COLLEGE_WORDS) else PartyKind.SCHOOL


def age_in_years(born: date, at: datetime) -> int:
    """Whole years on the London day of `at`; a birthday counts from its morning on."""
    return years_between(born, _london_day(at))


def _age(event: OpenedEvent, person: Person, at: datetime) -> int | None:
    """By the date of birth; of a patient without one, as the hospital recorded it, with the whole years since then."""
    if person.date_of_birth is not None:
        return age_in_years(person.date_of_birth, at)
    seen = event.fact(Attendance) if _PATIENT in person.roles else None
    if seen is None or seen.age is None:
        return None
    return seen.age + max(0, age_in_years(_london_day(seen.arrived_at), at))


@lru_cache(maxsize=1024)
def _london_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def registration_at(
    reference: Reference, person: Person | None, recipient: Recipient, *, on_roll: bool
) -> Registration:
    """How the child is registered at this recipient: as its roll says, else as police say of this very setting.

    A council is asked about a child without a school: of what police name, that the child has none counts first.
    """
    if on_roll:
        return Registration.REGISTERED_PUPIL
    named = person.settings if person is not None else ()
    if recipient.scheme != "urn":
        said = sorted((one.registration for one in named), key=lambda one: one not in NO_SCHOOL)
        return said[0] if said else _NOT_KNOWN
    for one in named:
        if one.scheme is _URN and recipient.value in _standing_for(reference, one.value.strip()):
            return one.registration
    return _NOT_KNOWN


def _standing_for(reference: Reference, urn: str) -> tuple[str, ...]:
    """A school and those that came after it."""
    setting = reference.setting(urn)
    return (urn, *setting.successors) if setting is not None else (urn,)


def _facts(
    event: OpenedEvent, person: Person | None, at: datetime, registration: Registration, area: AreaCalendar | None
) -> Facts:
    restricted = event.any_restricted
    grade = event.grade
    consent, grounds = stated_of(event)
    office_hours = None if area is None else _in_office_hours(area, at)
    if person is None:
        return Facts(
            grade=grade,
            restricted=restricted,
            consent=consent,
            referral_grounds=grounds,
            office_hours=office_hours,
        )
    return Facts(
        age=_age(event, person, at),
        presence=person.presence,
        grade=grade,
        registration=registration,
        restricted=restricted,
        resides_in_force_area=person.resides_in_force_area,
        consent=consent,
        referral_grounds=grounds,
        office_hours=office_hours,
    )


@lru_cache(maxsize=1024)
def _in_office_hours(area: AreaCalendar, at: datetime) -> bool:
    return staffed(area, at).desk is Desk.COUNCIL_DESK


STATING: Final[tuple[type[Referral] | type[Contact] | type[Attendance], ...]] = (Referral, Contact, Attendance)
"""Sections that say what was asked of those concerned."""


def stated_of(event: OpenedEvent) -> tuple[Consent, tuple[ReferralGround, ...]]:
    """What an event says of consent and of why a case is referred; nothing where its section is not there."""
    if event.header.type not in STATING_CONSENT:
        return _NOT_STATED, ()
    referral = event.fact(Referral)
    if referral is not None:
        return consent_stated(referral.consent, referral.consent_reason), tuple(sorted(referral.grounds))
    contact = event.fact(Contact) or event.fact(Attendance)
    return _NOT_STATED if contact is None else consent_stated(contact.consent, contact.consent_reason), ()
