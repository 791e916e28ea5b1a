"""An agreement that cannot be read, on a hub that runs: what it governs stops, the line does not, and it is told."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from schemas import codec
from schemas.events.people import Role
from schemas.records.decision import Decision
from schemas.records.reference import InstrumentKind, InstrumentRegistered
from schemas.records.share import DisclosurePermitted
from services.metrics import catalogue
from services.metrics.catalogue import OF_STANDING, UNREADABLE
from services.metrics.hub_standing import look, show
from services.metrics.meters import Meters
from services.processes.local import asker
from streams.agreements.life import State, due_from
from streams.agreements.terms import after
from tests.services.metrics.test_hub_standing import values
from tests.streams.agreements.asking import MINIMUM
from tests.streams.agreements.repository import agreement
from tests.support.people import adult, child_of, pupil
from tests.support.world import FIRST, World

BEDFORD = agreement("bedford-operation-encompass")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hub under Bedford's agreement."""
    made = World(tmp_path / "hub")
    yield made
    made.close()


def told(world: World, at: datetime) -> dict[str, float]:
    """How many agreements are in each state, as the metrics say."""
    meters = Meters(OF_STANDING)
    standing = look(asker(world.home), world.engine.reference, world.home.ledger, at)
    show(meters, standing, 0.0, at)
    return {state: count for (state,), count in values(meters, catalogue.AGREEMENTS).items()}


def permitted(world: World) -> list[set[str]]:
    """The items of each disclosure to the first school, in the order of the log."""
    rows = world.engine.database.execute("SELECT body FROM decisions ORDER BY rowid")
    return [
        {item for given in output.given for item in given.items}
        for (body,) in rows
        for output in codec.decode(body, Decision).outputs
        if isinstance(output, DisclosurePermitted) and output.recipient.value == FIRST
    ]


def publish(world: World, reference: str) -> None:
    world.publish(reference, [child_of(pupil(0, FIRST)), adult("Ann", "Other", Role.VICTIM, child=0)])
    world.run()


def test_a_broken_agreement_stops_what_it_governs_and_is_told(world: World) -> None:
    publish(world, "ref-before")
    assert told(world, world.clock.now)[UNREADABLE] == 0
    world.refer(InstrumentRegistered(BEDFORD.id, 2, InstrumentKind.AGREEMENT, bytes(32), b"{}", "", ""))
    publish(world, "ref-after")
    before, after_it = permitted(world)
    assert before > MINIMUM
    assert after_it == MINIMUM
    assert len(world.notices()) == 2
    assert told(world, world.clock.now)[UNREADABLE] == 1
    assert told(world, world.clock.now)[State.SUSPENDED] == 1


def test_a_review_is_told_ahead_and_when_it_is_past(world: World) -> None:
    desk = agreement("council-education-safeguarding-desk")
    times = [world.clock.now, due_from(desk), after(desk.dates.review_by), due_from(BEDFORD)]
    states = (State.IN_FORCE, State.DUE_FOR_REVIEW, State.REVIEW_OVERDUE)
    counts = [tuple(told(world, at)[state] for state in states) for at in times]
    assert counts == [(2, 0, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1)]
