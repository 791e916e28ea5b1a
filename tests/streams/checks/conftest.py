"""A hub with a short story behind it, told once; tests take copies."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Registration, Role, Scheme
from schemas.records.inputs import AcknowledgeNotice, AnswerBasis, MatchDecided, OpenNotice, TellByTelephone
from streams.checks.history import History, Submitted
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.records import Recorded
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.home import Keys
from tests.support.force import POLICE
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.world import COORDINATOR, FIRST, SECOND, World, a_world, dsl


def tell_a_story(world: World) -> None:
    """Two families on an evening, a doubtful child, a night, a morning, a correction, a withdrawal."""
    mother = adult("Rosamund", "Bellingham", Role.VICTIM, child=0)
    first, second = child_of(pupil(0, FIRST)), child_of(pupil(1, SECOND))
    world.publish("R-1", [first, second, mother], narrative="Told by the officer.")
    world.publish("R-2", [child_of(pupil(2, FIRST))])
    world.publish("R-3", [stranger("Ignatius", NamedSetting(Scheme.NAME, "No Such School", Registration.NOT_KNOWN))])
    world.run()
    notice, case, person, urn = world.notices()[0]
    world.perform(OpenNotice(case, person, notice, dsl(urn), "dsl"), "open")
    world.perform(AcknowledgeNotice(case, person, notice, dsl(urn), "dsl"), "acknowledge")
    world.run()
    world.clock.forward(timedelta(hours=16))
    world.tick()
    world.run()
    item, case, person, _, referral = next(row for row in world.desk() if row[3] == "match")
    answer = MatchDecided(case, referral or "", COORDINATOR, COUNCIL_DESK, None, FIRST, AnswerBasis.SCHOOL_CONFIRMED)
    world.perform(answer, "answer")
    item, case, person, _, _ = next(row for row in world.desk() if row[3] == "unopened")
    world.perform(TellByTelephone(case, person, item, COORDINATOR, COUNCIL_DESK, "", "dsl"), "tell")
    world.run()
    world.publish("R-1", [replace(first, whereabouts="in the garden"), second, mother], revision=2)
    world.publish("R-2", [], revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    world.run()


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The hub after the story. Not to be changed: `home` gives a copy of its folder."""
    with a_world(tmp_path_factory.mktemp("told") / "hub") as world:
        tell_a_story(world)
        yield world


@pytest.fixture
def home(told: World, tmp_path: Path) -> Path:
    """A copy of the hub's folder, to plant faults in."""
    return shutil.copytree(told.home.folder, tmp_path / "hub")


@pytest.fixture
def keys(told: World) -> Keys:
    """The hub's keys."""
    return told.keys


@pytest.fixture
def records(told: World) -> list[Recorded]:
    """All decision records of the story, in the order in which they were committed."""
    with reading(told.home.folder) as database:
        return list(records_of(database))


@pytest.fixture
def history(told: World) -> Iterator[History]:
    """The history of the story, all in lists, with what the callers were told."""
    submitted = [Submitted(sent.receipt.digest, f"intake.{POLICE}.0", n) for n, sent in enumerate(told.sent, start=1)]
    with history_of_home(told.home.folder, submitted=submitted) as taken:
        entries = [taken.entry(index) for index in range(taken.entry_count)]
        yield replace(
            taken,
            inputs=list(taken.inputs),
            reference=list(taken.reference),
            records=list(taken.records),
            entry=lambda index: entries[index],
            notices=list(taken.notices or ()),
            outcomes=list(taken.outcomes or ()),
        )
