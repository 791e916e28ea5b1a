"""A current notice that still shows what an earlier revision said is found, wherever the records are read from."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace

from ops.cluster.postgres import PostgresServer
from schemas.events import encompass, front_door
from schemas.events.header import SectionKind
from schemas.events.texts import Text
from schemas.records.notify import MatterRevised, NoticeIssued, NoticeKind
from schemas.sealed_event import PlainSection
from streams.checks.cluster_log import ClusterLog
from streams.checks.conservation import Conserved, conserve
from streams.checks.findings import Finding, FindingKind
from streams.checks.home import reading, records_of
from streams.checks.records import Recorded
from streams.checks.texts import TextsRead
from streams.checks.texts_cluster import texts_of_cluster
from streams.checks.texts_home import texts_of_home
from streams.vault.names import event_owner
from tests.streams.deciders.test_texts_of_several import BELT, HUNGRY
from tests.streams.deciders.test_triage import ASKED
from tests.support.facts import kind_of
from tests.support.flows import AMY, BEN, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub, template_of, until
from tests.support.kafka_workers import WorkerThread
from tests.support.people import child_of
from tests.support.world import World

INTAKE = f"intake.{POLICE}.0"


def tell(world: World) -> None:
    """A contact and a callout about two children, each revised in its words about both and in nothing else."""
    turn_on(world)
    for revision, words in ((1, HUNGRY), (2, BELT)):
        told = PlainSection(SectionKind.NARRATIVE, Text(words), (1, 2))
        people = [PlainSection(kind_of(one), one) for one in (ASKED, child_of(AMY), child_of(BEN))]
        _submit(world, "c-1", [*people, told], revision, front_door.CONTACT_TYPE)
        told = PlainSection(SectionKind.NARRATIVE, Text(words), (0, 1))
        _submit(world, "o-1", [*people[1:], told], revision, encompass.EVENT_TYPE)
    world.run()


def _submit(world: World, reference: str, sections: Sequence[PlainSection], revision: int, type: str) -> None:
    sealed = world.force.seal(reference, sections, world.clock.now, revision=revision, type=type)
    world.submit(sealed, reference, revision)
    world.clock.forward(timedelta(minutes=1))


def without_updates(records: Iterable[Recorded]) -> Iterator[Recorded]:
    """As if hop 2 had overlooked every change of a contact: no recipient has an update. Places stay as they were."""
    for record in records:
        outputs = tuple(
            MatterRevised(one.event, one.case, one.person, one.section)
            if isinstance(one, NoticeIssued) and one.kind is NoticeKind.UPDATE
            else one
            for one in record.decision.outputs
        )
        yield replace(record, decision=replace(record.decision, outputs=outputs))


class OfHome:
    """A home's reading."""

    def __init__(self, world: World) -> None:
        self._world = world

    def check(self, *, planted: bool) -> tuple[Conserved, TextsRead]:
        """Conservation, and what its notices show."""
        with reading(self._world.home.folder) as database:
            records = records_of(database)
            conserved = conserve(without_updates(records) if planted else records, person_partitions=1)
            return conserved, texts_of_home(database, self._world.home, self._world.keys, conserved.behind)


class OfCluster:
    """A cluster's."""

    def __init__(self, hub: KafkaHub) -> None:
        self._hub = hub

    def check(self, *, planted: bool) -> tuple[Conserved, TextsRead]:
        """Conservation, and what its notices show."""
        hub = self._hub
        with ClusterLog(hub.connection, hub.world.keys.operator.public_key(), hub.topics) as log:
            records = log.recorded()
            conserved = conserve(without_updates(records) if planted else records, person_partitions=1)
            stores = hub.stores()
            with closing(stores):
                return conserved, texts_of_cluster(log, stores.intake, stores.vault, conserved.behind)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hub that has decided both revisions of both. Not to be changed."""
    made = World(tmp_path_factory.mktemp("texts") / "hub", plan=flow_plan())
    tell(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def cluster(world: World, request: pytest.FixtureRequest) -> Iterator[KafkaHub]:
    """The same on a broker."""
    kafka: TestKafka = request.getfixturevalue("kafka")
    postgres: PostgresServer = request.getfixturevalue("postgres")
    made = KafkaHub(world, kafka.bootstrap, postgres, template_of(postgres))
    for sent in world.sent:
        made.submit(sent.submission, INTAKE)
    with reading(world.home.folder) as database:
        (decided,) = database.execute("SELECT count(*) FROM decisions WHERE source = 'person.0'").fetchone()
    with WorkerThread(made.parts()) as worker:
        until(lambda: len(made.counted("person.0")) == decided or not worker.running)
    yield made
    made.close()


@pytest.fixture(params=["local", "kafka"])
def hub(request: pytest.FixtureRequest) -> OfHome | OfCluster:
    """The reading of either engine."""
    if request.param == "kafka":
        return OfCluster(request.getfixturevalue("cluster"))
    return OfHome(request.getfixturevalue("world"))


def whom(findings: Sequence[Finding]) -> list[str]:
    """Kind of each finding, and of whom it speaks."""
    return sorted(f"{one.kind}: {one.detail.split(' as ')[0]}" for one in findings)


STALE = [
    f"notice-stale: `{role}` at `area` `{AREA}` still reads `police_narrative`"
    for role in ("emergency_duty_team", "ifd")
]


def test_a_notice_with_words_that_the_newest_revision_took_back_is_found(hub: OfHome | OfCluster) -> None:
    conserved, texts = hub.check(planted=True)
    assert conserved.findings == ()
    assert whom(texts.findings) == sorted(STALE * 2)


def test_who_had_an_update_or_never_read_those_words_is_none(hub: OfHome | OfCluster) -> None:
    """The schools' notices of the callout stand for its first revision: a narrative goes to no school."""
    conserved, texts = hub.check(planted=False)
    assert (conserved.findings, texts.findings) == ((), ())
    assert texts.counts == {"notices_of_earlier_revisions": 2}


def test_what_was_erased_since_shows_nothing_that_could_be_stale(world: World) -> None:
    events = [event for (event,) in world.engine.database.execute("SELECT event FROM event_view")]
    copy = World(world.home.folder.parent / "copy", plan=flow_plan())
    tell(copy)
    for event in events:
        copy.engine.vault.erase(event_owner(event), copy.clock.now, "retention", slots=[1])
    _, texts = OfHome(copy).check(planted=True)
    copy.close()
    assert texts.findings == ()
    assert texts.counts == {"notices_of_earlier_revisions": 6, "notices_of_erased_revisions": 6}


def test_a_notice_whose_event_cannot_be_found_is_said_to_be_unread(world: World) -> None:
    with reading(world.home.folder) as database:
        conserved = conserve(without_updates(records_of(database)), person_partitions=1)
        lost = [replace(one, event=b"\x01" * 32) for one in conserved.behind]
        texts = texts_of_home(database, world.home, world.keys, lost)
    assert {one.kind for one in texts.findings} == {FindingKind.RECORD_UNREADABLE}
    assert len(texts.findings) == len(lost) > 0
