"""Instruments and requests at random, small enough that they often meet.

Everything is drawn from a `random.Random`, so that hypothesis can drive it and a fixed seed can repeat it.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

from schemas.events.consent import Consent
from schemas.events.encompass import EVENT_TYPE, Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence, Registration
from schemas.items import Item
from streams.agreements.clauses import Clause, Condition, Eligibility
from streams.agreements.document import Agreement, Duty, Instrument
from streams.agreements.parts import (
    Basis,
    Dates,
    Parties,
    Provider,
    Recipient,
    Reference,
    References,
    Retention,
    Suspension,
)
from streams.agreements.request import Facts, Request
from streams.agreements.vocabulary import PartyKind, Purpose, RecipientRole

_Value = TypeVar("_Value")

DAY_0 = date(2026, 3, 20)  # so that the change to summer time lies among the days
AREAS = ("821", "822")
AGENCIES = ("bedfordshire-police", "thames-valley-police")
KINDS = (PartyKind.SCHOOL, PartyKind.COLLEGE, PartyKind.LOCAL_AUTHORITY)
ROLES = (RecipientRole.DSL, RecipientRole.HEAD, RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING)
CONSENTS = tuple(each for each in Consent if each is not Consent.NOT_STATED)
STRETCHES = ("08:30-17:00", "23:00-01:00", "10:00-10:01", "00:01-00:00")
TRAININGS = ("operation_encompass", "children_who_experience_domestic_abuse")
DEMANDS: tuple[str | int, ...] = (*TRAININGS, 14, 365)  # days are of time in the role
EVENTS = (EVENT_TYPE, "other.event", "marac.referral")
RECIPIENTS = ("100001", "100002")
BASIS = Basis(uk_gdpr="6(1)(c)", special_category="Art 9(2)(g)", statute="an Act")
ITEMS = (
    Item.INCIDENT_FACT, Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH, Item.INCIDENT_REFERENCE, Item.CHILD_ADDRESS,
    Item.CHILD_WHEREABOUTS, Item.SCHOOL_SUMMARY, Item.INCIDENT_LOCATION, Item.PERPETRATOR_ADDRESS,
    Item.POLICE_NARRATIVE,
)  # fmt: skip
MINIMUM = (Item.INCIDENT_FACT, Item.CHILD_NAME, Item.CHILD_DATE_OF_BIRTH, Item.INCIDENT_REFERENCE, Item.CHILD_ADDRESS)


def some(rng: Random, values: tuple[_Value, ...], at_least: int = 1) -> tuple[_Value, ...]:
    """A choice of these values, in any order."""
    return tuple(rng.sample(values, rng.randint(at_least, len(values))))


def day(rng: Random) -> date:
    """A day near the others."""
    return DAY_0 + timedelta(days=rng.randint(0, 20))


def moment(rng: Random) -> datetime:
    """A time near the days, often just beside a London midnight."""
    midnight = datetime.combine(day(rng), datetime.min.time(), UTC)
    return midnight + timedelta(minutes=rng.choice((-61, -60, -59, -1, 0, 1, 600, rng.randint(0, 1439))))


def condition(rng: Random) -> Condition:
    """One condition."""
    kind = rng.randrange(14)
    if kind == 0:
        return Condition(age_under=rng.choice((5, 18)))
    if kind == 1:
        return Condition(age_at_least=rng.choice((5, 16)))
    if kind == 2:
        return Condition(area_in=some(rng, AREAS))
    if kind == 3:
        return Condition(presence_in=some(rng, tuple(Presence)))
    if kind == 4:
        return Condition(grade_in=some(rng, tuple(Grade)))
    if kind == 5:
        return Condition(registration_in=some(rng, tuple(Registration)))
    if kind == 6:
        return Condition(restricted_is=rng.random() < 0.5)
    if kind == 7:
        return Condition(publisher_in=some(rng, AGENCIES))
    if kind == 8:
        return Condition(recipient_kind_in=some(rng, KINDS))
    if kind == 9:
        return Condition(consent_in=some(rng, CONSENTS))
    if kind == 10:
        return Condition(referral_ground_in=some(rng, tuple(ReferralGround)))
    if kind == 11:
        return Condition(office_hours_is=rng.random() < 0.5)
    if kind == 12:
        return Condition(time_of_day_in=some(rng, STRETCHES))
    return Condition(resides_in_force_area_is=rng.random() < 0.5)


def demand(rng: Random, asked: str | int) -> Eligibility:
    """A training by its name, or so many days in the role at least or at most."""
    items = some(rng, ITEMS)
    if isinstance(asked, str):
        return Eligibility(training=asked, items=items)
    least = rng.random() < 0.5
    return Eligibility(
        appointed_at_least_days=asked if least else None, appointed_at_most_days=None if least else asked, items=items
    )


def when(rng: Random) -> tuple[Condition, ...]:
    """Mostly no condition or one."""
    return tuple(condition(rng) for _ in range(rng.choice((0, 0, 0, 1, 1, 2))))


def clause(rng: Random, name: str, effect: str, groups: tuple[str, ...] = ()) -> Clause:
    """A clause of this effect."""
    named = rng.sample(groups, rng.randint(0, len(groups)))
    items = some(rng, ITEMS, at_least=0 if named else 1)
    return Clause(
        id=name,
        effect="permit" if effect == "permit" else "forbid",
        event_types=some(rng, EVENTS) if rng.random() < 0.3 else (EVENT_TYPE,),
        recipient_roles=some(rng, ROLES),
        items=items,
        item_groups=tuple(named),
        when=when(rng),
    )


def dates(rng: Random) -> Dates:
    """Sometimes impossible ones: the evaluator must hold all the same."""
    starts = day(rng) - timedelta(days=rng.choice((0, 10, 30)))
    suspended = tuple(
        Suspension(starts=day(rng), ends=rng.choice((None, day(rng))), reason="r") for _ in range(rng.randint(0, 1))
    )
    return Dates(
        signed=starts,
        in_force_from=starts,
        incidents_from=rng.choice((None, starts - timedelta(days=rng.randint(0, 30)))),
        review_by=day(rng),
        expires=rng.choice((None, day(rng), day(rng) + timedelta(days=30))),
        suspended=suspended if rng.random() < 0.3 else (),
    )


def agreement(rng: Random, name: str, version: int = 1, supersedes: tuple[Reference, ...] = ()) -> Agreement:
    """An agreement with a few clauses."""
    effects = [rng.choice(("permit", "permit", "permit", "forbid")) for _ in range(rng.randint(1, 4))]
    groups = {"some": some(rng, ITEMS), "others": some(rng, ITEMS)} if rng.random() < 0.5 else {}
    providers = [Provider(agency=agency) for agency in some(rng, AGENCIES)]
    if rng.random() < 0.5:
        providers.append(Provider(kind=PartyKind.POLICE_FORCE))
    recipients = [Recipient(kind=kind, roles=some(rng, ROLES)) for kind in some(rng, KINDS)]
    if rng.random() < 0.3:
        recipients.append(Recipient(agency=rng.choice(RECIPIENTS), roles=some(rng, ROLES)))
    return Agreement(
        kind="agreement",
        format=1,
        id=name,
        version=version,
        title=f"Agreement {name}",
        areas=some(rng, AREAS),
        signatories=AGENCIES if rng.random() < 0.6 else some(rng, AGENCIES),
        supersedes=supersedes,
        references=References(dpia="d", policy_document="p", privacy_notice="n"),
        parties=Parties(providers=tuple(providers), recipients=tuple(recipients)),
        purpose=rng.choice(tuple(Purpose)),
        lawful_basis=BASIS,
        item_groups=groups,
        clauses=tuple(clause(rng, f"c{number}", effect, tuple(groups)) for number, effect in enumerate(effects)),
        eligibility=tuple(demand(rng, asked) for asked in some(rng, DEMANDS, 0)) if rng.random() < 0.4 else (),
        handling=(f"handling of {name}",),
        retention=Retention(recipient_copy="r", hub_days=1),
        dates=dates(rng),
    )


def duty(rng: Random, name: str, version: int = 1) -> Duty:
    """A duty, in force from the start most of the time."""
    return Duty(
        kind="duty",
        format=1,
        id=name,
        version=version,
        title=f"Duty {name}",
        statute="an Act",
        holder_kind=PartyKind.POLICE_FORCE,
        event_types=(EVENT_TYPE,),
        recipient_kinds=some(rng, KINDS),
        recipient_roles=some(rng, ROLES),
        minimum=some(rng, MINIMUM),
        when=when(rng) if rng.random() < 0.5 else (),
        purpose=Purpose.EARLY_SUPPORT_IN_SCHOOL,
        lawful_basis=BASIS,
        handling=(f"handling of {name}",),
        in_force_from=rng.choice((DAY_0 - timedelta(days=30), day(rng))),
    )


def world(rng: Random) -> list[Instrument]:
    """Up to six instruments, some of them versions of each other."""
    documents: list[Instrument] = []
    for number in range(rng.randint(0, 4)):
        named = some(rng, ("a0", "a1", "a2", "a3"), 0) if rng.random() < 0.15 else ()
        version = 1
        name = f"a{number}"
        if number and rng.random() < 0.2:
            name, version = "a0", number + 1
        references = tuple(Reference(id=other, version=1) for other in named if other != name)
        documents.append(agreement(rng, name, version, references))
    for number in range(rng.choice((0, 1, 1, 2))):
        documents.append(duty(rng, "d0" if rng.random() < 0.8 else "d1", number + 1))
    return documents


def standing(rng: Random, documents: list[Instrument]) -> tuple[frozenset[tuple[str, int]], frozenset[str]]:
    """Which versions lack a signature, and which ids the reference suspends. A duty among them must change nothing."""
    unsigned = frozenset((each.id, each.version) for each in documents if rng.random() < 0.15)
    return unsigned, frozenset(each.id for each in documents if rng.random() < 0.05)


def request(rng: Random) -> Request:
    """A question; sometimes about facts that are not known, or by somebody that no instrument names."""

    def known(value: _Value) -> _Value | None:
        return None if rng.random() < 0.08 else value

    role = rng.choice((*ROLES, *ROLES, RecipientRole.AUDITOR))
    kind = PartyKind.LOCAL_AUTHORITY if role is ROLES[2] and rng.random() < 0.8 else rng.choice(KINDS)
    return Request(
        event_type=EVENT_TYPE if rng.random() < 0.9 else rng.choice(EVENTS[1:]),
        publisher=rng.choice((*AGENCIES, "another-police")),
        publisher_kind=rng.choice((PartyKind.POLICE_FORCE,) * 5 + (PartyKind.HEALTH_TRUST,)),
        area=rng.choice((*AREAS, *AREAS, "999")),
        role=role,
        recipient=rng.choice((*RECIPIENTS, "100003")),
        recipient_kind=kind,
        facts=Facts(
            age=known(rng.choice((3, 4, 5, 15, 16, 17, 18, 40))),
            presence=known(rng.choice(tuple(Presence))),
            grade=known(rng.choice(tuple(Grade))),
            registration=known(rng.choice(tuple(Registration))),
            restricted=known(rng.random() < 0.25),
            resides_in_force_area=known(rng.random() < 0.8),
            consent=rng.choice(tuple(Consent)),
            referral_grounds=tuple(sorted(some(rng, tuple(ReferralGround), 0))),
            office_hours=known(rng.random() < 0.5),
        ),
        trainings=None if rng.random() < 0.3 else frozenset(some(rng, TRAININGS, 0)),
        occurred_at=moment(rng),
        at=moment(rng),
        appointed_days=known(rng.choice((0, 13, 14, 15, 364, 365, 366))),
    )
