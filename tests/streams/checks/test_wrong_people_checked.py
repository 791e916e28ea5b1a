"""A contact that was withdrawn as about the wrong people, with outcomes before and after it: conserved and replayed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

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
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, BEN, COUNCIL, bedford_routing, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.world import SECOND, World

Sent = tuple[str, str, str, int, Withdrawal, tuple[Section, ...]]
"""Who sends which type of event, under which reference and revision, and what stands in it."""


def a_world(folder: Path, sent: Callable[[front_door.Decided], Iterable[Sent]]) -> World:
    """A hub of an area that tells a child's school of outcomes by a route of its own, after these events."""
    world = World(folder, plan=flow_plan())
    forces, routing = turn_on(world), bedford_routing()
    own = Route("outcomes", (front_door.OUTCOME_TYPE,), "dsl", At.SCHOOLS)
    world.refer(AreaRoutingSet(AREA, msgspec.json.encode(replace(routing, routes=(*routing.routes, own)))))
    said = replace(DECIDED, contact=event_id(POLICE, "c-1", 1), decided_at=world.clock.now)
    for agency, type, reference, revision, withdrawal, contents in sent(said):
        sections = [PlainSection(kind_of(one), one) for one in contents]
        now = world.clock.now
        sealed = forces[agency].seal(reference, sections, now, revision=revision, withdrawal=withdrawal, type=type)
        world.submit(sealed, reference, revision, agency)
        world.clock.forward(timedelta(minutes=1))
        world.run()
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An outcome that a school was told of by a route of its own, its contact withdrawn, and one that comes late."""
    wrong = Withdrawal.WRONG_PEOPLE
    made = a_world(
        tmp_path_factory.mktemp("wrong") / "hub",
        lambda said: (
            (POLICE, front_door.CONTACT_TYPE, "c-1", 1, Withdrawal.NONE, (ASKED, child_of(BEN))),
            (COUNCIL, front_door.OUTCOME_TYPE, "c-1/D", 1, Withdrawal.NONE, (said, child_of(BEN))),
            (POLICE, front_door.CONTACT_TYPE, "c-1", 2, wrong, ()),
            (COUNCIL, front_door.OUTCOME_TYPE, "c-1/E", 1, Withdrawal.NONE, (said, child_of(BEN))),
        ),
    )
    yield made
    made.close()


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
    holds(world)


def test_a_child_whom_a_correction_takes_out_of_the_contact_is_as_whole(tmp_path: Path) -> None:
    second = replace(child_of(AMY), ref="second")
    made = a_world(
        tmp_path / "hub",
        lambda said: (
            (POLICE, front_door.CONTACT_TYPE, "c-1", 1, Withdrawal.NONE, (ASKED, child_of(BEN), second)),
            (COUNCIL, front_door.OUTCOME_TYPE, "c-1/D", 1, Withdrawal.NONE, (said, child_of(BEN), second)),
            (POLICE, front_door.CONTACT_TYPE, "c-1", 2, Withdrawal.NONE, (ASKED, second)),
        ),
    )
    with closing(LocalViews(made.home, lambda: made.engine.reference)) as views:
        items = [item.reason for item in views.desk([AREA]) if item.kind == DeskKind.OUTCOME]
    assert items == ["found_wrong_people"]
    holds(made)
    made.close()


def holds(world: World) -> None:
    """Conservation, replay and history find nothing."""
    with reading(world.home.folder) as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    assert verify_replay(world.home.folder, world.keys).findings == ()
    with history_of_home(world.home.folder) as history:
        assert check_history(history) == ()
