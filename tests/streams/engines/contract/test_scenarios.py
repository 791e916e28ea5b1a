"""Every row of the flows table on each engine: who is told of what, by which clock, and nobody else."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events.consent import Consent
from schemas.events.front_door import FrontDoorOutcome
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.inputs import OpenNotice, TriageContact
from schemas.records.notify import DeskItemRaised, NoticeIssued
from schemas.sealed_event import PlainSection
from tests.streams.engines.contract.drama import outputs
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.contract.local_driver import Local
from tests.streams.engines.contract.scenarios import ASKED_IN_HOURS, EVENING, Roll, Scenario, scenarios
from tests.support.facts import kind_of
from tests.support.flows import flow_plan, turn_on, user
from tests.support.kafka_hub import KafkaHub
from tests.support.world import FIRST, PLAN, SECOND, World

ROLL = Roll()
SCENARIOS = scenarios(ROLL)


class Done:
    """What one engine made of all scenarios: notices and desk items by the reference of their event."""

    def __init__(self, engine: Engine) -> None:
        found = [output for _, output in outputs(engine)]
        named = {one.event: one.reference for one in found if isinstance(one, EventAccepted)}
        self.accepted = frozenset(named.values())
        self.feedback: dict[str, str] = {}
        self.told: dict[str, dict[str, str]] = defaultdict(dict)
        self.desks: dict[str, list[str]] = defaultdict(list)
        for output in found:
            if isinstance(output, NoticeIssued) and Item.FRONT_DOOR_OUTCOME in output.items:
                self.feedback[named[output.event]] = output.recipient.value
            elif isinstance(output, NoticeIssued):
                whose = output.recipient.value if output.recipient.scheme == "urn" else output.recipient.role
                self.told[named[output.event]][whose] = output.due.rule
            elif isinstance(output, DeskItemRaised) and output.kind != "pattern":
                self.desks[named[output.event]].append(output.kind)


@pytest.fixture(scope="module", params=["local", pytest.param("kafka", marks=pytest.mark.slow)])
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    """All scenarios decided in one run of an engine."""
    folder: Path = tmp_path_factory.mktemp("scenarios")
    rolls = {urn: [*PLAN.rolls[urn], *ROLL.entries[urn]] for urn in (FIRST, SECOND)}
    world = World(folder / "hub", plan=flow_plan(replace(PLAN, rolls=rolls)))
    forces = turn_on(world)
    engine: Engine
    if request.param == "local":
        engine = Local(world)
    else:
        kafka, server = request.getfixturevalue("kafka"), request.getfixturevalue("postgres")
        template = request.getfixturevalue("template")
        engine = OnKafka(KafkaHub(world, kafka.bootstrap, server, template, brokers_time=False))
    for scenario in sorted(SCENARIOS, key=lambda one: one.at):
        sections = [PlainSection(kind_of(one), one) for one in scenario.says]
        force = forces[scenario.publisher]
        sealed = force.seal(scenario.reference, sections, scenario.at, type=scenario.type)
        engine.submit(sealed, scenario.at, scenario.publisher)
    engine.decide()
    _answer(engine)
    yield Done(engine)
    engine.close()


def _answer(engine: Engine) -> None:
    """The front door reads the contact of the morning and decides on it."""
    asked = next(one for one in SCENARIOS if one.row == ASKED_IN_HOURS)
    found = list(outputs(engine))
    (event,) = [o.event for _, o in found if isinstance(o, EventAccepted) and o.reference == asked.reference]
    place, issued = next((p, o) for p, o in found if isinstance(o, NoticeIssued) and o.event == event)
    at, who = (issued.case, issued.person, place), user("ifd")
    engine.command(OpenNotice(*at, who, "ifd"), "open", EVENING)
    decided = TriageContact(*at, who, "ifd", FrontDoorOutcome.EARLY_HELP, Consent.GIVEN, None, None)
    engine.command(decided, "triage", EVENING)
    engine.decide()


def test_outcome_feedback_reaches_the_school_that_asked(done: Done) -> None:
    asked = next(one for one in SCENARIOS if one.row == ASKED_IN_HOURS)
    assert done.feedback == {asked.reference: FIRST}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.row)
def test_a_row_of_the_flows_table(done: Done, scenario: Scenario) -> None:
    assert scenario.reference in done.accepted
    assert done.told[scenario.reference] == dict(scenario.told)
    assert tuple(done.desks[scenario.reference]) == scenario.desks


def test_no_two_scenarios_are_of_one_case() -> None:
    assert len({scenario.reference for scenario in SCENARIOS}) == len(SCENARIOS)
