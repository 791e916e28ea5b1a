"""Every row of the flows table on each engine: who is told of what, by which clock, and nobody else."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas import codec
from schemas.contexts import event_id
from schemas.events import front_door, missing
from schemas.events.consent import Consent
from schemas.events.event import Withdrawal
from schemas.events.front_door import FrontDoorOutcome
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.answers import NotTaken, TriageWithdrawn
from schemas.records.hotspots import KEPT_BACK, HotspotsPublished
from schemas.records.inputs import OpenNotice, TriageContact
from schemas.records.match import PersonResolved
from schemas.records.meetings import CopyPrinted, CopyWithheld, PrintCopy
from schemas.records.memory import OccurrenceNoted
from schemas.records.notify import DeskItemRaised, NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from schemas.records.triage import ContactTriaged
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DECIDED
from schemas.wire import Submission
from streams.hotspots.counting import Happening, count
from streams.hotspots.decide import PUBLISHES
from tests.streams.engines.contract.drama import outputs
from tests.streams.engines.contract.driver import Engine
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.contract.local_driver import Local
from tests.streams.engines.contract.scenarios import ASKED_AT_NIGHT, ASKED_IN_HOURS, EVENING, Roll, Scenario, scenarios
from tests.support.facts import kind_of
from tests.support.flows import COUNCIL, flow_plan, turn_on, user
from tests.support.force import POLICE, Force
from tests.support.furnishing import AREA
from tests.support.kafka_hub import KafkaHub
from tests.support.world import FIRST, PLAN, SECOND, World

PANEL = "syvp_coordinator"
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
        self.triaged = {
            (named[one.event], named.get(one.published or b"", "")): one
            for one in found
            if isinstance(one, ContactTriaged)
        }
        self.withdrawn = [one for one in found if isinstance(one, TriageWithdrawn)]
        self.published = [named[one.published] for one in found if isinstance(one, ContactTriaged) and one.published]
        self.tables = [one for one in found if isinstance(one, HotspotsPublished)]
        self.copies = {(one.meeting, one.recipient.role): one.items for one in found if isinstance(one, CopyPrinted)}
        self.withheld = [one.recipient.role for one in found if isinstance(one, CopyWithheld)]
        self.people = {one.person for one in found if isinstance(one, PersonResolved)}
        self.recalled = [named[o.event] for o in found if isinstance(o, NoticeIssued) and o.kind is NoticeKind.RECALL]
        items = [one for one in found if isinstance(one, DeskItemRaised)]
        self.asked_back = [named[one.event] for one in items if one.reason == NotTaken.FOUND_WRONG_PEOPLE]
        for output in found:
            if isinstance(output, NoticeIssued) and output.kind is NoticeKind.RECALL:
                continue
            if isinstance(output, NoticeIssued) and Item.FRONT_DOOR_OUTCOME in output.items:
                self.feedback[named[output.event]] = output.recipient.value
            elif isinstance(output, NoticeIssued):
                whose = output.recipient.value if output.recipient.scheme == "urn" else output.recipient.role
                self.told[named[output.event]][whose] = output.due.rule
            elif isinstance(output, DeskItemRaised) and output.kind not in ("pattern", "outcome"):
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
    _publish(engine, forces[COUNCIL])
    _sit(engine)
    _count(engine)
    _find_wrong(engine, forces[POLICE])
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


def _publish(engine: Engine, council: Force) -> None:
    """The council publishes what its own system decided of the contact of the night, sends it once more, and takes
    back another, by which it had decided otherwise than the front door of the contact of the morning.
    """
    by_row = {one.row: one for one in SCENARIOS}
    night, morning = by_row[ASKED_AT_NIGHT], by_row[ASKED_IN_HOURS]
    at = EVENING + timedelta(hours=1)

    def outcome(of: Scenario, revision: int, reference: str) -> Submission:
        what = DECIDED.outcome if of is night else FrontDoorOutcome.ASSESSMENT
        contact = event_id(POLICE, of.reference, 1)
        said = replace(DECIDED, contact=contact, outcome=what, decided_at=at - timedelta(minutes=5))
        sections = [PlainSection(kind_of(one), one) for one in (said, *of.says[1:])] if revision == 1 else []
        gone = Withdrawal.NONE if revision == 1 else Withdrawal.ENTERED_IN_ERROR
        return council.seal(reference, sections, at, revision=revision, type=front_door.OUTCOME_TYPE, withdrawal=gone)

    decided = outcome(night, 1, "night/D")
    for submission in (decided, decided, outcome(morning, 1, "morning/D"), outcome(morning, 2, "morning/D")):
        engine.submit(submission, at, COUNCIL)
        engine.decide()


def _sit(engine: Engine) -> None:
    """The violence panel's coordinator reads the case of the child who was stabbed, and prints a copy for each."""
    found = list(outputs(engine))
    place, issued = next((p, o) for p, o in found if isinstance(o, NoticeIssued) and o.recipient.role == PANEL)
    at, who = (issued.case, issued.person, place), user(PANEL)
    engine.command(OpenNotice(*at, who, PANEL), "read-panel", EVENING)
    youth = Recipient("youth_offending_service", "area", AREA)
    care = Recipient("childrens_social_care", "area", AREA)
    police = Recipient("police_safeguarding", "agency", POLICE)
    for member in (youth, care, police):
        copy = PrintCopy(*at, who, PANEL, "syvp", member, user(member.role))
        engine.command(copy, f"copy-{member.role}", EVENING)
    engine.decide()


def _count(engine: Engine) -> None:
    """The SPOC coordinator publishes the month for the CEM group, counted as the hub counts it."""
    found = [output for _, output in outputs(engine)]
    noted = {one.event: one for one in found if isinstance(one, OccurrenceNoted) and one.type == missing.EVENT_TYPE}
    happenings = [Happening(event, one.at, one.people) for event, one in noted.items()]
    asked = (AREA, missing.EVENT_TYPE, date(2026, 10, 5))
    reference = engine.world.engine.reference
    command = count(happenings, engine.opened, reference, asked, user(PUBLISHES))
    engine.command(command, "hotspots", EVENING)
    engine.decide()


def _find_wrong(engine: Engine, police: Force) -> None:
    """The contact of the night was about the wrong people."""
    asked = next(one for one in SCENARIOS if one.row == ASKED_AT_NIGHT)
    at, wrong = EVENING + timedelta(hours=2), Withdrawal.WRONG_PEOPLE
    engine.submit(police.seal(asked.reference, [], at, revision=2, type=asked.type, withdrawal=wrong), at, POLICE)
    engine.decide()


def test_an_outcome_of_a_contact_about_the_wrong_people_is_asked_back(done: Done) -> None:
    asked = next(one for one in SCENARIOS if one.row == ASKED_AT_NIGHT)
    assert set(done.recalled) == {asked.reference}
    assert done.asked_back == ["night/D"]


def test_syvp_each_agencys_copy_holds_what_its_agreement_permits(done: Done) -> None:
    """Serious Youth Violence Panel: police, hospital, youth offending; panel pack."""
    held = {role: set(items) for (meeting, role), items in done.copies.items() if meeting == "syvp"}
    assert held.keys() | set(done.withheld) == {
        "youth_offending_service", "childrens_social_care", "police_safeguarding",
    }  # fmt: skip
    assert Item.CHILD_NAME in held["police_safeguarding"]
    assert Item.ATTENDANCE in held["police_safeguarding"]
    assert Item.ATTENDANCE not in held["youth_offending_service"]
    assert Item.INJURY in held["childrens_social_care"]
    assert Item.INJURY not in held["police_safeguarding"] | held["youth_offending_service"]


def test_cem_hotspots_hold_counts_and_no_individual(done: Done) -> None:
    """CEM group: aggregates, "hotspots (not individuals)"; small numbers are suppressed."""
    (table,) = done.tables
    assert not {number for number in table.shown if number != KEPT_BACK} & {1, 2, 3, 4}
    assert KEPT_BACK in table.shown
    said = codec.encode(table)
    assert done.people
    assert not [person for person in done.people if person.encode() in said]


def test_outcome_feedback_reaches_the_school_that_asked(done: Done) -> None:
    asked = {one.reference: FIRST for one in SCENARIOS if one.row in (ASKED_IN_HOURS, ASKED_AT_NIGHT)}
    assert done.feedback == asked


def test_contact_is_decided_by_what_the_council_publishes(done: Done) -> None:
    """Decided in the council's own system within a working day: nobody decides it here once more."""
    asked = next(one for one in SCENARIOS if one.row == ASKED_AT_NIGHT)
    triaged = done.triaged[asked.reference, "night/D"]
    assert (triaged.user, triaged.consent, len(triaged.notices)) == ("", Consent.GIVEN, 2)
    assert done.published == ["night/D", "morning/D"], "what was sent once more decides nothing again"


def test_what_the_front_door_decided_stands_again_where_the_council_takes_back_what_it_published(done: Done) -> None:
    asked = next(one for one in SCENARIOS if one.row == ASKED_IN_HOURS)
    before, published = done.triaged[asked.reference, ""], done.triaged[asked.reference, "morning/D"]
    assert (before.previous, before.user) == (None, user("ifd"))
    assert published.previous is not None
    (withdrawn,) = done.withdrawn
    assert (withdrawn.event, withdrawn.stands) == (published.event, published.previous)
    assert (withdrawn.decided, withdrawn.notices) == (before.outcome, ())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.row)
def test_a_row_of_the_flows_table(done: Done, scenario: Scenario) -> None:
    assert scenario.reference in done.accepted
    assert done.told[scenario.reference] == dict(scenario.told)
    assert tuple(done.desks[scenario.reference]) == scenario.desks


def test_no_two_scenarios_are_of_one_case() -> None:
    assert len({scenario.reference for scenario in SCENARIOS}) == len(SCENARIOS)
