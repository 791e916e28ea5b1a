"""Who turned out to be whom: what desks ask about one person finds what was issued under another name of theirs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ops.cluster.postgres import PostgresServer
from schemas.events import missing
from schemas.events.people import Person
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.share import Recipient
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import EPISODE
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.local.queries import LocalViews
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.queries import PostgresViews
from streams.views.answering import SqlViews
from streams.views.identities import Identities
from tests.streams.views.copying import copy_log
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, flow_plan, turn_on
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA
from tests.support.people import child_of
from tests.support.postgres import fresh
from tests.support.world import COORDINATOR, World

SPOC = Recipient("spoc_coordinator", "area", AREA)
DOUBTFUL = replace(child_of(AMY, ref="other"), given_names="Othername")
CASES = (b"1" * 16, b"2" * 16)


class Told:
    """A child was missing twice, and somebody like her once; then a desk said that it was she."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder, plan=flow_plan())
        force = turn_on(self.world)[POLICE]
        for number, person in enumerate((child_of(AMY), child_of(AMY), DOUBTFUL)):
            self._publish(force, f"m-{number}", person)
        self._says_who()

    def _publish(self, force: Force, reference: str, person: Person) -> None:
        self.world.clock.forward(timedelta(days=1))
        at = self.world.clock.now
        gone = at - timedelta(hours=4)
        says: tuple[Section, ...] = (replace(EPISODE, missing_since=gone, reported_at=gone), person)
        sections = [PlainSection(kind_of(one), one) for one in says]
        self.world.submit(force.seal(reference, sections, at, type=missing.EVENT_TYPE), reference, 1, POLICE)
        self.world.run()

    def _says_who(self) -> None:
        views = LocalViews(self.world.home, lambda: self.world.engine.reference)
        item = next(one for one in views.desk([AREA]) if one.referral is not None)
        views.close()
        assert item.referral is not None
        basis = AnswerBasis.SCHOOL_CONFIRMED
        said = MatchDecided(item.case, item.referral, COORDINATOR, COUNCIL_DESK, AMY.pupil, None, basis)
        self.world.perform(said, "answer")
        self.world.run()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The hub after the answer."""
    world = Told(tmp_path_factory.mktemp("identities") / "hub").world
    yield world
    world.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def views(request: pytest.FixtureRequest, told: World, postgres: PostgresServer) -> Iterator[SqlViews]:
    """That hub's views on each database."""
    if request.param == "sqlite":
        local = LocalViews(told.home, lambda: told.engine.reference)
        yield local
        local.close()
        return
    address = fresh(postgres, "hub")
    copy_log(told, address, batch=5)
    engine = open_engine(address)
    yield PostgresViews(engine, lambda: told.engine.reference)
    engine.dispose()


def test_what_was_issued_of_the_other_person_counts_for_her_at_once(views: SqlViews) -> None:
    rows = [row for row in views.inbox_of(SPOC) if row.type == missing.EVENT_TYPE]
    assert len({row.case for row in rows}) == 3
    assert len({row.person for row in rows}) == 2, "the notice of before names somebody else still"
    for row in rows:
        assert len({row.case, *(other.case for other in views.earlier(row))}) == 3
    identities = views.identities({row.person for row in rows})
    assert len({identities.now((row.case, row.person)) for row in rows}) == 1


def test_nobody_else_is_taken_for_her(views: SqlViews) -> None:
    assert views.identities(["nobody"]) == Identities({}, {})


def test_whoever_was_merged_is_the_last_of_the_chain() -> None:
    found = Identities({"a": "b", "b": "c"}, {})
    assert [found.now((CASES[0], person)) for person in "abcd"] == ["c", "c", "c", "d"]


def test_a_split_counts_in_its_own_case_alone() -> None:
    found = Identities({"a": "b"}, {(CASES[0], "b"): "d"})
    assert (found.now((CASES[0], "a")), found.now((CASES[1], "a"))) == ("d", "b")


@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde")), st.sampled_from("abcde"))
def test_however_they_were_merged_an_answer_comes(merged: dict[str, str], person: str) -> None:
    assert Identities(merged, {}).now((CASES[0], person)) in "abcde"
