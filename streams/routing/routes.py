"""An area's routing: which role at which place is told of which events, on which clock.

Practice varies from area to area, so it stands in a document of the area's own and never in code (flows.md). What a
statute demands (Domestic Abuse Act 2021 s.49A: every school of registration) needs no route and cannot be routed away.
"""

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final

from msgspec import Meta, Struct

from streams.calendar.setting import Weekday
from streams.routing.priorities import PriorityRule
from streams.routing.rules import Rule
from streams.routing.when import When

INTERVIEW: Final = "missing.interview"
"""Stands in a route in place of an event type: what came of a return home interview. Nobody publishes it."""
_ID: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_NAME: Final = r"^[a-z]+(_[a-z0-9]+)*$"
ROUTES: Final = 200
"""The most routes that one area can have."""
RULES: Final = 100
"""The most versions of rules across events that one area can have."""
PRIORITIES: Final = 50
"""The most grounds of priority that one area can have."""


class At(StrEnum):
    """At which place the role is held."""

    SCHOOLS = "schools"
    """Every school or college of registration; without one the council's education safeguarding desk."""
    AREA = "area"
    """The council area that answers for the child or adult."""
    PLACING_AUTHORITY = "placing_authority"
    """The other authority that placed the child here."""
    PUBLISHER = "publisher"
    """The agency that published the event: a hospital's own safeguarding team."""
    REFERRER = "referrer"
    """The school that made the contact, or, where the contact names none, the agency."""
    AGENCY = "agency"
    """An agency that the route names."""
    PRACTICE = "practice"
    """The GP practice where the person is registered; its agency's id is its ODS code in small letters."""


class ClockRule(StrEnum):
    """How the latest time is found."""

    SCHOOL_DAY = "school_day"
    """By the school's own bells; at a desk, by the usual school day."""
    MINUTES = "minutes"
    WORKING_DAYS = "working_days"
    """The end of the area's office hours on the n-th working day."""
    MEETING = "meeting"
    """When the next meeting of that name begins."""


class Starts(StrEnum):
    """From when a clock counts."""

    KNOWN = "known"
    """When the hub had the event."""
    RETURNED = "returned"
    """When the child came back, if that is known."""


class Clock(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """By when. `amount` counts minutes or working days; `meeting` names one of the area's meetings."""

    rule: ClockRule = ClockRule.SCHOOL_DAY
    amount: Annotated[int, Meta(ge=0, le=100_000)] = 0
    starts: Starts = Starts.KNOWN
    meeting: Annotated[str, Meta(max_length=32)] = ""

    def __post_init__(self) -> None:
        counted = self.rule in (ClockRule.MINUTES, ClockRule.WORKING_DAYS)
        if counted != (self.amount > 0):
            raise ValueError(f"a clock of `{self.rule}` {'needs an' if counted else 'has no'} amount: mend `amount`")
        if (self.rule is ClockRule.MEETING) != bool(self.meeting):
            raise ValueError(f"a clock of `{self.rule}` and meeting `{self.meeting}` do not go together: mend one")


class Route(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One role that is told of events of these types. While the council's desk is shut, `out_of_hours` is told too.

    `otherwise` is a role in the area that is told where nobody knows the practice, or the hub does not.

    Where `must` holds, a refusal is never only a record: the council's desk tells the recipient, or says why not.
    """

    id: Annotated[str, Meta(pattern=_ID, max_length=64)]
    events: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]
    role: Annotated[str, Meta(pattern=_NAME, max_length=64)]
    at: At
    clock: Clock = Clock()
    when: When = When()
    agency: Annotated[str, Meta(max_length=128)] = ""
    otherwise: Annotated[str, Meta(pattern=r"^([a-z]+(_[a-z0-9]+)*)?$", max_length=64)] = ""
    must: bool = False
    out_of_hours: Annotated[str, Meta(pattern=r"^([a-z]+(_[a-z0-9]+)*)?$", max_length=64)] = ""

    def __post_init__(self) -> None:
        if (self.at is At.AGENCY) != bool(self.agency):
            raise ValueError(f"route `{self.id}` goes to `{self.at}` and names agency `{self.agency}`: mend one")
        if (self.at is At.PRACTICE) != bool(self.otherwise):
            raise ValueError(
                f"route `{self.id}` goes to `{self.at}` and says `{self.otherwise}` in `otherwise`: only a route to a"
                " practice names who is told where no practice is known, and it must"
            )


class Member(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who sits at a meeting: a role in the area, or, where an agency is named, at that agency."""

    role: Annotated[str, Meta(pattern=_NAME, max_length=64)]
    agency: Annotated[str, Meta(max_length=128)] = ""


class Meeting(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, cache_hash=True):
    """When a meeting is held: each week on a day, or on the n-th such day of a month (`in_month` 1 to 4, 0: weekly).

    `members` are those for whom copies of its pack are printed, beside whoever coordinates it.
    """

    name: Annotated[str, Meta(pattern=_NAME, max_length=32)]
    weekday: Weekday
    starts: Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="London time, as 09:30")]
    in_month: Annotated[int, Meta(ge=0, le=4)] = 0
    members: Annotated[tuple[Member, ...], Meta(max_length=50)] = ()


class Unrouted(Struct, frozen=True, forbid_unknown_fields=True):
    """An event type that the area routes to nobody, and why: its events stand on the council's desk, each by itself."""

    event: Annotated[str, Meta(max_length=64)]
    because: Annotated[str, Meta(pattern=r"\S", max_length=200)]


class Routing(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, cache_hash=True):
    """The whole routing of an area, with what it counts across events, and how its front door's queue is ordered."""

    routes: Annotated[tuple[Route, ...], Meta(max_length=ROUTES)] = ()
    meetings: Annotated[tuple[Meeting, ...], Meta(max_length=20)] = ()
    rules: Annotated[tuple[Rule, ...], Meta(max_length=RULES)] = ()
    priorities: Annotated[tuple[PriorityRule, ...], Meta(max_length=PRIORITIES)] = ()
    unrouted: Annotated[tuple[Unrouted, ...], Meta(max_length=ROUTES)] = ()

    def of(self, event_type: str) -> tuple[Route, ...]:
        """The routes of one event type, in the document's order."""
        return _routes_of(self, event_type)

    def meeting(self, name: str) -> Meeting | None:
        """One of the area's meetings."""
        return next((meeting for meeting in self.meetings if meeting.name == name), None)

    def coordinated_by(self, role: str) -> tuple[Meeting, ...]:
        """The meetings whose agenda falls to a role: a route brings what it is told of to them."""
        brought = {route.clock.meeting for route in self.routes if route.role == role and route.clock.meeting}
        return tuple([meeting for meeting in self.meetings if meeting.name in brought])

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """The rules across events that are in force on a London day."""
        return _rules_on(self, day)

    def rule(self, id: str, version: int) -> Rule | None:
        """One version of a rule."""
        return next((rule for rule in self.rules if (rule.id, rule.version) == (id, version)), None)

    def says(self, ground: str) -> str:
        """What a ground of priority says; its own id where the area has it no more."""
        return next((rule.says for rule in self.priorities if rule.id == ground), ground.replace("-", " "))


@lru_cache(maxsize=1024)
def _routes_of(routing: Routing, event_type: str) -> tuple[Route, ...]:
    return tuple([route for route in routing.routes if event_type in route.events])


@lru_cache(maxsize=1024)
def _rules_on(routing: Routing, day: date) -> tuple[Rule, ...]:
    return tuple([rule for rule in routing.rules if rule.in_force(day)])


NOWHERE: Final = Routing()
"""The routing of an area that has set none: what statutes demand goes, and all else stands on the council's desk."""
