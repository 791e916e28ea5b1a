"""A record explains itself: the exact clause behind what was withheld or refused, and the condition that failed."""

from datetime import date

from msgspec.structs import replace

from schemas.events.people import Presence
from schemas.items import Item
from schemas.records.reference import (
    AgreementSigned,
    Body,
    InstrumentKind,
    InstrumentRegistered,
    InstrumentSuspended,
)
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from streams.reference.facts import Reference
from tests.streams.deciders.telling import AMY, a_line
from tests.support.facts import Facts, a_reference, an_event, apply, hub_bodies
from tests.support.furnishing import LONG_AGO
from tests.support.line import Line
from tests.support.people import child_of
from tests.support.world import FIRST

AGREEMENT = "bedford-operation-encompass"
DUTY = "domestic-abuse-act-2021-s49a"


def the_permission(line: Line) -> DisclosurePermitted:
    return next(each for each in line.recorded.values() if isinstance(each, DisclosurePermitted))


def the_refusal(line: Line) -> DisclosureRefused:
    return next(each for each in line.recorded.values() if isinstance(each, DisclosureRefused))


def test_what_a_clause_forbids_names_that_clause_and_version() -> None:
    line = a_line()
    line.publish(an_event(replace(child_of(AMY), presence=Presence.NOT_PRESENT)))
    withheld = next(part for part in the_permission(line).withheld if Item.CHILD_WHEREABOUTS in part.items)
    named = (withheld.reason, withheld.instrument, withheld.version, withheld.clause)
    assert named == ("forbidden_by_clause", AGREEMENT, 1, "whereabouts-only-if-present")


def test_what_a_suspended_agreement_would_have_given_says_that_it_is_suspended() -> None:
    line = a_line()
    apply(line.facts.reference, InstrumentSuspended(AGREEMENT, True, LONG_AGO, "reviewed", "a council"))
    line.publish(an_event(child_of(AMY)))
    withheld = next(part for part in the_permission(line).withheld if part.instrument == AGREEMENT)
    assert (withheld.reason, withheld.version, withheld.why) == ("not_in_force", 1, "suspended")


def test_a_refusal_names_the_nearest_clause_and_the_condition_of_it_that_failed() -> None:
    bodies = [body for body in hub_bodies() if not isinstance(body, AgreementSigned) and _is_no_agreement(body)]
    line = Line(Facts(apply(Reference(), *bodies)))
    line.facts.put_roll(FIRST, [AMY])
    line.publish(an_event(replace(child_of(AMY), resides_in_force_area=False)))
    refused = the_refusal(line)
    assert (refused.reason, refused.instrument, refused.version) == ("condition_not_met", DUTY, 1)
    assert (refused.clause, refused.condition) == ("minimum", "resides_in_force_area_is true")


def test_a_person_over_18_is_refused_by_no_instrument() -> None:
    grown = replace(AMY, date_of_birth=date(1980, 1, 1))
    line = Line(Facts(a_reference()))
    line.facts.put_roll(FIRST, [grown])
    line.publish(an_event(child_of(grown)))
    refused = the_refusal(line)
    assert (refused.reason, refused.instrument, refused.version, refused.condition) == ("not_under_18", "", 0, "")


def _is_no_agreement(body: Body) -> bool:
    return not isinstance(body, InstrumentRegistered) or body.kind is InstrumentKind.DUTY
