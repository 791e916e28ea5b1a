"""A child who leaves a case while another marks it, and comes back once that was withdrawn, on each engine.

Source: flows.md: a restricted person's address is suppressed in every event about them, until the mark is corrected.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import marac, missing
from schemas.events.event import Withdrawal
from schemas.events.missing import Stage
from schemas.events.people import Address, Role
from schemas.items import Item
from schemas.records.notify import NoticeIssued
from schemas.records.restriction import RestrictionCarried
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DASH, EPISODE, REFERRAL
from schemas.wire import Submission
from tests.streams.engines.contract.drama import outputs
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.contract.local_driver import Local
from tests.streams.engines.contract.scenarios import MORNING
from tests.streams.engines.contract.test_contract import everything, states
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, BEN, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub
from tests.support.people import adult, child_of
from tests.support.world import World

REFUGE = Address(("1 Refuge Way", "Bedford"), "MK40 1AA", "")
FIRST_CHILD, SECOND_CHILD = (replace(child_of(one), address=REFUGE) for one in (AMY, BEN))
TESS = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v", restricted=True)
ROLF = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")


def letters(world: World) -> tuple[Submission, ...]:
    """An episode of one child, a referral that marks her, the episode of another child, the referral withdrawn, and
    the episode of both.
    """
    since = MORNING - timedelta(hours=4)
    facts = replace(EPISODE, missing_since=since, reported_at=since, stage=Stage.RETURNED, returned_at=MORNING)

    def seal(type: str, reference: str, revision: int, *said: Section) -> Submission:
        sections = [PlainSection(kind_of(one), one) for one in said]
        gone = Withdrawal.NONE if said else Withdrawal.ENTERED_IN_ERROR
        return world.force.seal(reference, sections, MORNING, revision=revision, type=type, withdrawal=gone)

    return (
        seal(missing.EVENT_TYPE, "episode", 1, facts, FIRST_CHILD),
        seal(marac.EVENT_TYPE, "referral", 1, REFERRAL, DASH, FIRST_CHILD, TESS, ROLF),
        seal(missing.EVENT_TYPE, "episode", 2, facts, SECOND_CHILD),
        seal(marac.EVENT_TYPE, "referral", 2),
        seal(missing.EVENT_TYPE, "episode", 3, facts, FIRST_CHILD, SECOND_CHILD),
    )


def play(engine: Engine, sent: tuple[Submission, ...]) -> None:
    """All of it, each decided before the next comes in."""
    for submission in sent:
        engine.submit(submission, MORNING)
        engine.decide()


@pytest.fixture(params=["local", pytest.param("kafka", marks=pytest.mark.slow)])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """An engine to which all was told, and the local one, to which the same bytes were told."""
    world = World(tmp_path / "hub", plan=flow_plan())
    turn_on(world)
    sent = letters(world)
    twin = Local(world.twin(tmp_path / "twin"))
    engine: Engine
    if request.param == "local":
        engine = Local(world)
    else:
        kafka, server = request.getfixturevalue("kafka"), request.getfixturevalue("postgres")
        template = request.getfixturevalue("template")
        engine = OnKafka(KafkaHub(world, kafka.bootstrap, server, template, brokers_time=False))
    for one in (engine, twin):
        play(one, sent)
    yield engine, twin
    for one in (engine, twin):
        one.close()


def test_who_is_back_is_shown_as_who_was_there(engines: tuple[Engine, Engine]) -> None:
    found = list(outputs(engines[0]))
    third = event_id(POLICE, "episode", 3)
    shown = [
        Item.CHILD_ADDRESS in one.items
        for _, one in found
        if isinstance(one, NoticeIssued) and (one.event, one.recipient.role) == (third, "ifd")
    ]
    assert shown == [True, True], "one notice of each child"
    goes_by = [one for place, one in found if isinstance(one, RestrictionCarried) and place.startswith("person")]
    assert [bool(one.by) for one in goes_by] == [True, False]
    assert len({one.person for one in goes_by}) == 1
    assert goes_by[-1].event == third


def test_both_engines_record_the_same_of_it(engines: tuple[Engine, Engine]) -> None:
    engine, local = engines
    assert everything(engine) == everything(local)
    assert states(engine) == states(local)
    assert engine.effects() == local.effects()
