"""A local engine that is given what a hub on Kafka was given: each input of hop 2, each desk's command, where it stood.

Several intakes sent on to hop 2 side by side, and desks' commands stand between; so hop 2 of the local engine is given
all of it in the order that it had there, a command of hop 3 once hop 2 has come as far as it had. So everything gets
the same place, and the same ids follow.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Self
from unittest.mock import patch

from msgspec import Struct

from schemas.records.decision import Decision
from schemas.records.inputs import InputKind, TimePassed
from streams.checks.cluster_log import ClusterLog
from streams.deciders.places import RESOLVE
from streams.engines.line.inputs import UNREADABLE, Received, Waiting
from streams.engines.line.times import micros
from streams.engines.local.reading import Records
from tests.faults.kafka.desk import Acknowledged
from tests.faults.kafka.stage import Stage
from tests.support.same_inputs import Brought, hand_in
from tests.support.world import World

ALL: Final = 10**9
Reached = dict[str, int]
"""How many inputs of each source, which a local engine numbers without gaps."""


class Asked(Struct, frozen=True, order=True):
    """A command, and how far hop 2 had come when it was appended. `source` and `place` are where it stands."""

    resolved: float
    source: str
    place: int
    input: bytes
    at: datetime


Places = dict[tuple[str, int], int]
"""Where in hop 2 stands what an intake partition sent on, by that partition and the forward's number."""


def twin_of(stage: Stage, log: ClusterLog, given: Sequence[Brought], folder: Path, passed: TimePassed) -> World:
    """The local hub, which has decided all of it. Close it after use."""
    local = stage.before.twin(folder)
    hand_in(local, given)
    resolved = list(_inputs(log, RESOLVE))
    places, asked = _places(resolved), sorted(_asked(log, resolved))
    for number, move in enumerate(stage.population.moves, stage.moved):
        reached = _decided_before(number, log)
        asked = _run_with(local, reached, places, asked, stage.desk.asked)
        local.clock.now = stage.world.clock.now
        move(local)
    _run_with(local, dict.fromkeys(log.sources(), ALL), places, asked, stage.desk.asked)
    local.run()
    local.tick(passed.at)
    local.run()
    return local


def _run_with(
    local: World, reached: Reached, places: Places, asked: Sequence[Asked], commands: Mapping[bytes, Acknowledged]
) -> list[Asked]:
    """Decide as far as this, handing in the commands that stand before it; those that stand further on."""
    _run_as_far(local, {source: end if source.startswith("intake.") else 0 for source, end in reached.items()})
    _put_in_order(local, places)
    further = []
    for one in asked:
        if one.resolved > reached[RESOLVE]:
            further.append(one)
            continue
        _run_as_far(local, reached | {RESOLVE: min(reached[RESOLVE], int(one.resolved))})
        _ask(local, one, commands[one.input])
    _run_as_far(local, reached)
    return further


def _ask(local: World, one: Asked, asked: Acknowledged) -> None:
    """Hand a command in, and put it where it stood in hop 2: what came after it may be there already."""
    local.clock.now = one.at
    local.perform(asked.command, asked.id)
    source, place = local.answers[asked.id]
    assert source == one.source
    if source == RESOLVE:
        local.engine.database.execute(
            "UPDATE inputs SET position = ?, at = ? WHERE id = ?", (one.place, micros(one.at), asked.id)
        )
    else:
        assert place == one.place, "a command got another place"


def _put_in_order(local: World, places: Places) -> None:
    """What waits for hop 2 gets the places that it had on Kafka."""
    database, done = local.engine.database, local.engine._chain(RESOLVE).position
    rows = database.execute(
        "SELECT position, from_source, forward FROM inputs WHERE source = ? AND position > ?", (RESOLVE, done)
    ).fetchall()
    moved = [(places[source, forward], RESOLVE, position + ALL) for position, source, forward in rows]
    database.execute("BEGIN IMMEDIATE")
    aside = "UPDATE inputs SET position = position + ? WHERE source = ? AND position > ?"
    database.execute(aside, (ALL, RESOLVE, done))
    database.executemany("UPDATE inputs SET position = ? WHERE source = ? AND position = ?", moved)
    database.execute("COMMIT")


def _places(resolved: Sequence[Decision]) -> Places:
    return {
        (one.origin.source, one.origin.number): place for place, one in enumerate(resolved, 1) if one.origin is not None
    }


def _asked(log: ClusterLog, resolved: Sequence[Decision]) -> Iterator[Asked]:
    """Every command that was decided, once."""
    places = {decision.number: place for place, decision in enumerate(resolved, 1)}
    for place, decision in enumerate(resolved, 1):
        if decision.kind is InputKind.COMMAND:
            yield Asked(place - 0.5, RESOLVE, place, decision.input, decision.at)
    for source in (source for source in log.sources() if source.startswith("person.")):
        last = 0
        for place, decision in enumerate(_inputs(log, source), 1):
            if decision.origin is not None:
                last = places[decision.origin.decision]
            elif decision.kind is InputKind.COMMAND:
                yield Asked(last, source, place, decision.input, decision.at)


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


class _AsFar:
    """A home's log in which no more was received than this. A compiled log takes no method in place of its own."""

    def __init__(self, log: Records, reached: Mapping[str, int]) -> None:
        self._log = log
        self._reached = reached

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    def received(self, source: str, position: int, limit: int) -> list[Received]:
        """As the log's own, without what stands further on."""
        return [one for one in self._log.received(source, position, limit) if one.position <= self._reached[source]]


class _NoMore(list[Waiting]):
    """Inputs to which nothing is added that is forwarded in the same batch: it waits for the next."""

    def append(self, _: Waiting) -> None:
        """Left where it is."""

    def __iadd__(self, _: object) -> Self:  # type: ignore[misc, override]  # a plain list adds
        """Left where they are."""
        return self


def _run_as_far(local: World, reached: Mapping[str, int]) -> None:
    """Decide so many inputs of each source, hop by hop, and no more."""
    engine = local.engine
    waiting = engine._waiting

    def only_waiting(source: str) -> list[Waiting]:
        return _NoMore(one for one in waiting(source) if one.position <= reached[source])

    with (
        patch.object(engine, "_waiting", only_waiting),
        patch.object(engine, "log", _AsFar(engine.log, reached)),
    ):
        local.run()
