"""A second evaluator, written from the documentation alone: loops over documents and sets of item names.

It shares no code with `streams.agreements.evaluate` or `compiled`: days are compared as London days, not as
instants, and everything is computed anew for each request. Slow and plain on purpose.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from schemas.items import ADDRESSES, NEVER_TO_A_SCHOOL, Item
from schemas.items_of import ITEMS_OF
from streams.agreements.clauses import Clause
from streams.agreements.document import Agreement, Duty, Instrument
from streams.agreements.request import Request
from tests.streams.agreements.naive_facts import LONDON, all_hold, meets

ALL = frozenset(Item)
SCHOOL_KINDS = {"school", "college", "early_years"}
SCHOOL_ROLES = {"dsl", "deputy_dsl", "cover_dsl", "head", "trust_safeguarding_lead"}


@dataclass
class Answer:
    """What the verdict must say."""

    outcome: str
    permitted: set[Item]
    awaiting: set[Item]
    never_given: set[Item]
    floor: set[Item]
    reasons: dict[Item, str]
    givers: set[tuple[str, int, str]]
    undecided: set[tuple[str, int, str]]
    alarms: set[str]


@dataclass
class Heard:
    """What instruments say, as sets of items."""

    now: set[Item] = field(default_factory=set)
    later: set[Item] = field(default_factory=set)
    untrained: set[Item] = field(default_factory=set)
    asleep: list[tuple[set[Item], str]] = field(default_factory=list)
    forbidden: set[Item] = field(default_factory=set)
    always: set[Item] = field(default_factory=set)
    offered: set[Item] = field(default_factory=set)
    floor: set[Item] = field(default_factory=set)
    floor_open: set[Item] = field(default_factory=set)
    floor_offered: set[Item] = field(default_factory=set)
    gives: list[tuple[tuple[str, int, str], set[Item], set[Item]]] = field(default_factory=list)
    undecided: set[tuple[str, int, str]] = field(default_factory=set)
    alarms: set[str] = field(default_factory=set)
    reviews: list[set[Item]] = field(default_factory=list)


def of_event(request: Request) -> frozenset[Item]:
    """The items that an event of the request's type has: all, of a type that nobody knows."""
    return ITEMS_OF.get(request.event_type, ALL)


def naive(
    documents: list[Instrument],
    request: Request,
    unsigned: frozenset[tuple[str, int]] = frozenset(),
    suspended: frozenset[str] = frozenset(),
) -> Answer:
    """Answer a request by reading every document. `unsigned` are versions that lack a signature."""
    heard = Heard()
    for document in documents:
        state = state_of(document, documents, request, unsigned, suspended)
        if isinstance(document, Agreement):
            hear_agreement(heard, document, state, request)
        else:
            hear_duty(heard, document, state, request)
    return weigh(heard, request)


def hear_agreement(heard: Heard, agreement: Agreement, state: str, request: Request) -> None:
    if request.area not in agreement.areas or not is_party(agreement, request):
        return
    clauses = [
        clause
        for clause in agreement.clauses
        if request.event_type in clause.event_types and request.role in clause.recipient_roles
    ]
    if state in ("in_force", "incident_outside_dates"):
        for clause in clauses:
            items = set(agreement.items_in(clause)) & of_event(request)
            if clause.effect == "permit":
                heard.offered |= items
            else:
                answer = all_hold(clause.when, request)
                if answer != "no":
                    heard.forbidden |= items
                if answer == "unknown":
                    heard.undecided.add((agreement.id, agreement.version, clause.id))
                if not clause.when:
                    heard.always |= items
    given: set[Item] = set()
    for clause in clauses:
        if clause.effect == "permit":
            given |= hear_permit(heard, agreement, clause, state, request)
    if london(request.at) > agreement.dates.review_by:
        heard.reviews.append(given)


def hear_permit(heard: Heard, agreement: Agreement, clause: Clause, state: str, request: Request) -> set[Item]:
    items = set(agreement.items_in(clause)) & of_event(request)
    name = (agreement.id, agreement.version, clause.id)
    answer = all_hold(clause.when, request)
    if state != "in_force":
        if answer == "yes":
            heard.asleep.append((items, state))
        return set()
    if answer == "unknown":
        heard.undecided.add(name)
    if answer != "yes":
        return set()
    needing: set[Item] = set()
    for rule in agreement.eligibility:
        if not meets(rule, request):
            needing |= agreement.items_in(rule) & of_event(request)
            if rule.training is not None:
                heard.untrained |= items & agreement.items_in(rule) & of_event(request)
    heard.now |= items - needing
    heard.later |= items & needing
    heard.gives.append((name, items - needing, items & needing))
    return items


def hear_duty(heard: Heard, duty: Duty, state: str, request: Request) -> None:
    named = (
        request.event_type in duty.event_types
        and request.role in duty.recipient_roles
        and request.recipient_kind in duty.recipient_kinds
        and request.publisher_kind == duty.holder_kind
    )
    if not named:
        return
    minimum = set(duty.minimum) & of_event(request)
    answer = all_hold(duty.when, request)
    if state != "in_force":
        if answer == "yes":
            heard.asleep.append((minimum, state))
        return
    heard.floor_offered |= minimum
    name = (duty.id, duty.version, "minimum")
    if answer == "yes":
        heard.floor |= minimum
        heard.gives.append((name, minimum, set()))
    if answer == "unknown":
        heard.floor_open |= minimum
        heard.undecided.add(name)


def weigh(heard: Heard, request: Request) -> Answer:
    school = request.recipient_kind in SCHOOL_KINDS or request.role in SCHOOL_ROLES
    never: set[Item] = set(NEVER_TO_A_SCHOOL) if school else set()
    if school and request.event_type == "marac.referral":
        never = set(Item)
    restricted: set[Item] = set() if request.facts.restricted is False else set(ADDRESSES)
    blocked = heard.forbidden | restricted | never
    permitted = (heard.now | heard.floor) - blocked
    awaiting = heard.later - permitted - blocked if request.trainings is None else set()
    held = (heard.floor & blocked) | (heard.floor_open - permitted)
    alarms = alarms_of(heard, permitted | awaiting, held)
    waiting: set[Item] = set()
    if held:
        outcome, waiting = "to_desk", permitted | awaiting | heard.floor_open
        permitted, awaiting = set(), set()
    elif permitted or awaiting:
        outcome = "permitted"
    else:
        outcome = "refused"
    asleep = {item for items, _ in heard.asleep for item in items}
    touched = heard.now | heard.later | heard.floor | heard.floor_open | asleep
    reasons = {}
    for item in of_event(request) - permitted - awaiting:
        if item in never:
            reasons[item] = "never_to_a_school"
        elif item in touched & restricted:
            reasons[item] = "restricted"
        elif item in touched & heard.forbidden:
            reasons[item] = "forbidden_by_clause"
        elif item in waiting:
            reasons[item] = "held_for_desk"
        elif item in heard.untrained:
            reasons[item] = "training_missing"
        elif item in heard.later:
            reasons[item] = "role_not_current"
        elif item in asleep:
            reasons[item] = "not_in_force"
        else:
            reasons[item] = "not_permitted"
    givers = {name for name, now, later in heard.gives if now & permitted or later & awaiting}
    never_given = set(of_event(request) - ((heard.offered - heard.always - never) | heard.floor_offered))
    return Answer(outcome, permitted, awaiting, never_given, heard.floor, reasons, givers, heard.undecided, alarms)


def alarms_of(heard: Heard, going: set[Item], held: set[Item]) -> set[str]:
    alarms = set()
    names = {
        "expired": "agreement_expired",
        "suspended": "agreement_suspended",
        "unsigned": "agreement_unsigned",
        "incident_outside_dates": "incident_outside_dates",
    }
    for items, state in heard.asleep:
        if state in names and items - going:
            alarms.add(names[state])
    if any(items & going for items in heard.reviews):
        alarms.add("review_overdue")
    if heard.undecided:
        alarms.add("clause_undecided")
    if held:
        alarms.add("duty_held")
    elif heard.floor and not heard.now and not heard.later:
        alarms.add("minimum_only")
    return alarms


def state_of(
    document: Instrument,
    documents: list[Instrument],
    request: Request,
    unsigned: frozenset[tuple[str, int]],
    suspended: frozenset[str],
) -> str:
    today, incident = london(request.at), london(request.occurred_at)
    begins = first_day(document)
    if today < begins:
        return "not_yet"
    for other in documents:
        signed = isinstance(other, Duty) or (other.id, other.version) not in unsigned
        if signed and other.kind == document.kind and replaces(other, document) and today >= first_day(other):
            return "superseded"
    if isinstance(document, Duty):
        return "in_force"
    dates = document.dates
    if dates.expires is not None and today > dates.expires:
        return "expired"
    if (document.id, document.version) in unsigned:
        return "unsigned"
    if document.id in suspended:
        return "suspended"
    for each in dates.suspended:
        if each.starts <= today and (each.ends is None or today <= each.ends):
            return "suspended"
    covered = incident >= (dates.incidents_from or begins) and (dates.expires is None or incident <= dates.expires)
    return "in_force" if covered else "incident_outside_dates"


def first_day(document: Instrument) -> date:
    return document.in_force_from if isinstance(document, Duty) else document.dates.in_force_from


def replaces(other: Instrument, document: Instrument) -> bool:
    if isinstance(document, Agreement) and not (
        isinstance(other, Agreement) and set(document.signatories) <= set(other.signatories)
    ):
        return False
    if other.id == document.id:
        return other.version > document.version
    return isinstance(other, Agreement) and any(
        (named.id, named.version) == (document.id, document.version) for named in other.supersedes
    )


def london(time: datetime) -> date:
    return time.astimezone(LONDON).date()


def is_party(agreement: Agreement, request: Request) -> bool:
    provides = any(
        party.agency == request.publisher
        or (party.kind == request.publisher_kind and request.publisher in agreement.signatories)
        for party in agreement.parties.providers
    )
    receives = any(
        request.role in party.roles and (party.agency == request.recipient or party.kind == request.recipient_kind)
        for party in agreement.parties.recipients
    )
    return provides and receives
