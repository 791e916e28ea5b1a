"""Whom a route names, and by when, where life is not as the route's author had it before their eyes."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events import front_door, missing
from schemas.events.missing import Stage
from schemas.events.people import NamedSetting, Person, Registration, Scheme
from schemas.records.answers import ContactNamed, NotTaken
from schemas.records.evidence import Evidence
from schemas.records.match import Basis, Change, ChildMatched, MatchReferred, RegisteredAt
from schemas.records.reference import AreaRoutingSet
from schemas.records.share import Recipient
from schemas.vectors.flows import CONTACT, EPISODE
from streams.deciders.opened import OpenedEvent
from streams.deciders.person.facts import Wanted
from streams.deciders.person.recipients import Had, named, needs_a_school, places, wanted
from streams.reference.facts import Reference
from streams.routing.routes import At, Clock, ClockRule, Route, Routing
from streams.routing.when import When
from tests.support.facts import MONDAY_EVENING, Section, an_event
from tests.support.flows import AMY, HOSPITAL, PRACTICE, a_flow_line
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import FIRST, SECOND

NOTHING_FOUND = Evidence(
    candidates=(),
    candidates_left_off=0,
    name_given=True,
    date_of_birth_given=True,
    address_given=False,
    setting_named=False,
    named_without_roll=(),
    rolls=0,
    weights_version="none",
)
CHILD = child_of(AMY)
INTERVIEWS = Recipient("return_interview_provider", "area", AREA)


def route(at: At, role: str = "ifd", id: str = "a", **more: object) -> Route:
    """A route of episodes and contacts."""
    return Route(id, (missing.EVENT_TYPE, front_door.CONTACT_TYPE), role, at, **more)  # type: ignore[arg-type]  # its fields


def minutes(amount: int) -> Clock:
    """A clock of so many minutes from when the hub knew."""
    return Clock(ClockRule.MINUTES, amount)


def reference(*routes: Route) -> Reference:
    """What the area's routing says."""
    return a_flow_line(AreaRoutingSet(AREA, msgspec.json.encode(Routing(routes)))).facts.reference


def told(event: OpenedEvent) -> ChildMatched:
    """The event's child is on the roll of a school."""
    (section,) = [number for number, _ in event.people()]
    at = (RegisteredAt(FIRST, Basis.ROLL, 1),)
    return ChildMatched(
        event.header.event, event.header.case, section, "resolve-1-0", Change.NEW, (), AMY.pupil, at, NOTHING_FOUND,
        None, (),
    )  # fmt: skip


def an_episode(child: Person = CHILD, **facts: object) -> OpenedEvent:
    """An episode of a child."""
    return an_event(replace(EPISODE, **facts), child, type=missing.EVENT_TYPE)


def a_contact(asked: Section = CONTACT) -> OpenedEvent:
    """A contact about a child."""
    return an_event(asked, CHILD, type=front_door.CONTACT_TYPE)


def names(one: Route, event: OpenedEvent) -> list[Recipient]:
    """Whom a route names."""
    return list(places(one, AREA, event, told(event).section, reference(one)))


def wants(event: OpenedEvent, *routes: Route, had: Had | None = None) -> list[Wanted]:
    """Everyone who ought to hear of it."""
    return wanted(told(event), reference(*routes), event, MONDAY_EVENING, had if had is not None else {})


@pytest.mark.parametrize("first", [True, False])
def test_of_two_routes_to_one_recipient_the_earlier_clock_holds(first: bool) -> None:
    hour, day = route(At.AREA, id="hour", clock=minutes(60)), route(At.AREA, id="day", clock=minutes(1440))
    (want,) = wants(an_episode(), *((hour, day) if first else (day, hour)))
    assert want.due is not None
    assert (want.route, want.due.at) == ("hour", MONDAY_EVENING + timedelta(hours=1))


@pytest.mark.parametrize("must", [True, False])
def test_a_route_says_whether_a_refusal_of_its_schools_needs_a_desk(must: bool) -> None:
    (want,) = wants(an_episode(), route(At.SCHOOLS, "dsl", must=must))
    assert (want.recipient, want.must, want.route) == (Recipient("dsl", "urn", FIRST), must, "a")


@pytest.mark.parametrize(("placed_by", "told_there"), [("", []), ("825", [Recipient("ifd", "area", "825")])])
def test_an_authority_that_placed_nobody_is_not_told(placed_by: str, told_there: list[Recipient]) -> None:
    assert names(route(At.PLACING_AUTHORITY), an_episode(placed_by=placed_by)) == told_there


@pytest.mark.parametrize(
    ("practice", "whom"),
    [
        (PRACTICE, Recipient("gp_practice", "agency", PRACTICE)),
        (PRACTICE.upper(), Recipient("gp_practice", "agency", PRACTICE)),
        ("", Recipient("school_nurse", "area", AREA)),
        ("e99999", Recipient("school_nurse", "area", AREA)),
        (HOSPITAL, Recipient("school_nurse", "area", AREA)),
    ],
    ids=["known", "in capitals", "none", "unknown to the hub", "an agency that is no practice"],
)
def test_only_a_practice_that_the_hub_knows_is_told(practice: str, whom: Recipient) -> None:
    at_practice = route(At.PRACTICE, "gp_practice", otherwise="school_nurse")
    assert names(at_practice, an_episode(replace(CHILD, gp_practice=practice))) == [whom]


@pytest.mark.parametrize(
    ("setting", "whom"),
    [
        (NamedSetting(Scheme.URN, SECOND, Registration.REGISTERED_PUPIL), Recipient("dsl", "urn", SECOND)),
        (NamedSetting(Scheme.NAME, "Some School", Registration.REGISTERED_PUPIL), Recipient("ifd", "agency", POLICE)),
        (None, Recipient("ifd", "agency", POLICE)),
    ],
    ids=["by its number", "by its name", "not at all"],
)
def test_the_school_that_asked_is_told_where_it_is_named_by_its_number(
    setting: NamedSetting | None, whom: Recipient
) -> None:
    assert names(route(At.REFERRER), a_contact(replace(CONTACT, referrer_setting=setting))) == [whom]


@pytest.mark.parametrize("late", [timedelta(hours=-2), timedelta(hours=2)])
def test_whoever_interviews_has_what_is_left_of_the_time_that_ran_or_an_hour(late: timedelta) -> None:
    """The newest revision says no more that the child is back."""
    returned = route(At.AREA, INTERVIEWS.role, when=When(stages=(Stage.RETURNED,)))
    still_gone = an_episode(stage=Stage.REPORTED, returned_at=None)
    (want,) = wants(still_gone, returned, had={INTERVIEWS: MONDAY_EVENING - late})
    assert want.due is not None
    assert want.due.at == (MONDAY_EVENING - late if late < timedelta() else MONDAY_EVENING + timedelta(hours=1))
    assert want.recipient == INTERVIEWS


def test_a_doubtful_child_is_a_desks_work_only_where_a_route_to_schools_holds() -> None:
    event = an_episode(stage=Stage.REPORTED, returned_at=None)
    sure = told(event)
    doubtful = MatchReferred(
        sure.event, sure.case, sure.section, sure.person, Change.NEW, (), "name_doubtful", (FIRST,), NOTHING_FOUND
    )
    for stage, holds in ((Stage.REPORTED, True), (Stage.RETURNED, False)):
        routed = reference(route(At.SCHOOLS, "dsl", when=When(stages=(stage,))), route(At.AREA, id="b"))
        assert needs_a_school(doubtful, routed, event, MONDAY_EVENING) is holds


@pytest.mark.parametrize("reason", [None, NotTaken.CHILD_IN_DOUBT])
def test_an_outcome_is_said_to_decide_a_contact_only_where_the_child_has_part_in_it(reason: NotTaken | None) -> None:
    event = a_contact()
    sure, contact = told(event), b"k" * 16
    names_it = ContactNamed(sure.event, sure.case, sure.person, sure.section, contact, reason)
    (record,) = named(sure, event, [], names_it, awaits_match=False)
    assert record.answers == (contact if reason is None else None)
