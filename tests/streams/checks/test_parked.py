"""An input that was parked stands nowhere until it is retried; then nothing is missing, and no check stumbles."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from schemas.events.encompass import EVENT_TYPE
from schemas.events.event import Withdrawal
from schemas.events.people import NamedSetting, Registration, Scheme
from schemas.records.decision import Output
from schemas.records.inputs import ParkedRetried
from schemas.records.notify import DeskItemRaised
from schemas.records.reference import AgencyKind, AgencyRegistered, AreaSettingsSet
from schemas.records.watch import CommandRefused
from streams import sqlite
from streams.checks.conservation import Conserved, conserve
from streams.checks.findings import FindingKind
from streams.checks.history import check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.engines.line import parking
from tests.streams.checks.forging import forged, kinds
from tests.support.force import POLICE
from tests.support.furnishing import appointed, area_calendar
from tests.support.people import child_of, pupil, stranger
from tests.support.world import FIRST, SECOND, World, a_world

ELSEWHERE = "825"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hub whose only agency works in an area that has no settings: nobody's desk can be told for a stranger."""
    with a_world(tmp_path / "hub") as made:
        made.refer(AgencyRegistered(POLICE, "Police", AgencyKind.POLICE, (EVENT_TYPE,), (ELSEWHERE,)))
        made.refer(appointed("u-operator", "operator", "hub", made.engine.hub.hub))
        child = stranger("Nowhere", NamedSetting(Scheme.NAME, "No Such School", Registration.NOT_KNOWN))
        made.publish("R-1", [child])
        made.run()
        made.publish("R-1", [], revision=2, withdrawal=Withdrawal.ENTERED_IN_ERROR)
        made.run()
        yield made


def conserved(world: World) -> Conserved:
    with reading(world.home.folder) as database:
        return conserve(records_of(database), person_partitions=1)


def others_are_content(world: World) -> bool:
    with history_of_home(world.home.folder) as history:
        return check_history(history) == () and verify_replay(world.home.folder, world.keys).findings == ()


def counted(world: World) -> tuple[int, int, int]:
    """Inputs parked as they were then, those that could be decided now, and retried ones decided again."""
    counts = verify_replay(world.home.folder, world.keys).counts
    return counts.get("parked", 0), counts.get("parked_and_decidable_now", 0), counts.get("retried_again", 0)


def test_what_is_parked_is_reported_until_it_is_retried(world: World) -> None:
    found = conserved(world)
    assert [finding.kind for finding in found.findings] == [FindingKind.PARKED] * 2
    assert others_are_content(world)
    assert counted(world) == (2, 0, 0)


def test_what_was_retried_in_order_is_conserved(world: World) -> None:
    world.refer(AreaSettingsSet(ELSEWHERE, "Elsewhere", msgspec.json.encode(area_calendar())))
    (key,) = {key for (key,) in world.engine.database.execute("SELECT key FROM parked")}
    world.perform(ParkedRetried(key, "u-operator"), "retry")
    world.run()
    found = conserved(world)
    assert found.findings == ()
    assert found.counts["desk_items"] == found.counts["desk_items_closed"] == 1
    assert others_are_content(world)
    assert counted(world) == (2, 0, 2)
    counts = verify_replay(world.home.folder, world.keys).counts
    assert counts["decided_again"] + counts["parked"] == counts["records"] + 1, "the retry's record decides two"


@pytest.mark.parametrize(
    "decider",
    [
        "streams.deciders.accept.decide.decide",
        "streams.deciders.match.decide.decide_event",
        "streams.deciders.person.decide.decide_child",
    ],
)
def test_a_fault_in_any_hop_is_reported_and_its_retry_conserved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decider: str
) -> None:
    with a_world(tmp_path / "hub") as world:
        world.refer(appointed("u-operator", "operator", "hub", world.engine.hub.hub))

        def fails(*_: object) -> list[object]:
            raise LookupError("a fault")

        with monkeypatch.context() as broken:
            broken.setattr(decider, fails)
            for revision in (1, 2):
                world.publish("R-1", [child_of(pupil(0, FIRST)), child_of(pupil(1, SECOND))], revision=revision)
                world.run()
        assert {finding.kind for finding in conserved(world).findings} == {FindingKind.PARKED}
        (key,) = {key for (key,) in world.engine.database.execute("SELECT key FROM parked")}
        world.perform(ParkedRetried(key, "u-operator"), "retry")
        world.run()
        found = conserved(world)
        assert found.findings == ()
        assert found.counts["notices_now"] == 2
        assert others_are_content(world)
        parked, decidable, retried = counted(world)
        assert retried == parked + decidable > 0
        assert (decidable == 0) == ("accept" in decider), "the fault of hops 2 and 3 is mended, and does not come again"


def parked_key(world: World) -> str:
    (key,) = {key for (key,) in world.engine.database.execute("SELECT key FROM parked")}
    assert isinstance(key, str)
    return key


@pytest.mark.parametrize(
    ("key", "user", "reason"),
    [
        (None, "u-operator", "still_cannot_be_decided"),
        (None, "u-nobody", "not_an_operator"),
        ("3f0c" * 8, "u-operator", "nothing_parked"),
        ("3f0c" * 8, "u-nobody", "not_an_operator"),
    ],
)
def test_a_retry_that_decides_nothing_is_replayed(world: World, key: str | None, user: str, reason: str) -> None:
    world.perform(ParkedRetried(key or parked_key(world), user), "retry")
    world.run()
    with reading(world.home.folder) as database:
        outputs = [output for recorded in records_of(database) for output in recorded.decision.outputs]
    assert [output.reason for output in outputs if isinstance(output, CommandRefused)] == [reason]
    assert others_are_content(world)
    assert counted(world) == (2, 0, 0)


def test_a_refusal_that_does_not_fit_what_is_parked_is_found(world: World) -> None:
    world.perform(ParkedRetried("3f0c" * 8, "u-operator"), "retry")
    world.run()
    world.close()
    forged(world.home.folder, "resolve", lambda outputs: (replace(outputs[0], reason="still_cannot_be_decided"),))
    assert FindingKind.DECIDED_OTHERWISE in kinds(verify_replay(world.home.folder, world.keys))


def test_a_retried_input_that_was_recorded_otherwise_is_found(world: World) -> None:
    world.refer(AreaSettingsSet(ELSEWHERE, "Elsewhere", msgspec.json.encode(area_calendar())))
    (key,) = {key for (key,) in world.engine.database.execute("SELECT key FROM parked")}
    world.perform(ParkedRetried(key, "u-operator"), "retry")
    world.run()
    world.close()

    def later(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
        item = next(output for output in outputs if isinstance(output, DeskItemRaised))
        return tuple(replace(item, person="somebody-else") if output == item else output for output in outputs)

    forged(world.home.folder, "person.0", later)
    assert FindingKind.DECIDED_OTHERWISE in kinds(verify_replay(world.home.folder, world.keys))


@pytest.mark.parametrize(
    "change", [{"key": "00" * 16}, {"position": 7}, {"reason": parking.WAITS}], ids=["key", "position", "reason"]
)
def test_what_was_parked_otherwise_is_found(world: World, change: dict[str, str | int]) -> None:
    """The withdrawal waits behind the incident: forged is the record of the incident, which waits behind nothing."""
    with closing(sqlite.connect(world.home.folder / "hub.db")) as database:
        database.execute("DELETE FROM decisions WHERE source = 'person.0' AND number = 2")
    forged(world.home.folder, "person.0", lambda outputs: (replace(outputs[0], **change),))
    assert FindingKind.DECIDED_OTHERWISE in kinds(verify_replay(world.home.folder, world.keys))
