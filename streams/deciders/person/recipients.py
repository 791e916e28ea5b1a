"""Who ought to have a notice: whom a statute names, and whom the routing of the area names."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from schemas.events import encompass
from schemas.events.front_door import Contact
from schemas.events.missing import Episode
from schemas.events.people import NO_SCHOOL, Person, Scheme
from schemas.records.answers import ContactNamed
from schemas.records.match import (
    AdultConcerned,
    Basis,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    ChildOutcome,
    MatchReferred,
    RegisteredAt,
)
from schemas.records.notify import Due, NamedRecipient, RecipientsNamed
from schemas.records.reference import AgencyKind
from schemas.records.share import Recipient
from streams.calendar import Desk, staffed
from streams.deciders.areas import COUNCIL_DESK, child_area
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.facts import Wanted
from streams.deciders.person.works import Work, work_of
from streams.reference.facts import Reference
from streams.routing.clocks import latest_by, not_over
from streams.routing.holding import holds
from streams.routing.routes import NOWHERE, At, Clock, ClockRule, Route, Routing

_NAMED_BY_PUBLISHER: Final = Basis.NAMED_BY_PUBLISHER
_SCHOOLS: Final = At.SCHOOLS
_INTERVIEW_KEPT: Final = "return_taken_back"
"""The rule of a time that went on running after the return from which it ran was taken back."""

Had = Mapping[Recipient, datetime | None]
"""Who has a matter, and by when they are to have dealt with it, where that is known."""
NOBODY: Final[Had] = MappingProxyType({})

Staying = ChildMatched | ChildNotOnRoll | MatchReferred | AdultConcerned
"""What hop 2 says of one subject whom the event still names."""

_AT_ONCE = Clock(ClockRule.MINUTES, 60)
"""The time that whoever answers while the desk is shut has."""


@lru_cache(maxsize=4096)
def school(urn: str) -> Recipient:
    """The safeguarding lead of a school, with deputies and appointed cover."""
    return Recipient("dsl", "urn", urn)


def council(area: str) -> Recipient:
    """The education safeguarding desk of a council."""
    return Recipient(COUNCIL_DESK, "area", area)


def wanted(
    output: Staying,
    reference: Reference,
    event: OpenedEvent,
    known_at: datetime,
    had: Had | None = NOBODY,
) -> list[Wanted]:
    """Everyone who ought to hear of one child or adult, each recipient once, with the earliest of its clocks.

    Of a child whose match is doubtful the schools are left out: a person says first which they are. A duty team that
    was told of the matter (`had`, with the latest time of each; None: whoever may have been) goes on being told while
    its route holds, in office hours too: that the office is open again takes nothing of it back. So does whoever works
    on a return home interview: a later revision may be an older export, and nobody would hold it.
    """
    found: dict[Recipient, Wanted] = {}
    if event.header.type == encompass.EVENT_TYPE and isinstance(output, ChildMatched | ChildNotOnRoll):
        for want in _at_schools(output, reference, event, None):
            found[want.recipient] = want
    if reference.routing:
        routed = _Routed(output, reference, event, known_at, had, area_of(output, reference, event))
        for want in routed.all():
            held = found.get(want.recipient)
            if held is None or (held.due is not None and want.due is not None and want.due.at < held.due.at):
                found[want.recipient] = want
    return list(found.values())


def named(
    output: Staying,
    event: OpenedEvent,
    recipients: list[Wanted],
    answers: ContactNamed | None = None,
    *,
    awaits_match: bool,
) -> list[RecipientsNamed]:
    """Whom the area's routing names beside those whom the law does: recorded, so that each can be accounted for."""
    if event.header.type == encompass.EVENT_TYPE and not any(want.route for want in recipients):
        return []
    told = tuple([NamedRecipient(want.recipient, want.route) for want in recipients])
    decides = answers.contact if answers is not None and answers.reason is None else None
    return [RecipientsNamed(output.event, output.case, output.person, output.section, told, awaits_match, decides)]


def needs_a_school(output: Staying, reference: Reference, event: OpenedEvent, known_at: datetime) -> bool:
    """Whether some school ought to hear, once it is known which: only then is a doubtful match anybody's work."""
    if event.header.type == encompass.EVENT_TYPE:
        return True
    routing = reference.routing.get(area_of(output, reference, event), NOWHERE)
    return any(
        route.at is _SCHOOLS and holds(route.when, event, output.section, known_at)
        for route in routing.of(event.header.type)
    )


def who_would_read(output: ChildOutcome, reference: Reference, event: OpenedEvent, at: datetime) -> list[str]:
    """Everyone who may read what is sent about a child or adult: all of them are held against the event's people."""
    users = [
        reader.user for registration in registrations_of(output) for reader in reference.readers(registration.urn, at)
    ]
    if not reference.routing or isinstance(output, ChildLeft):
        return users
    held = {registration.urn for registration in registrations_of(output)}
    others = (recipient for recipient in _whoever(output, reference, event, at) if recipient.value not in held)
    return users + [reader.user for recipient in others for reader in reference.readers_of(recipient, at)]


def _whoever(output: Staying, reference: Reference, event: OpenedEvent, at: datetime) -> Iterable[Recipient]:
    """The recipients of `wanted`, whoever may have been told before. By when is not asked."""
    found: dict[Recipient, None] = {}
    if event.header.type == encompass.EVENT_TYPE and isinstance(output, ChildMatched | ChildNotOnRoll):
        found.update((want.recipient, None) for want in _at_schools(output, reference, event, None))
    routed = _Routed(output, reference, event, at, None, area_of(output, reference, event), timed=False)
    found.update((want.recipient, None) for want in routed.all())
    return found


def registrations_of(output: ChildOutcome) -> tuple[RegisteredAt, ...]:
    """The schools that a child is held to attend; none of whom nothing is known, or who is grown up."""
    return output.registrations if isinstance(output, ChildMatched | ChildNotOnRoll) else ()


def area_of(output: Staying, reference: Reference, event: OpenedEvent) -> str:
    """The council area that answers for the child or adult."""
    if isinstance(output, AdultConcerned):
        return child_area(reference, event, output.section, (), ())
    candidates = (r.urn for c in output.evidence.candidates for r in c.registrations)
    schools: Iterable[str] = (
        output.named if isinstance(output, MatchReferred) else (r.urn for r in output.registrations)
    )
    return child_area(reference, event, output.section, schools, candidates)


def _at_schools(
    output: ChildMatched | ChildNotOnRoll, reference: Reference, event: OpenedEvent, route: Route | None
) -> list[Wanted]:
    """Every school of registration (dual registration: all of them); for home education and no placement the
    council's education safeguarding team too, which does not displace a college (flows.md, first row).
    """
    pupil = output.pupil if isinstance(output, ChildMatched) else None
    must, name = (True, "") if route is None else (route.must, route.id)
    found = [
        Wanted(school(r.urn), True, must=must, route=name)
        if r.basis is _NAMED_BY_PUBLISHER
        else Wanted(school(r.urn), False, pupil, must=must, route=name)
        for r in output.registrations
    ]
    if not found or _said_to_have_no_school(event, output.section):
        found.append(Wanted(council(area_of(output, reference, event)), False, must=must, route=name))
    return found


class _Routed:
    """Whom the routes of one area name for one child or adult. `timed` where by when is asked too."""

    def __init__(
        self,
        output: Staying,
        reference: Reference,
        event: OpenedEvent,
        known_at: datetime,
        had: Had | None,
        area: str,
        *,
        timed: bool = True,
    ) -> None:
        self._output = output
        self._reference = reference
        self._event = event
        self._known_at = known_at
        self._had = had
        self._area = area
        self._timed = timed
        self._routing = reference.routing.get(area, NOWHERE)

    def all(self) -> Iterator[Wanted]:
        """Route by route, a recipient as often as routes name it."""
        event, section = self._event, self._output.section
        for route in self._routing.of(event.header.type):
            if holds(route.when, event, section, self._known_at):
                yield from self._of_route(route)
            elif route.when.stages and event.fact(Episode) is not None:
                yield from self._on_interview(route)

    def _of_route(self, route: Route) -> Iterator[Wanted]:
        output, event, area = self._output, self._event, self._area
        if route.at is _SCHOOLS:
            if isinstance(output, ChildMatched | ChildNotOnRoll):
                yield from _at_schools(output, self._reference, event, route)
            return
        due = self._due(route.clock)
        for recipient in places(route, area, event, output.section, self._reference):
            yield Wanted(recipient, False, due=due, must=route.must, route=route.id)
        calendar = self._reference.areas.get(area)
        if not route.out_of_hours or calendar is None:
            return
        team = Recipient(route.out_of_hours, "area", area)
        if staffed(calendar, self._known_at).desk is Desk.EMERGENCY_DUTY_TEAM:
            at_once = self._due(_AT_ONCE)
            if at_once is not None and staffed(calendar, at_once.at).desk is Desk.COUNCIL_DESK:
                at_once = due  # the office opens first: from then on its own time holds
            yield Wanted(team, False, due=at_once, must=route.must, route=route.id)
        elif self._had is None or team in self._had:
            yield Wanted(team, False, due=due, must=route.must, route=route.id)

    def _due(self, clock: Clock) -> Due | None:
        if not self._timed:
            return None
        return due_by(clock, self._routing, self._reference, self._area, self._event, self._known_at)

    def _on_interview(self, route: Route) -> Iterator[Wanted]:
        """Who was told of a return that the event no longer tells, and interviews the child: within the time that
        ran.
        """
        section, had = self._output.section, self._had
        if not holds(replace(route.when, stages=()), self._event, section, self._known_at):
            return
        for recipient in places(route, self._area, self._event, section, self._reference):
            if work_of(recipient) is not Work.INTERVIEW:
                continue
            if had is not None and recipient not in had:
                continue
            ran = had[recipient] if had is not None else None
            due = None
            if ran is not None:
                at = not_over(self._known_at, ran)
                due = Due(at=at, rule=_INTERVIEW_KEPT, holiday=False, bell_known=True, held_until=None, reminders=())
            yield Wanted(recipient, False, due=due, must=route.must, route=route.id)


def places(route: Route, area: str, event: OpenedEvent, section: int, reference: Reference) -> Iterator[Recipient]:
    """Where a route's role is held for a person of an event of an area.

    ValueError for schools: they are found by registration.
    """
    match route.at:
        case At.AREA:
            yield Recipient(route.role, "area", area)
        case At.PLACING_AUTHORITY:
            episode = event.fact(Episode)
            if episode is not None and episode.placed_by:
                yield Recipient(route.role, "area", episode.placed_by)
        case At.PUBLISHER:
            yield Recipient(route.role, "agency", event.header.publisher)
        case At.REFERRER:
            yield _referrer(route, event)
        case At.AGENCY:
            yield Recipient(route.role, "agency", route.agency)
        case At.PRACTICE:
            yield _practice(route, area, event.person(section), reference)
        case At.SCHOOLS:
            raise ValueError("schools are found by registration")


def _practice(route: Route, area: str, person: Person | None, reference: Reference) -> Recipient:
    """The practice where the person is registered, and no other; who is told otherwise, where the hub has none such."""
    agency = reference.agencies.get(person.gp_practice.lower()) if person is not None else None
    if agency is None or agency.kind is not AgencyKind.GP_PRACTICE:
        return Recipient(route.otherwise, "area", area)
    return Recipient(route.role, "agency", agency.agency)


def _referrer(route: Route, event: OpenedEvent) -> Recipient:
    """The school that asked, where the contact names one by its URN; else the agency that published it."""
    contact = event.fact(Contact)
    setting = contact.referrer_setting if contact is not None else None
    if setting is not None and setting.scheme is Scheme.URN:
        return school(setting.value)
    return Recipient(route.role, "agency", event.header.publisher)


def due_by(
    clock: Clock, routing: Routing, reference: Reference, area: str, event: OpenedEvent, known_at: datetime
) -> Due | None:
    """The latest time by a route's clock; None where the recipient's own day gives it."""
    calendar = reference.areas.get(area)
    if clock.rule is ClockRule.SCHOOL_DAY or calendar is None:
        return None
    at, rule = latest_by(clock, routing.meeting(clock.meeting), calendar, event, known_at)
    return Due(at=at, rule=rule, holiday=False, bell_known=True, held_until=None, reminders=())


def _said_to_have_no_school(event: OpenedEvent, section: int) -> bool:
    person = event.person(section)
    return person is not None and any(setting.registration in NO_SCHOOL for setting in person.settings)
