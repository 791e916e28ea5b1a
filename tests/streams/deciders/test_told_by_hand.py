"""The council's desk tells whoever an item is for, and nobody else (flows.md): a school hears of no MARAC by it."""

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import Role
from schemas.records.inputs import SettleDeskItem, SettledHow, TellByTelephone
from schemas.records.reference import AreaRoutingSet, InstrumentSuspended
from streams.deciders.areas import COUNCIL_DESK
from streams.deciders.person.by_hand import AT_A_SCHOOL, told_roles
from streams.deciders.person.recipients import council
from streams.routing.routes import Routing
from tests.streams.deciders.test_flows import MISSING, ROLF, TESS, episode, referral
from tests.streams.deciders.watching import a_line, unopened
from tests.support.facts import apply
from tests.support.flows import a_flow_line
from tests.support.furnishing import AREA
from tests.support.line import Line
from tests.support.people import adult
from tests.support.world import COORDINATOR


def an_unread_referral() -> Line:
    """A referral to MARAC of which the adviser has read nothing within the hour."""
    line = a_flow_line()
    line.publish(referral(TESS, adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR)))
    line.later(minutes=61).tick()
    return line


def tell(line: Line, role: str, kind: str = "unopened") -> list[str]:
    """A coordinator says whom they rang about the latest item of a kind."""
    case, person, item = line.item(kind)
    return line.perform(TellByTelephone(case, person, item.item, COORDINATOR, COUNCIL_DESK, "", role))


@pytest.mark.parametrize("role", [*AT_A_SCHOOL, "marac_coordinator", COUNCIL_DESK])
def test_that_somebody_else_was_rung_does_not_end_what_the_adviser_has_not_read(role: str) -> None:
    line = an_unread_referral()
    _, _, item = line.item("unopened")
    assert item.recipient is not None
    assert item.recipient.role == "idva"
    assert tell(line, role) == ["refused: told_somebody_else"]
    assert line.later(days=1).tick() == ["desk item overdue"]


def test_nor_does_that_a_school_was_told_in_person() -> None:
    line = an_unread_referral()
    case, person, item = line.item("unopened")
    settle = SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, SettledHow.SCHOOL_TOLD_IN_PERSON)
    assert line.perform(settle) == ["refused: told_somebody_else"]


def test_the_adviser_is_rung_and_the_item_is_done() -> None:
    line = an_unread_referral()
    assert tell(line, "idva") == ["told by telephone: idva", "desk item closed: told_by_telephone"]


def nobody_routed() -> Line:
    """A missing child of an area whose routing names nobody."""
    line = a_flow_line(AreaRoutingSet(AREA, msgspec.json.encode(Routing())))
    line.publish(episode(MISSING))
    return line


def test_where_everyone_is_refused_what_watched_their_notices_is_nobodys_work_any_more() -> None:
    """The desk item on a notice that nobody opened goes with that notice, and somebody must have the matter."""
    line = an_unread_referral()
    apply(line.facts.reference, InstrumentSuspended("bedford-marac", True, line.now, "under review", "a council"))
    line.publish(referral(replace(TESS, given_names="Tessa"), ROLF, revision=2))
    assert line.item("no_route")[2].reason == "nobody_may_be_told"


def settled(line: Line, kind: str, how: SettledHow = SettledHow.RESPONSIBLE_TOLD) -> list[str]:
    """A coordinator says how the latest item of a kind was dealt with."""
    case, person, item = line.item(kind)
    return line.perform(SettleDeskItem(case, person, item.item, COORDINATOR, COUNCIL_DESK, how))


def test_where_nobody_is_routed_whoever_answers_for_it_was_told_and_the_item_is_done() -> None:
    line = nobody_routed()
    assert settled(line, "no_route", SettledHow.SCHOOL_TOLD_IN_PERSON) == ["refused: told_somebody_else"]
    assert settled(line, "no_route") == ["desk item closed: settled"]
    assert line.later(days=1).tick() == []


def test_what_they_were_told_is_taken_back_with_the_event_and_that_can_be_recorded_too() -> None:
    line = nobody_routed()
    settled(line, "no_route")
    withdrawn = episode(MISSING, revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert line.later(hours=1).publish(withdrawn)[1:] == [f"desk {AREA}: recall_unread for {AREA} (was_told_by_hand)"]
    assert settled(line, "recall_unread") == ["desk item closed: settled"]


def test_it_ends_nothing_for_which_the_hub_names_somebody() -> None:
    assert settled(an_unread_referral(), "unopened") == ["refused: told_somebody_else"]
    assert settled(unopened(a_line()), "unopened") == ["refused: told_somebody_else"]


@pytest.mark.parametrize("role", AT_A_SCHOOL)
def test_for_a_school_any_reader_may_be_told_or_who_stands_above_them(role: str) -> None:
    assert tell(unopened(a_line()), role)[0] == f"told by telephone: {role}"


def test_a_school_is_not_told_by_ringing_another_desk() -> None:
    assert tell(unopened(a_line()), "idva") == ["refused: told_somebody_else"]


def test_nobody_is_rung_for_the_desk_that_has_the_item_or_for_nobody_known() -> None:
    assert told_roles(council(AREA)) == told_roles(None) == ()
