"""A count or pattern is proposed to nobody who may be connected with somebody of one case that it counts alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import marac, missing
from schemas.events.people import Role
from schemas.records.inputs import WithholdDeskItem
from schemas.records.meetings import ConflictReason, DeclareConflict
from schemas.records.notify import DeskKind
from schemas.records.share import Recipient
from schemas.records.watch import CommandRefused
from schemas.vectors.flows import DASH, EPISODE, REFERRAL
from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.matching.people import StaffNames
from streams.views.rows import DeskRow
from tests.support.flows import AMY, flow_plan, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA, appointed
from tests.support.month_events import VICTIM, Month
from tests.support.people import adult, child_of
from tests.support.world import START, World

READER, COLLEAGUE = user("ifd"), "u-colleague"
ACCUSED = adult("Dennis", "Quillfeather", Role.ALLEGED_PERPETRATOR)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    """A hub on which a child was missing, and three days before lived where somebody was referred to MARAC."""
    world = World(tmp_path / "hub", plan=flow_plan())
    month = Month(world)
    month.publish(marac.EVENT_TYPE, POLICE, 1, [REFERRAL, DASH, child_of(AMY), VICTIM, ACCUSED])
    world.run()
    world.clock.now = START + timedelta(days=3)
    since = world.clock.now - timedelta(hours=5)
    episode = replace(EPISODE, missing_since=since, reported_at=since + timedelta(hours=1))
    month.publish(missing.EVENT_TYPE, POLICE, 1, [episode, child_of(AMY)])
    world.run()
    world.close()
    made = LocalHub(world.home, world.clock)
    yield made
    made.close()


def proposed(hub: LocalHub) -> DeskRow:
    """What is proposed to the front door: a child of several flows, of whom the latest event names no adult."""
    (row,) = hub.views.patterns([AREA], "ifd")
    assert (row.kind, row.reason) == (DeskKind.PATTERN, "several_flows")
    return row


def name(hub: LocalHub, user: str, given: str, family: str) -> None:
    with hub.locked:
        hub.registry.put_staff([(user, StaffNames(given_names=given, family_name=family))], START)


def test_whoever_is_in_none_of_the_cases_sees_it(hub: LocalHub) -> None:
    assert hub.withheld(READER, [proposed(hub)]).named == frozenset()


def test_whoever_may_be_the_accused_of_the_referral_does_not_see_that_there_is_one(hub: LocalHub) -> None:
    row = proposed(hub)
    name(hub, READER, "Dennis", "Quillfeather")
    assert hub.withheld(READER, [row]).named == {row.item}


@pytest.mark.parametrize("others", [True, False])
def test_the_operator_hears_where_nobody_else_could_decide_on_it(hub: LocalHub, others: bool) -> None:
    row = proposed(hub)
    name(hub, READER, "Dennis", "Quillfeather")
    if others:
        name(hub, COLLEAGUE, "Una", "Fairweather")
        with hub.locked:
            hub.registry.refer([appointed(COLLEAGUE, "ifd", "area", AREA)], START)
    settled = hub.perform(WithholdDeskItem(row.case, row.person, row.item, READER, "ifd"), command_id="left-out")
    (refused,) = settled.outputs
    assert isinstance(refused, CommandRefused)
    assert refused.reason == ("may_be_connected" if others else "no_safe_coordinator")


def test_what_waits_for_a_role_is_gone_from_there_once_it_is_left_out_of_a_case(hub: LocalHub) -> None:
    front_door, coordinates = Recipient("ifd", "area", AREA), user("marac_coordinator")
    before = proposed(hub)
    for row in hub.views.inbox_of(Recipient("marac_coordinator", "area", AREA)):
        given = (row.case, row.person, row.notice, coordinates, row.role, front_door, ConflictReason.EMPLOYS)
        hub.perform(DeclareConflict(*given), command_id=f"left-out-{row.notice}")
    assert hub.views.patterns([AREA], "ifd") == []
    assert hub.views.patterns([AREA], "ifd", closed=True) == [], "nor among those that it answered"
    (item,) = [one for one in hub.views.desk([AREA]) if one.kind == DeskKind.PATTERN]
    assert (item.referral, item.reason, item.person) == (before.referral, before.reason, before.person)


def test_and_the_log_is_sound(hub: LocalHub, tmp_path: Path) -> None:
    test_what_waits_for_a_role_is_gone_from_there_once_it_is_left_out_of_a_case(hub)
    with reading(tmp_path / "hub") as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    assert verify_replay(tmp_path / "hub", Home(tmp_path / "hub").read_keys()).findings == ()
