"""A contact that was withdrawn as about the wrong people, with outcomes before and after it: conserved and replayed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import front_door
from schemas.events.event import Withdrawal
from schemas.records.notify import DeskItemRaised, DeskKind, NoticeIssued
from schemas.records.reference import AreaRoutingSet
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DECIDED
from streams.checks.conservation import conserve
from streams.checks.history import check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.engines.local.queries import LocalViews
from streams.routing.routes import At, Route
from tests.streams.deciders.test_triage import ASKED
from tests.support.facts import kind_of
from tests.support.flows import BEN, COUNCIL, bedford_routing, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import SECOND, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An outcome that a school was told of by a route of its own, its contact withdrawn, and one that comes late."""
    world = World(tmp_path_factory.mktemp("wrong") / "hub", plan=flow_plan())
    forces, routing = turn_on(world), bedford_routing()
    own = Route("outcomes", (front_door.OUTCOME_TYPE,), "dsl", At.SCHOOLS)
    world.refer(AreaRoutingSet(AREA, msgspec.json.encode(replace(routing, routes=(*routing.routes, own)))))
    said = replace(DECIDED, contact=event_id(POLICE, "c-1", 1), decided_at=world.clock.now)
    wrong = Withdrawal.WRONG_PEOPLE
    for agency, type, reference, revision, withdrawal, contents in (
        (POLICE, front_door.CONTACT_TYPE, "c-1", 1, Withdrawal.NONE, (ASKED, child_of(BEN))),
        (COUNCIL, front_door.OUTCOME_TYPE, "c-1/D", 1, Withdrawal.NONE, (said, child_of(BEN))),
        (POLICE, front_door.CONTACT_TYPE, "c-1", 2, wrong, ()),
        (COUNCIL, front_door.OUTCOME_TYPE, "c-1/E", 1, Withdrawal.NONE, (said, child_of(BEN))),
    ):
        sections = [PlainSection(kind_of(one), one) for one in contents]
        now = world.clock.now
        sealed = forces[agency].seal(reference, sections, now, revision=revision, withdrawal=withdrawal, type=type)
        world.submit(sealed, reference, revision, agency)
        world.clock.forward(timedelta(minutes=1))
        world.run()
    yield world
    world.close()


def test_it_is_taken_back_from_the_school_and_asked_back_of_the_council(world: World) -> None:
    with reading(world.home.folder) as database:
        outputs = [one for record in records_of(database) for one in record.decision.outputs]
    told = [one for one in outputs if isinstance(one, NoticeIssued) and one.recipient.value == SECOND]
    assert [one.kind for one in told] == ["first", "recall"]
    items = [one for one in outputs if isinstance(one, DeskItemRaised) and one.kind is DeskKind.OUTCOME]
    assert [(one.event, one.reason) for one in items] == [
        (event_id(COUNCIL, "c-1/D", 1), "found_wrong_people"),
        (event_id(COUNCIL, "c-1/E", 1), "contact_wrong_people"),
    ]


def test_no_trace_of_the_one_shows_the_other(world: World) -> None:
    """What is told of the outcome's own matter is an input of its case, as what is told of the contact is of that."""
    with closing(LocalViews(world.home, lambda: world.engine.reference)) as views:
        steps = views.trace(event_id(COUNCIL, "c-1/D", 1))
        row = views.event(event_id(COUNCIL, "c-1/D", 1))
    issued = [output for step in steps for _, output in step.outputs if isinstance(output, NoticeIssued)]
    assert row is not None
    assert [(one.case, one.kind) for one in issued] == [(row.case, "first"), (row.case, "recall")]


def test_nothing_of_it_is_lost_and_all_is_decided_again_alike(world: World) -> None:
    with reading(world.home.folder) as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    assert verify_replay(world.home.folder, world.keys).findings == ()
    with history_of_home(world.home.folder) as history:
        assert check_history(history) == ()
