"""Words about two children that are corrected, on each engine: whoever read them is told of each, and nobody else.

Source: flows.md, contact and MARAC referral; correction across all of them: each recipient is told what changed.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from schemas.events import front_door, marac
from schemas.events.header import SectionKind
from schemas.events.people import Role
from schemas.events.texts import Text
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.notify import DeskItemRaised, NoticeIssued, NoticeKind
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import CONTACT, DASH, REFERRAL
from schemas.wire import Submission
from tests.streams.engines.contract.drama import outputs
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.contract.local_driver import Local
from tests.streams.engines.contract.scenarios import MORNING
from tests.streams.engines.contract.test_contract import everything, states
from tests.support.facts import Section, kind_of
from tests.support.flows import AMY, BEN, flow_plan, turn_on
from tests.support.kafka_hub import KafkaHub
from tests.support.people import adult, child_of
from tests.support.world import World

HUNGRY: Final = "They came hungry."
BELT: Final = "She says that her father hits both of them with a belt."
TESS: Final = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v")
ROLF: Final = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")
CHILDREN: Final = (child_of(AMY), child_of(BEN))
KINDS: Final = {"contact": front_door.CONTACT_TYPE, "referral": marac.EVENT_TYPE}
SAID: Final[dict[str, tuple[Section, ...]]] = {
    "contact": (CONTACT, *CHILDREN),
    "referral": (REFERRAL, DASH, TESS, ROLF, *CHILDREN),
}
ABOUT: Final = {"contact": (1, 2), "referral": (2, 4, 5)}
"""The sections of the children, and of the victim."""
TOLD: Final = {
    "contact": Counter({"ifd": 2}),
    "referral": Counter({"marac_coordinator": 3, "idva": 1, "ifd": 2}),
}
"""Who has notices, each as often as there are people of whom they are told."""
READ_THEM: Final = {"contact": Counter({"ifd": 2}), "referral": Counter({"marac_coordinator": 3, "idva": 1})}
"""Who may read the words: the front door is given no account of a referral."""


def letters(world: World) -> tuple[Submission, ...]:
    """A contact and a referral, and the same with other words and nothing else."""

    def seal(what: str, words: str, revision: int) -> Submission:
        sections = [PlainSection(kind_of(one), one) for one in SAID[what]]
        sections.append(PlainSection(SectionKind.NARRATIVE, Text(words), ABOUT[what]))
        return world.force.seal(what, sections, MORNING, revision=revision, type=KINDS[what])

    return tuple(seal(what, words, revision) for revision, words in ((1, HUNGRY), (2, BELT)) for what in KINDS)


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


def test_whoever_read_the_words_is_told_of_each_person_and_nobody_else(engines: tuple[Engine, Engine]) -> None:
    found = [output for _, output in outputs(engines[0])]
    events = {one.event: (one.reference, one.revision) for one in found if isinstance(one, EventAccepted)}
    issued = [one for one in found if isinstance(one, NoticeIssued)]
    for what in KINDS:
        of_it = [(events[one.event][1], one) for one in issued if events[one.event][0] == what]
        first, second = ([one for revision, one in of_it if revision == number] for number in (1, 2))
        assert Counter(one.recipient.role for one in first) == TOLD[what]
        assert Counter(one.recipient.role for one in second) == READ_THEM[what]
        assert {(one.kind, one.changed) for one in second} == {(NoticeKind.UPDATE, (Item.POLICE_NARRATIVE,))}
        assert len({one.replaces for one in second}) == len(second), "each takes the place of one"
    assert not [one for one in found if isinstance(one, DeskItemRaised)]


def test_both_engines_record_the_same_of_it(engines: tuple[Engine, Engine]) -> None:
    engine, local = engines
    assert everything(engine) == everything(local)
    assert states(engine) == states(local)
    assert engine.effects() == local.effects()
