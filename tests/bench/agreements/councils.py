"""Agreements of many councils, and requests about them: 100 agreements for three councils, as dense at any number."""

from datetime import UTC, date, datetime
from random import Random
from typing import Final, TypeVar

from msgspec import Struct

from schemas.events.encompass import Grade
from schemas.events.people import Presence, Registration
from schemas.items import NEVER_TO_A_SCHOOL, Item
from streams.agreements.clauses import Clause, Condition, Eligibility
from streams.agreements.document import Agreement
from streams.agreements.parts import Basis, Dates, Parties, Provider, Recipient, References, Retention
from streams.agreements.request import Facts, Request
from streams.agreements.vocabulary import PartyKind, Purpose, RecipientRole

T = TypeVar("T")

EACH: Final = 100 / 3 / 6
"""Agreements of a council about one event type: 5,000 are those of 150 councils about six."""

EVENTS: Final = (
    "encompass.notification", "missing.episode", "custody.child", "attendance.emergency", "exclusion.school",
    "marac.referral",
)  # fmt: skip
ROLES: Final = (RecipientRole.DSL, RecipientRole.DEPUTY_DSL, RecipientRole.COVER_DSL, RecipientRole.HEAD)
KINDS: Final = (PartyKind.SCHOOL, PartyKind.COLLEGE, PartyKind.EARLY_YEARS)
PROVIDERS: Final = {
    "police": PartyKind.POLICE_FORCE, "trust": PartyKind.HEALTH_TRUST, "council": PartyKind.LOCAL_AUTHORITY
}  # fmt: skip
PUBLISHING: Final = {event: (0, 90, 10) if "attendance" in event else (90, 5, 5) for event in EVENTS} | {
    "exclusion.school": (5, 5, 90)
}
"""How often each provider publishes an event type."""

TRAININGS: Final = ("operation_encompass", "domestic_abuse")
_ITEMS: Final = tuple(item for item in Item if item not in NEVER_TO_A_SCHOOL)
_AT: Final = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
_DATES: Final = Dates(
    signed=date(2026, 1, 5), in_force_from=date(2026, 2, 1), review_by=date(2027, 1, 5), expires=date(2028, 1, 31)
)


def agreements(count: int, seed: int = 1) -> list[Agreement]:
    """So many agreements of as many councils as there are to it. No two are alike."""
    random = Random(seed)
    return [_agreement(random, number) for number in range(count)]


def requests(first: int, last: int, count: int, seed: int = 2, *, evenly: bool = False) -> list[Request]:
    """Requests in the areas and about the event types of the agreements from one number up to before another.

    As a hub has them: events of two children each, mostly for the designated lead of a school, mostly from who
    publishes such events. `evenly`: each request by itself, and every role, kind of setting and publisher as often as
    any other.
    """
    random = Random(seed)
    if evenly:
        return [_request(random, _evenly(random, random.randrange(first, last))) for _ in range(count)]
    found: list[Request] = []
    while len(found) < count:
        asked = _usual(random, random.randrange(first, last))
        found += [_request(random, asked), _request(random, asked)]
    return found[:count]


def area_of(number: int) -> str:
    """The area of the agreement of this number."""
    return str(200 + int(number / EACH) // len(EVENTS))


def event_of(number: int) -> str:
    """The event type of the agreement of this number."""
    return EVENTS[int(number / EACH) % len(EVENTS)]


def _some(random: Random, values: tuple[T, ...], most: int) -> tuple[T, ...]:
    return tuple(random.sample(values, random.randint(1, min(most, len(values)))))


def _agreement(random: Random, number: int) -> Agreement:
    area = area_of(number)
    event = event_of(number)
    providers = _some(random, tuple(PROVIDERS), 2)
    clauses = [_clause(random, f"permit-{place}", "permit", event) for place in range(random.randint(1, 4))]
    clauses += [_clause(random, f"forbid-{place}", "forbid", event) for place in range(random.randint(0, 1))]
    needs_training = random.random() < 0.2
    return Agreement(
        kind="agreement",
        format=1,
        id=f"agreement-{number}",
        version=1,
        title=f"Agreement {number}",
        areas=(area,),
        signatories=tuple(f"{name}-{area}" for name in providers),
        references=References(dpia="d", policy_document="p", privacy_notice="n"),
        parties=Parties(
            providers=tuple(Provider(agency=f"{name}-{area}") for name in providers),
            recipients=tuple(Recipient(kind=kind, roles=ROLES) for kind in _some(random, KINDS, 3)),
        ),
        purpose=Purpose.EARLY_SUPPORT_IN_SCHOOL,
        lawful_basis=Basis(uk_gdpr="6(1)(e)", special_category="Art 9(2)(g)", statute="an Act"),
        clauses=tuple(clauses),
        eligibility=(Eligibility(training=random.choice(TRAININGS), items=_some(random, _ITEMS, 4)),)
        if needs_training
        else (),
        handling=("Do first: see that the child is met well.",),
        retention=Retention(recipient_copy="r", hub_days=1),
        dates=_DATES,
    )


def _clause(random: Random, name: str, effect: str, event: str) -> Clause:
    return Clause(
        id=name,
        effect="permit" if effect == "permit" else "forbid",
        event_types=(event,),
        recipient_roles=_some(random, ROLES, 4),
        items=_some(random, _ITEMS, 10 if effect == "permit" else 2),
        when=tuple(_condition(random) for _ in range(random.choice((0, 1, 1, 2)))),
    )


def _condition(random: Random) -> Condition:
    return random.choice(
        (
            Condition(age_under=random.choice((5, 16, 18))),
            Condition(age_at_least=random.choice((5, 11, 16))),
            Condition(presence_in=_some(random, tuple(Presence), 3)),
            Condition(grade_in=_some(random, tuple(Grade), 2)),
            Condition(registration_in=_some(random, tuple(Registration), 3)),
            Condition(restricted_is=False),
            Condition(resides_in_force_area_is=random.random() < 0.5),
        )
    )


class _Asked(Struct):
    """What the requests of one event have in common."""

    number: int
    provider: str
    role: RecipientRole
    kind: PartyKind


def _evenly(random: Random, number: int) -> _Asked:
    return _Asked(number, random.choice(tuple(PROVIDERS)), random.choice(ROLES), random.choice(KINDS))


def _usual(random: Random, number: int) -> _Asked:
    (provider,) = random.choices(tuple(PROVIDERS), PUBLISHING[event_of(number)])
    (role,) = random.choices(ROLES, (75, 12, 8, 5))
    (kind,) = random.choices(KINDS, (85, 10, 5))
    return _Asked(number, provider, role, kind)


def _request(random: Random, asked: _Asked) -> Request:
    area = area_of(asked.number)
    return Request(
        event_type=event_of(asked.number),
        publisher=f"{asked.provider}-{area}",
        publisher_kind=PROVIDERS[asked.provider],
        area=area,
        role=asked.role,
        recipient=str(100000 + random.randrange(25_000)),
        recipient_kind=asked.kind,
        facts=_facts(random),
        trainings=frozenset(_some(random, TRAININGS, 2)) if random.random() < 0.7 else None,
        occurred_at=_AT,
        at=_AT,
    )


def _facts(random: Random) -> Facts:
    def known(value: T) -> T | None:
        return None if random.random() < 0.05 else value

    return Facts(
        age=known(random.randrange(3, 19)),
        presence=known(random.choice(tuple(Presence))),
        grade=known(random.choice(tuple(Grade))),
        registration=known(random.choice(tuple(Registration))),
        restricted=random.random() < 0.1,
        resides_in_force_area=known(random.random() < 0.9),
    )
