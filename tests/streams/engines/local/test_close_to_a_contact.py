"""Readers of a published outcome who may be close to the family of its contact: the outcome names the child alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import front_door
from schemas.events.people import Person, Role
from schemas.records.inputs import AnswerBasis, MatchDecided, OpenDeskItem, OpenNotice
from schemas.records.notify import DeskKind
from schemas.records.reference import AreaRoutingSet
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DECIDED
from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.hub import LocalHub
from streams.matching.people import StaffNames
from streams.routing.routes import At, Route
from streams.views.rows import DeskRow, NoticeRow
from tests.streams.deciders.test_triage import ASKED
from tests.support.facts import kind_of
from tests.support.flows import AMY, BEN, COUNCIL, bedford_routing, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of
from tests.support.world import COORDINATOR, SECOND, World, dsl

ACCUSED = adult("Rolf", "Quillfeather", Role.ALLEGED_PERPETRATOR)
CLOSE = StaffNames(given_names="Rolf", family_name="Quillfeather")


class Asked:
    """A hub on which police made a contact that names an adult; the area tells schools of outcomes by a route."""

    def __init__(self, folder: Path) -> None:
        world = World(folder, plan=flow_plan())
        self.world, self.forces, routing = world, turn_on(world), bedford_routing()
        own = Route("outcomes", (front_door.OUTCOME_TYPE,), "dsl", At.SCHOOLS)
        world.refer(AreaRoutingSet(AREA, msgspec.json.encode(replace(routing, routes=(*routing.routes, own)))))
        world.close()
        self.hub = LocalHub(world.home, world.clock)
        self.send(POLICE, front_door.CONTACT_TYPE, "c-1", ASKED, child_of(BEN), ACCUSED)

    def send(self, agency: str, type: str, reference: str, *contents: object) -> None:
        """One event, decided at once."""
        sections = [PlainSection(kind_of(one), one) for one in contents]  # type: ignore[arg-type]  # contents of sections
        self.hub.submit(agency, [self.forces[agency].seal(reference, sections, self.world.clock.now, type=type)])
        self.hub.run()
        self.world.clock.forward(timedelta(minutes=1))

    def publish(self, *children: Person) -> None:
        """The council publishes what it decided of the contact."""
        said = replace(DECIDED, contact=event_id(POLICE, "c-1", 1), decided_at=self.world.clock.now)
        self.send(COUNCIL, front_door.OUTCOME_TYPE, "c-1/D", said, *children)

    def name(self, user: str) -> None:
        """The directory names a member of staff as the adult of the contact."""
        with self.hub.locked:
            self.hub.registry.put_staff([(user, CLOSE)], self.world.clock.now)

    def item(self, kind: str) -> DeskRow:
        """The only item of a kind on the council's desk."""
        (found,) = [row for row in self.hub.views.desk([AREA]) if row.kind == kind]
        return found

    def notices(self) -> list[NoticeRow]:
        """What the child's school was told."""
        return list(self.hub.views.inbox(SECOND))


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    """A running hub."""
    made = Asked(tmp_path / "hub")
    yield made
    made.hub.close()
    with reading(made.world.home.folder) as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    assert verify_replay(made.world.home.folder, made.world.keys).findings == ()


def test_a_desk_officer_close_to_the_contact_is_kept_from_what_the_outcome_leaves_to_do(asked: Asked) -> None:
    asked.publish(child_of(AMY))
    row = asked.item("outcome")
    assert row.reason == "child_not_in_contact"
    assert asked.hub.withheld(COORDINATOR, [row]).named == frozenset()
    asked.name(COORDINATOR)
    assert asked.hub.withheld(COORDINATOR, [row]).named == {row.item}
    command = OpenDeskItem(row.case, row.person, row.item, COORDINATOR, COUNCIL_DESK)
    (refused,) = asked.hub.perform(command, command_id="open").outputs
    assert getattr(refused, "reason", "") == "may_be_connected"


def test_nor_do_they_say_who_its_doubtful_child_is(asked: Asked) -> None:
    asked.publish(replace(child_of(BEN), given_names="Othername"))
    row = asked.item("match")
    asked.name(COORDINATOR)
    assert asked.hub.withheld(COORDINATOR, [row]).named == {row.item}
    said = MatchDecided(
        row.case, row.referral or "", COORDINATOR, COUNCIL_DESK, BEN.pupil, None, AnswerBasis.EVIDENCE_SHOWN
    )
    (refused,) = asked.hub.perform(said, command_id="match").outputs
    assert getattr(refused, "reason", "") == "may_be_connected"


def test_a_school_whose_lead_is_close_to_the_contact_is_not_told_of_the_outcome(asked: Asked) -> None:
    asked.name(dsl(SECOND))
    asked.publish(child_of(BEN))
    assert asked.notices() == []
    found = [row for row in asked.hub.views.desk([AREA]) if row.kind == DeskKind.NO_SAFE_READER]
    assert {row.event for row in found} == {event_id(COUNCIL, "c-1/D", 1)}


def test_nobody_is_shown_an_outcome_of_which_nobody_can_say_any_more_which_contact_it_names(asked: Asked) -> None:
    asked.publish(child_of(BEN))
    outcome = event_id(COUNCIL, "c-1/D", 1)
    (row,) = [one for one in asked.notices() if one.event == outcome]
    with asked.hub.locked:
        asked.hub.registry.erase(outcome, asked.world.clock.now, "asked_for", [0])
    opened = asked.hub.perform(OpenNotice(row.case, row.person, row.notice, dsl(SECOND), "dsl"), command_id="open")
    assert getattr(opened.outputs[0], "reason", "") == "may_be_connected"


def test_nor_is_one_shown_it_who_turns_out_to_be_so_since(asked: Asked) -> None:
    asked.publish(child_of(BEN))
    (row,) = [one for one in asked.notices() if one.event == event_id(COUNCIL, "c-1/D", 1)]
    assert asked.hub.withheld(dsl(SECOND), [row]).named == frozenset()
    asked.name(dsl(SECOND))
    assert asked.hub.withheld(dsl(SECOND), [row]).named == {row.notice}
    opened = asked.hub.perform(OpenNotice(row.case, row.person, row.notice, dsl(SECOND), "dsl"), command_id="open")
    assert getattr(opened.outputs[0], "reason", "") == "may_be_connected"
