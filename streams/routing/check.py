"""What a routing document must be before it is put in place: sentences on what is wrong with it, if anything is."""

from collections.abc import Collection, Iterator
from typing import Final

from schemas.catalogue import EVENTS
from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.records.memory import RuleKind
from streams.agreements.vocabulary import AGENCY_ROLES, AREA_ROLES, RecipientRole
from streams.routing.check_priorities import problems_of_priorities
from streams.routing.check_rules import problems_of_rules
from streams.routing.conditions import never_holding
from streams.routing.routes import INTERVIEW, At, ClockRule, Meeting, Route, Routing, Starts
from streams.routing.when import SubjectIs

_KNOWN_ROLES: Final = {role.value: role for role in RecipientRole}


ROUTED: Final = frozenset({*EVENTS, INTERVIEW})
"""What a route can speak of."""
ANSWERED: Final = ROUTED - {encompass.EVENT_TYPE, front_door.OUTCOME_TYPE}
"""What each area says who is told of: a statute routes the first, and the second decides the contact that it names, by
which whoever made it is told."""


def problems(routing: Routing, agencies: Collection[str]) -> list[str]:
    """Everything that is wrong with a document; `agencies` are those that the hub knows."""
    found = list(_twice(routing))
    for meeting in routing.meetings:
        found += [f"meeting `{meeting.name}`: {problem}" for problem in _of_members(meeting, agencies)]
    for route in routing.routes:
        found += [f"route `{route.id}`: {problem}" for problem in _of_route(route, routing, agencies)]
    found += _of_unrouted(routing)
    found += _of_repeats(routing)
    return found + list(problems_of_rules(routing.rules)) + list(problems_of_priorities(routing.priorities))


def _twice(routing: Routing) -> Iterator[str]:
    for what, names in (("route", [r.id for r in routing.routes]), ("meeting", [m.name for m in routing.meetings])):
        yield from (
            f"{what} `{name}` stands there twice: give one another name"
            for place, name in enumerate(names)
            if name in names[:place]
        )


def _of_unrouted(routing: Routing) -> Iterator[str]:
    """No type is routed to nobody by being forgotten."""
    routed = {event for route in routing.routes for event in route.events}
    stated = [one.event for one in routing.unrouted]
    for event in sorted(ANSWERED - routed - set(stated)):
        yield f"nobody is told of `{event}`: add a route, or say why not under `unrouted`"
    for place, event in enumerate(stated):
        if event not in ANSWERED:
            yield f"`{event}` of `unrouted` needs no word: use one of {', '.join(sorted(ANSWERED))}"
        if event in routed:
            yield f"`{event}` is routed, and stands under `unrouted`: take one of them away"
        if event in stated[:place]:
            yield f"`{event}` stands twice under `unrouted`: give one reason"


def _of_repeats(routing: Routing) -> Iterator[str]:
    """The same rule tells which referrals are of the same two people, and so whom a conflict leaves out of the next."""
    routed = any(marac.EVENT_TYPE in route.events for route in routing.routes)
    told = any(rule.kind is RuleKind.MARAC_REPEAT and rule.ends is None for rule in routing.rules)
    if routed and not told:
        yield f"`{marac.EVENT_TYPE}` is routed, and no rule of kind `marac_repeat` goes on: add one without `ends`"


def _of_members(meeting: Meeting, agencies: Collection[str]) -> Iterator[str]:
    """Whoever sits at a meeting holds a role in the area or at an agency; no school does."""
    for member in meeting.members:
        held_in = AGENCY_ROLES if member.agency else AREA_ROLES
        if _KNOWN_ROLES.get(member.role) not in held_in:
            where = "at an agency" if member.agency else "in an area"
            yield f"`{member.role}` is not held {where}: correct the role, or where it is held"
        if member.agency and member.agency not in agencies:
            yield f"the hub knows no agency `{member.agency}`: register it, or correct the name"


def _of_route(route: Route, routing: Routing, agencies: Collection[str]) -> Iterator[str]:
    for event in route.events:
        if event not in ROUTED:
            yield f"`{event}` is no event type: use one of {', '.join(sorted(ROUTED))}"
    if INTERVIEW in route.events:
        yield from _of_interview(route)
    yield from _of_role(route)
    yield from _of_place(route, agencies)
    yield from _of_conditions(route)
    if route.clock.rule is ClockRule.MEETING and routing.meeting(route.clock.meeting) is None:
        yield f"the area has no meeting `{route.clock.meeting}`: add it, or correct the clock"
    if route.clock.starts is Starts.RETURNED and route.events != (missing.EVENT_TYPE,):
        yield "only a missing child returns: take `starts: returned` away, or route missing.episode alone"


def _of_interview(route: Route) -> Iterator[str]:
    """What came of an interview goes to who works with the child: never to a school, and on its own route."""
    if route.events != (INTERVIEW,):
        yield f"`{INTERVIEW}` is no event: give it a route of its own"
    if route.at in (At.SCHOOLS, At.REFERRER, At.PRACTICE):
        yield f"`{INTERVIEW}` does not go to `{route.at}`: correct where the role is held"
    if route.out_of_hours:
        yield f"`{INTERVIEW}` waits for office hours: take `out_of_hours` away"


def _of_role(route: Route) -> Iterator[str]:
    role = _KNOWN_ROLES.get(route.role)
    if role is None:
        yield f"`{route.role}` is no role: use one of {', '.join(sorted(_KNOWN_ROLES))}"
    elif route.at is At.SCHOOLS and role is not RecipientRole.DSL:
        yield f"`{route.role}` is not who is told at a school: route to dsl, for whom deputies, cover and head stand in"
    elif route.at in (At.AREA, At.PLACING_AUTHORITY) and role not in AREA_ROLES:
        yield f"`{route.role}` is not held in an area: correct the role, or where it is held"
    elif route.at in (At.PUBLISHER, At.AGENCY) and role not in AGENCY_ROLES:
        yield f"`{route.role}` is not held at an agency: correct the role, or where it is held"
    elif route.at is At.PRACTICE and role is not RecipientRole.GP_PRACTICE:
        yield f"`{route.role}` is not held at a GP practice: route to gp_practice, or correct where the role is held"
    if route.otherwise and _KNOWN_ROLES.get(route.otherwise) not in AREA_ROLES:
        yield f"`{route.otherwise}` is not held in an area: nobody would be told where no practice is known"
    if route.out_of_hours and _KNOWN_ROLES.get(route.out_of_hours) not in AREA_ROLES:
        yield f"`{route.out_of_hours}` is not held in an area: nobody would answer out of hours"


def _of_place(route: Route, agencies: Collection[str]) -> Iterator[str]:
    if route.at is At.SCHOOLS and encompass.EVENT_TYPE in route.events:
        yield "every school of registration is told of encompass.notification by law: take the route away"
    if route.at is At.SCHOOLS and marac.EVENT_TYPE in route.events:
        yield "nothing shows a school that a case was brought to MARAC: take marac.referral away"
    if route.at is At.PLACING_AUTHORITY and route.events not in ((missing.EVENT_TYPE,), (INTERVIEW,)):
        yield "only a missing episode names the authority that placed the child: route missing.episode alone"
    if route.at is At.REFERRER and route.events != (front_door.CONTACT_TYPE,):
        yield "only a contact names who made it: route front_door.contact alone"
    if route.at is At.AGENCY and route.agency not in agencies:
        yield f"the hub knows no agency `{route.agency}`: register it, or correct the name"


def _of_conditions(route: Route) -> Iterator[str]:
    for name, others in never_holding(route.when, route.events):
        yield f"`{name}` never holds of {others}: give those a route of their own"
    patient = route.when.subject in (SubjectIs.PATIENT_CHILD, SubjectIs.PATIENTS_CHILD)
    if patient and route.events != (hospital.EVENT_TYPE,):
        yield f"`{route.when.subject}` speaks of a hospital's patient: route hospital.flag alone"
    if route.when.subject is SubjectIs.VICTIM and route.events != (marac.EVENT_TYPE,):
        yield "`victim` speaks of who was referred to MARAC: route marac.referral alone"
    if route.when.subject is SubjectIs.ADULT and not {marac.EVENT_TYPE, hospital.EVENT_TYPE}.issuperset(route.events):
        yield "only a referral to MARAC and a hospital's flag are about adults: correct `subject`"
