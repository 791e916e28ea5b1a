"""What is wrong with a routing document is said before it counts."""

from pathlib import Path

import pytest

from schemas.catalogue import EVENTS
from schemas.events import encompass, front_door
from services.directory.faults import FileRefused
from services.directory.routing import read_routing
from streams.routing.check import ANSWERED
from streams.routing.routes import INTERVIEW, NOWHERE, At
from tests.support.flows import bedford_routing
from tests.support.furnishing import OPS

KNOWN = {"bedfordshire-police", "bedfordshire-hospitals"}
ROUTE = "  - {id: a, events: [missing.episode], role: ifd, at: area}"


REPEATS = (
    "{id: again, version: 1, kind: marac_repeat, definition: any_abuse, events: [marac.referral],"
    " window: {amount: 12, unit: months}, role: marac_coordinator}"
)


def others(routes: str) -> str:
    """The types of which these routes do not speak, said to be routed to nobody."""
    stated = (f"{{event: {event}, because: not in this test}}" for event in sorted(ANSWERED) if event not in routes)
    return f"unrouted: [{', '.join(stated)}]"


def refused(routes: str, meetings: str = "", rules: str = REPEATS) -> list[str]:
    """What a document of these routes is refused with."""
    text = f"meetings: [{meetings}]\nrules: [{rules}]\nroutes:\n{routes}\n{others(routes)}"
    with pytest.raises(FileRefused) as caught:
        read_routing(text.encode(), "routing.yaml", KNOWN)
    return [f"{fault.reason}: {fault.remedy}" for fault in caught.value.faults]


def test_the_projects_own_routing_covers_every_flow_but_feedback() -> None:
    routed = {event for route in bedford_routing().routes for event in route.events}
    assert routed == set(EVENTS) - {encompass.EVENT_TYPE, front_door.OUTCOME_TYPE} | {INTERVIEW}
    assert {At.SCHOOLS, At.AREA, At.PLACING_AUTHORITY, At.PUBLISHER, At.AGENCY, At.PRACTICE} == {
        route.at for route in bedford_routing().routes
    }
    assert Path(OPS / "routing" / "bedford.yaml").exists()


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ("{id: a, events: [missing.child], role: ifd, at: area}", "`missing.child` is no event type"),
        ("{id: a, events: [missing.interview, missing.episode], role: ifd, at: area}", "is no event: give it a route"),
        ("{id: a, events: [missing.interview], role: dsl, at: schools}", "does not go to `schools`"),
        ("{id: a, events: [missing.interview], role: ifd, at: area, out_of_hours: idva}", "waits for office hours"),
        ("{id: a, events: [missing.episode], role: boss, at: area}", "`boss` is no role"),
        ("{id: a, events: [missing.episode], role: head, at: schools}", "`head` is not who is told at a school"),
        ("{id: a, events: [missing.episode], role: dsl, at: area}", "`dsl` is not held in an area"),
        ("{id: a, events: [hospital.flag], role: ifd, at: publisher}", "`ifd` is not held at an agency"),
        (
            "{id: a, events: [hospital.flag], role: idva, at: practice, otherwise: ifd}",
            "`idva` is not held at a GP practice",
        ),
        ("{id: a, events: [hospital.flag], role: gp_practice, at: practice, otherwise: dsl}", "nobody would be told"),
        ("{id: a, events: [hospital.flag], role: gp_practice, at: area}", "`gp_practice` is not held in an area"),
        ("{id: a, events: [encompass.notification], role: dsl, at: schools}", "by law: take the route away"),
        ("{id: a, events: [marac.referral], role: dsl, at: schools}", "nothing shows a school"),
        ("{id: a, events: [marac.referral], role: ifd, at: placing_authority}", "only a missing episode names"),
        ("{id: a, events: [missing.episode], role: ifd, at: area, when: {signs: [assault]}}", "never holds of"),
        ("{id: a, events: [missing.episode], role: ifd, at: area, when: {subject: adult}}", "are about adults"),
        ("{id: a, events: [hospital.flag], role: ifd, at: area, when: {subject: victim}}", "who was referred to MARAC"),
        ("{id: a, events: [missing.episode], role: ifd, at: area, out_of_hours: dsl}", "would answer out of hours"),
        (
            "{id: a, events: [missing.episode], role: ifd, at: area, clock: {rule: meeting, meeting: tea}}",
            "no meeting `tea`",
        ),
        (
            "{id: a, events: [hospital.flag], role: police_safeguarding, at: agency, agency: nobody}",
            "no agency `nobody`",
        ),
        (
            "{id: a, events: [hospital.flag], role: ifd, at: area,"
            " clock: {rule: minutes, amount: 5, starts: returned}}",
            "only a missing child returns",
        ),
    ],
)
def test_a_route_that_cannot_be_is_named_with_its_fault(route: str, said: str) -> None:
    (fault,) = refused(f"  - {route}")
    assert "route `a`" in fault
    assert said in fault


@pytest.mark.parametrize("rules", ["", REPEATS.replace("}, role", "}, ends: 2026-12-31, role")], ids=["none", "ends"])
def test_who_routes_referrals_to_marac_says_which_are_of_the_same_two_people(rules: str) -> None:
    (fault,) = refused("  - {id: a, events: [marac.referral], role: ifd, at: area}", rules=rules)
    assert "no rule of kind `marac_repeat` goes on" in fault


def test_names_stand_once() -> None:
    assert refused(f"{ROUTE}\n" * 2)[0].startswith("route `a` stands there twice")
    tea = '{name: tea, weekday: monday, starts: "09:00"}'
    assert refused(ROUTE, f"{tea}, {tea}")[0].startswith("meeting `tea` stands there twice")


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ("{id: a, events: [missing.episode], role: ifd, at: nowhere}", "routes.0.at"),
        ("{id: a, events: [missing.episode], role: ifd, at: area, clock: {rule: minutes}}", "routes.0.clock"),
        ("{id: a, events: [missing.episode], role: ifd, at: area, when: {moon: full}}", "routes.0.when"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_its_place(route: str, place: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_routing(f"routes:\n  - {route}".encode(), "routing.yaml", KNOWN)
    (fault,) = caught.value.faults
    assert fault.field == place
    assert fault.line == 2


def test_no_type_is_routed_to_nobody_by_being_forgotten() -> None:
    with pytest.raises(FileRefused) as caught:
        read_routing(b"routes: []", "routing.yaml", KNOWN)
    assert {fault.reason for fault in caught.value.faults} == {f"nobody is told of `{event}`" for event in ANSWERED}
    assert {fault.remedy for fault in caught.value.faults} == {"add a route, or say why not under `unrouted`"}
    stated = read_routing(f"routes: []\n{others('')}".encode(), "routing.yaml", KNOWN)
    assert {one.event for one in stated.unrouted} == ANSWERED
    assert NOWHERE.unrouted == ()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("{event: missing.episode, because: none}", "`missing.episode` is routed, and stands under `unrouted`"),
        ("{event: encompass.notification, because: none}", "`encompass.notification` of `unrouted` needs no word"),
        ("{event: no.such, because: none}", "`no.such` of `unrouted` needs no word"),
        ("{event: hospital.flag, because: none}", "`hospital.flag` stands twice under `unrouted`"),
    ],
)
def test_what_is_said_to_be_unrouted_is_so(stated: str, said: str) -> None:
    document = f"routes:\n{ROUTE}\n{others(ROUTE)[:-1]}, {stated}]"
    with pytest.raises(FileRefused) as caught:
        read_routing(document.encode(), "routing.yaml", KNOWN)
    (fault,) = caught.value.faults
    assert fault.reason == said


@pytest.mark.parametrize("because", ["''", "' '"])
def test_a_type_is_unrouted_for_a_reason(because: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_routing(f"unrouted: [{{event: hospital.flag, because: {because}}}]".encode(), "routing.yaml", KNOWN)
    assert caught.value.faults[0].field == "unrouted.0.because"
