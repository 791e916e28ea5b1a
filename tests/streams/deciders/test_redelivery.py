"""Crashes, take-overs, late writers and redelivery change nothing of what is decided (in a simulator with a seed)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Person, Registration, Role, Scheme
from schemas.records.decision import Decision, Output
from schemas.records.inputs import AcknowledgeNotice, Command, InputKind, NotOurs, OpenNotice
from schemas.records.notify import DeskItemRaised, NoticeIssued
from streams.deciders.opened import OpenedEvent
from tests.support.facts import MONDAY_EVENING, OTHER_POLICE, Facts, a_reference, an_event
from tests.support.force import POLICE
from tests.support.people import adult, child_of, pupil, stranger
from tests.support.simulator import Simulator, Worker
from tests.support.world import FIRST, SECOND, WITHOUT_ROLL, dsl

NAMED = NamedSetting(Scheme.URN, WITHOUT_ROLL, Registration.REGISTERED_PUPIL)
SEEDS = st.integers(0, 2**32)


def facts() -> Facts:
    """Two schools with rolls, a third without."""
    found = Facts(a_reference(person_partitions=2))
    found.put_roll(FIRST, [pupil(n, FIRST) for n in (0, 2, 4)])
    found.put_roll(SECOND, [pupil(n, SECOND) for n in (1, 3, 5)])
    return found


def people(chance: Random) -> list[Person]:
    """A few children, known, doubtful and unknown, and an adult."""
    children = [child_of(pupil(n, (FIRST, SECOND)[n % 2])) for n in range(6)]
    children += [replace(children[0], given_names="Othername"), stranger("Ulric", NAMED), stranger("Wystan")]
    chosen = chance.sample(children, chance.randint(1, 3))
    found = {person.ref: replace(person, whereabouts=chance.choice(("upstairs", "outside"))) for person in chosen}
    return [*found.values(), adult("Ann", "Other", Role.VICTIM)]


class Story:
    """What happens at a hub, act by act, the same for the same seed."""

    def __init__(self, seed: int, agencies: tuple[str, ...] = (POLICE,)) -> None:
        self._chance = Random(seed)
        self._agencies = agencies
        self._revisions: Counter[str] = Counter()
        self._sequences: Counter[str] = Counter()
        self._sent: list[OpenedEvent] = []
        self.now = MONDAY_EVENING

    def acts(self) -> Iterator[list[tuple[OpenedEvent, datetime]]]:
        """Events of each act with their times; between acts somebody reads and time passes."""
        for _ in range(3):
            yield [self._event() for _ in range(self._chance.randint(1, 3))]
            self.now += timedelta(hours=self._chance.choice((1, 9, 14)))

    def _event(self) -> tuple[OpenedEvent, datetime]:
        if self._sent and self._chance.random() < 0.15:
            return self._chance.choice(self._sent), self.now
        agency = self._chance.choice(self._agencies)
        reference = f"ref-{self._chance.randint(1, 3)}"
        self._revisions[agency + reference] += 1
        self._sequences[agency] += 1
        gone = self._chance.random() < 0.2
        event = an_event(
            *([] if gone else people(self._chance)),
            publisher=agency,
            reference=reference,
            revision=self._revisions[agency + reference],
            sequence=self._sequences[agency],
            previous=bytes(32) if self._sequences[agency] == 1 else b"p" * 32,
            withdrawal=Withdrawal.ENTERED_IN_ERROR if gone else Withdrawal.NONE,
        )
        self._sent.append(event)
        return event, self.now

    def commands(self, simulator: Simulator) -> Iterator[tuple[Command, str]]:
        """What readers do with a notice or two, whether it is current or not."""
        notices = sorted(all_outputs(simulator, NoticeIssued), key=lambda found: repr(_lasting(found[1])))
        for _ in range(min(2, len(notices))):
            place, issued = self._chance.choice(notices)
            kind = self._chance.choice((OpenNotice, AcknowledgeNotice, NotOurs))
            yield kind(issued.case, issued.person, place, dsl(issued.recipient.value), "dsl"), issued.person


def _lasting(notice: NoticeIssued) -> tuple[object, ...]:
    """What a notice is, whichever order the agencies were heard in."""
    return notice.case, notice.event, notice.section, notice.recipient, notice.kind, notice.due


def all_outputs(simulator: Simulator, kind: type[NoticeIssued]) -> list[tuple[str, NoticeIssued]]:
    """Every recorded output of a kind with its id."""
    return [
        (f"{source}-{decision.number}-{n}", output)
        for source, decisions in simulator.records().items()
        for decision in decisions
        for n, output in enumerate(decision.outputs)
        if isinstance(output, kind)
    ]


def played(story_seed: int, schedule_seed: int | None, agencies: tuple[str, ...] = (POLICE,)) -> Simulator:
    """A story from its start to its end, on workers that misbehave as the schedule's seed says."""
    simulator, story = Simulator(facts(), schedule_seed), Story(story_seed, agencies)
    for act in story.acts():
        for event, at in act:
            simulator.publish(event, at)
        simulator.settle()
        for command, person in story.commands(simulator):
            simulator.perform(command, story.now, person)
        simulator.tick(story.now)
        simulator.settle()
    return simulator


def decided(simulator: Simulator) -> dict[str, list[tuple[InputKind, datetime, int, tuple[Output, ...]]]]:
    """What counts of every record: positions differ where something was heard twice."""
    return {source: [said(decision) for decision in chain] for source, chain in simulator.records().items()}


def said(decision: Decision) -> tuple[InputKind, datetime, int, tuple[Output, ...]]:
    """A record without its place in the log of inputs."""
    return decision.kind, decision.at, decision.reference, decision.outputs


@pytest.mark.slow
@settings(max_examples=60)
@given(SEEDS, SEEDS)
def test_any_schedule_of_crashes_gives_the_undisturbed_records(story: int, schedule: int) -> None:
    assert decided(played(story, schedule)) == decided(played(story, None))


@pytest.mark.slow
@settings(max_examples=40)
@given(SEEDS, SEEDS)
def test_however_two_agencies_interleave_each_child_has_the_same_notices(story: int, schedule: int) -> None:
    agencies = (POLICE, OTHER_POLICE)
    assert told(played(story, schedule, agencies)) == told(played(story, None, agencies))


def told(simulator: Simulator) -> Counter[tuple[object, ...]]:
    """Who was told of what, and what stands on desks, without the ids that depend on the order of agencies."""
    return Counter(
        (type(output), output.case, output.event, output.section, output.recipient, output.kind, output.due)
        for chain in simulator.records().values()
        for decision in chain
        if decision.kind is InputKind.FORWARDED
        for output in decision.outputs
        if isinstance(output, NoticeIssued | DeskItemRaised)
    )


def test_the_simulator_does_misbehave() -> None:
    simulator = played(1, 7)
    assert set(simulator.faults) == {"works", "dies before", "dies after", "is taken over", "wakes up", "hears again"}
    lost = [len(p.log) - len(list(p.counting())) for p in simulator.partitions.values()]
    heard_twice = [len(p.inputs) - len(list(p.counting())) for p in simulator.partitions.values()]
    assert sum(lost) > 0
    assert sum(heard_twice) > 0


@settings(max_examples=8)
@given(SEEDS)
def test_what_a_worker_holds_is_the_fold_of_the_records(story: int) -> None:
    simulator = played(story, None)
    for source, partition in simulator.partitions.items():
        working = simulator._workers.get(source)
        assert working is not None
        assert working.state.snapshot() == Worker(simulator, partition).state.snapshot()
