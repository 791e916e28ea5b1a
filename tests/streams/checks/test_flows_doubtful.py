"""A doubtful match in another flow: whom it does not wait for is told at once, the school once it is answered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from schemas.events import missing
from schemas.records.inputs import AnswerBasis, MatchDecided
from schemas.records.notify import NoticeIssued
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import EPISODE
from streams.checks.conservation import conserve
from streams.checks.findings import FindingKind
from streams.checks.home import reading, records_of
from streams.checks.records import Recorded
from streams.deciders.areas import COUNCIL_DESK
from tests.support.facts import kind_of
from tests.support.flows import AMY, flow_plan, turn_on
from tests.support.people import child_of
from tests.support.world import COORDINATOR, START, World


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Recorded]]:
    """A child under another name is missing, and is reported once more; the council says which pupil it is."""
    world = World(tmp_path_factory.mktemp("doubtful") / "hub", plan=flow_plan())
    turn_on(world)
    since = START - timedelta(hours=3)
    episode = replace(EPISODE, missing_since=since, reported_at=since)
    child = replace(child_of(AMY), given_names="Othername")
    sections = [PlainSection(kind_of(one), one) for one in (episode, child)]
    for revision in (1, 2):
        sealed = world.force.seal("M-1", sections, world.clock.now, revision=revision, type=missing.EVENT_TYPE)
        world.submit(sealed, "M-1", revision)
        world.run()
    ((_, case, _, _, referral),) = [row for row in world.desk() if row[3] == "match"]
    assert referral is not None
    answer = MatchDecided(case, referral, COORDINATOR, COUNCIL_DESK, AMY.pupil, None, AnswerBasis.EVIDENCE_SHOWN)
    world.perform(answer, "answer")
    world.run()
    with reading(world.home.folder) as database:
        yield list(records_of(database))
    world.close()


def without(records: list[Recorded], role: str) -> list[Recorded]:
    """The records without the notice to a role."""

    def kept(output: object) -> bool:
        return not (isinstance(output, NoticeIssued) and output.recipient.role == role)

    return [
        replace(one, decision=replace(one.decision, outputs=tuple(filter(kept, one.decision.outputs))))
        for one in records
    ]


def test_whoever_was_told_while_it_was_doubtful_needs_no_second_notice(records: list[Recorded]) -> None:
    assert conserve(records, person_partitions=1).findings == ()
    told = [o.recipient.role for one in records for o in one.decision.outputs if isinstance(o, NoticeIssued)]
    assert sorted(told) == sorted(set(told))
    assert {"ifd", "spoc_coordinator", "dsl"} <= set(told)


@pytest.mark.parametrize("role", ["ifd", "spoc_coordinator", "dsl"])
def test_whoever_was_told_neither_before_nor_after_is_found(records: list[Recorded], role: str) -> None:
    kinds = {finding.kind for finding in conserve(without(records, role), person_partitions=1).findings}
    assert FindingKind.NO_DISPOSITION in kinds
