"""One attendance as a message tells it, in no format's own terms, and the flag that the trust's rules make of it."""

from datetime import date, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.doubts import years_between
from schemas.events import hospital
from schemas.events.consent import Consent
from schemas.events.encompass import Grade
from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SectionKind
from schemas.events.hospital import Attendance, ConcernLevel, CpIsAnswer, Sign
from schemas.events.people import Address, Person, Presence, Relation, Role
from schemas.sealed_event import PlainSection
from services.hospital.rules import Concern, HospitalRules, Kin, Patients
from services.publisher.incident import ReportedIncident, ReportedPerson
from services.publisher.wall_times import LONDON

GROWN_UP: Final = 18
_LEVELS: Final = tuple(ConcernLevel)


class Named(Struct, frozen=True):
    """A person of the message; `ref` is the trust's own id of them."""

    ref: str
    given_names: str
    family_name: str
    other_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    address: Address | None = None
    restricted: bool = False
    nhs_number: str | None = None
    gp_practice: str = ""


class Visit(Struct, frozen=True):
    """One attendance. `told_at` orders the messages that speak of it; `codes` are the trust's own, whatever they say.

    `level` and `cp_is` are what was observed, None where nothing was. `in_error`: it should never have been recorded.
    """

    reference: str
    told_at: datetime
    trust: str
    site: str
    ward: str
    arrived_at: datetime
    left_at: datetime | None
    injury: str
    codes: tuple[str, ...]
    level: ConcernLevel | None
    cp_is: CpIsAnswer | None
    patient: Named
    kin: tuple[tuple[Named, Kin], ...] = ()
    in_error: bool = False

    def is_child(self, person: Named) -> bool:
        """Whether somebody was under 18 on the day of the attendance, by London's calendar; no, where nobody knows."""
        born = person.date_of_birth
        return born is not None and years_between(born, self.arrived_at.astimezone(LONDON).date()) < GROWN_UP


def flag_of(visit: Visit, rules: HospitalRules) -> ReportedIncident | None:
    """The flag of an attendance, or its withdrawal; None where no rule of the trust speaks of it.

    A withdrawal is given for any attendance entered in error: whether there is a flag to withdraw is not known here.
    """
    if visit.in_error:
        return _reported_flag(visit, (), (), Withdrawal.ENTERED_IN_ERROR)
    concerns = [found for code in visit.codes if (found := rules.concerns.get(code)) and _speaks_of(found, visit)]
    levels = [concern.level for concern in concerns] + ([visit.level] if visit.level is not None else [])
    if not levels:
        return None
    signs = tuple(dict.fromkeys(sign for concern in concerns for sign in concern.signs))
    facts = PlainSection(SectionKind.ATTENDANCE, _attendance(visit, signs, max(levels, key=_LEVELS.index)))
    return _reported_flag(visit, (facts,), _people(visit), Withdrawal.NONE)


def _reported_flag(
    visit: Visit, facts: tuple[PlainSection, ...], people: tuple[ReportedPerson, ...], withdrawal: Withdrawal
) -> ReportedIncident:
    return ReportedIncident(
        type=hospital.EVENT_TYPE,
        reference=visit.reference,
        revision=_order(visit.told_at),
        line=0,
        standing=Standing.CURRENT if withdrawal is Withdrawal.NONE else Standing.WITHDRAWN,
        withdrawal=withdrawal,
        grade=Grade.NOT_ASSESSED,
        occurred_at=visit.arrived_at,
        facts=facts,
        people=people,
        narrative="",
    )


def _speaks_of(concern: Concern, visit: Visit) -> bool:
    if concern.patients is Patients.EVERYONE:
        return True
    child = visit.is_child(visit.patient)
    if concern.patients is Patients.CHILDREN:
        return child or visit.patient.date_of_birth is None  # nobody knows that it is no child
    return not child and any(kin is Kin.CHILD for _, kin in visit.kin)


def _order(told_at: datetime) -> int:
    """Messages as the revisions of an export: microseconds since 1970."""
    return int(told_at.timestamp() * 1_000_000)


def _attendance(visit: Visit, signs: tuple[Sign, ...], level: ConcernLevel) -> Attendance:
    return Attendance(
        trust=visit.trust,
        site=visit.site,
        ward=visit.ward,
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        age=None,  # neither format has one; a date of birth that is not known is a doubt of the hub's
        injury=visit.injury,
        signs=signs,
        level=level,
        cp_is=visit.cp_is or CpIsAnswer.NOT_ASKED,
        consent=Consent.NOT_STATED,
        consent_reason="",
    )


def _people(visit: Visit) -> tuple[ReportedPerson, ...]:
    roles = (Role.CHILD, Role.PATIENT) if visit.is_child(visit.patient) else (Role.PATIENT,)
    parents = tuple((named.ref, Relation.PARENT) for named, kin in visit.kin if kin is Kin.PARENT)
    people = [_reported(visit.patient, roles, parents)]
    for named, kin in visit.kin:
        if kin is Kin.PARENT:
            people.append(_reported(named, (Role.OTHER,), ()))
            continue
        # a child of the patient's whose age nobody gave is taken for a child: the desk can see that none is known
        young = named.date_of_birth is None or visit.is_child(named)
        shared = named if named.restricted or not visit.patient.restricted else replace(named, restricted=True)
        role = Role.CHILD if young else Role.OTHER
        people.append(_reported(shared, (role,), ((visit.patient.ref, Relation.PARENT),)))
    return tuple(people)


def _reported(named: Named, roles: tuple[Role, ...], links: tuple[tuple[str, Relation], ...]) -> ReportedPerson:
    person = Person(
        ref=named.ref,
        roles=roles,
        given_names=named.given_names,
        family_name=named.family_name,
        other_names=named.other_names,
        date_of_birth=named.date_of_birth,
        address=named.address,
        resides_in_force_area=True,  # no format says it; in doubt the trust's own area keeps the child
        presence=Presence.NOT_KNOWN,
        whereabouts="",
        relationships=(),
        restricted=named.restricted,
        safe_contact=None,
        settings=(),
        seen_by="",
        spoken_to_by="",
        nhs_number=named.nhs_number,
        gp_practice=named.gp_practice,
    )
    return ReportedPerson(person, links, "", "")
