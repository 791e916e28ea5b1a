"""A local engine that is given what a hub on Kafka was given, each desk's command where it stood there.

Hops 2 and 3 decide forwarded inputs and commands in one order. A command is handed in here once the hop before has
sent on as much as stood before the command there, and no more; so it gets the same place, and the same ids follow.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from unittest.mock import patch

from msgspec import Struct

from schemas.records.decision import Decision
from schemas.records.inputs import InputKind, TimePassed
from streams.checks.cluster_log import ClusterLog
from streams.deciders.places import RESOLVE
from streams.engines.kafka.line import UNREADABLE
from streams.engines.line.inputs import Received, Waiting
from tests.faults.kafka.desk import Acknowledged
from tests.faults.kafka.stage import Stage
from tests.support.same_inputs import Brought, hand_in
from tests.support.world import World

ALL: Final = 10**9
Reached = dict[str, int]
"""How many inputs of each source, which a local engine numbers without gaps."""


class Asked(Struct, frozen=True, order=True):
    """A command, and how far hops 1 and 2 had come when it was appended: `resolved` of hop 2, from `accepted` of
    hop 1. `source` and `place` are where it stands.
    """

    resolved: float
    source: str
    place: int
    accepted: int
    input: bytes
    at: datetime


def twin_of(stage: Stage, log: ClusterLog, given: Sequence[Brought], folder: Path, passed: TimePassed) -> World:
    """The local hub, which has decided all of it. Close it after use."""
    local = stage.before.twin(folder)
    hand_in(local, given)
    asked = sorted(_asked(stage, log))
    for number, move in enumerate(stage.population.moves, stage.moved):
        reached = _decided_before(number, log)
        asked = _run_with(local, reached, asked, stage.desk.asked)
        local.clock.now = stage.world.clock.now
        move(local)
    _run_with(local, dict.fromkeys(log.sources(), ALL), asked, stage.desk.asked)
    local.run()
    local.tick(passed.at)
    local.run()
    return local


def _run_with(
    local: World, reached: Reached, asked: Sequence[Asked], commands: Mapping[bytes, Acknowledged]
) -> list[Asked]:
    """Decide as far as this, handing in the commands before whose place the hop before them sends on no more than it
    has until then; those that stand further on.
    """
    further = []
    intakes = [source for source in reached if source.startswith("intake.")]
    for one in asked:
        ahead = all(one.accepted > reached[source] for source in intakes)
        if ahead if one.source == RESOLVE else one.resolved > reached[RESOLVE]:
            further.append(one)
            continue
        limits = reached | {RESOLVE: min(reached[RESOLVE], int(one.resolved))}
        limits |= {source: min(reached[source], one.accepted) for source in intakes}
        _run_as_far(local, limits)
        local.clock.now = one.at
        local.perform(commands[one.input].command, commands[one.input].id)
        assert local.answers[commands[one.input].id] == (one.source, one.place), "a command got another place"
    _run_as_far(local, reached)
    return further


def _asked(stage: Stage, log: ClusterLog) -> Iterator[Asked]:
    """Every command that was decided, once."""
    resolved = list(_inputs(log, RESOLVE))
    places = {decision.number: place for place, decision in enumerate(resolved, 1)}
    accepted = _accepted(stage, log)
    came = [0]
    for decision in resolved:
        came.append(came[-1] if decision.origin is None else accepted[decision.origin.source, decision.origin.decision])
    for place, decision in enumerate(resolved, 1):
        if decision.kind is InputKind.COMMAND:
            yield Asked(place - 0.5, RESOLVE, place, came[place - 1], decision.input, decision.at)
    for source in (source for source in log.sources() if source.startswith("person.")):
        last = 0
        for place, decision in enumerate(_inputs(log, source), 1):
            if decision.origin is not None:
                last = places[decision.origin.decision]
            elif decision.kind is InputKind.COMMAND:
                yield Asked(last, source, place, came[last], decision.input, decision.at)


def _accepted(stage: Stage, log: ClusterLog) -> dict[tuple[str, int], int]:
    """Of each record of hop 1, how many different submissions were decided with it; one that came again is none."""
    found = {}
    for source in (source for source in log.sources() if source.startswith("intake.")):
        had: set[bytes] = set()
        for one in log.counted(source):
            had.add(one.decision.input)
            found[source, one.decision.number] = len(had)
    assert len({source for source, _ in found}) <= 1, "with several intakes their order in hop 2 must be kept too"
    return found


def _inputs(log: ClusterLog, source: str) -> Iterator[Decision]:
    """The records of hop 2 or 3 that answer what a local engine is given too, without ticks."""
    for one in log.counted(source):
        if one.decision.decider != UNREADABLE and one.decision.kind is not InputKind.TICK:
            yield one.decision


def _decided_before(number: int, log: ClusterLog) -> Reached:
    """How many inputs of each source were decided before a reference record was applied; each that came again once.

    A record of hop 2 that is none has a number, so that from there on people have other ids than in a local engine and
    stand in other partitions: there the reference must have moved while nothing was under way.
    """
    reached: Reached = {}
    poisoned = any(one.decision.decider == UNREADABLE for one in log.counted(RESOLVE))
    for source in log.sources():
        if source.startswith("intake."):
            before = (one.decision for one in log.counted(source) if one.decision.reference < number)
            reached[source] = len({decision.input for decision in before})
        elif poisoned:
            reached[source] = ALL
        else:
            reached[source] = sum(decision.reference < number for decision in _inputs(log, source))
    return reached


def _run_as_far(local: World, reached: Mapping[str, int]) -> None:
    """Decide so many inputs of each source, hop by hop, and no more."""
    engine = local.engine
    waiting, received = engine._waiting, engine.log.received

    def only_waiting(source: str) -> list[Waiting]:
        return [one for one in waiting(source) if one.position <= reached[source]]

    def only_received(source: str, position: int, limit: int) -> list[Received]:
        return [one for one in received(source, position, limit) if one.position <= reached[source]]

    with (
        patch.object(engine, "_waiting", only_waiting),
        patch.object(engine.log, "received", only_received),
        patch.object(engine, "_follow", lambda *_: None),
    ):
        local.run()
