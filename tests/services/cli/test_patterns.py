"""`firstbell patterns` on a home where three incidents between the same people came together."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.events import encompass
from schemas.events.people import Role
from schemas.records.decision import Output
from schemas.records.notify import DeskItemRaised, DeskKind
from schemas.sealed_event import PlainSection
from streams.checks.conservation import conserve
from streams.checks.history import check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from tests.services.cli.conftest import Program
from tests.support.facts import kind_of
from tests.support.flows import AMY, flow_plan, turn_on, user
from tests.support.force import POLICE
from tests.support.people import adult, child_of
from tests.support.world import World

FAMILY = (
    child_of(AMY),
    adult("Tess", "Thistlewood", Role.VICTIM),
    adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR),
)
WHO = user("marac_coordinator")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A hub with every flow on, two days after the third incident."""
    world = World(tmp_path / "hub", plan=flow_plan())
    forces = turn_on(world)
    for number in range(3):
        world.clock.forward(timedelta(days=1))
        sections = [PlainSection(kind_of(person), person) for person in FAMILY]
        sealed = forces[POLICE].seal(f"E-{number}", sections, world.clock.now, type=encompass.EVENT_TYPE)
        world.submit(sealed, f"E-{number}", 1, POLICE)
        world.run()
    world.close()
    return world


def listed(firstbell: Program, world: World, *more: str) -> list[dict[str, object]]:
    return firstbell("patterns", "list", "--home", world.home.folder, "--json", *more).rows("patterns")


def decide(firstbell: Program, world: World, item: str, who: str = WHO) -> tuple[int, str]:
    options = ("--user", who, "--answer", "refer", "--reason", "risk_has_grown", "--home", world.home.folder)
    ran = firstbell("patterns", "decide", item, *options)
    return ran.code, ran.out + ran.err


def test_what_came_together_is_listed_by_times_and_names_nobody(firstbell: Program, world: World) -> None:
    (one,) = listed(firstbell, world)
    assert (one["role"], one["rule"], one["count"], one["window"]) == (
        "marac_coordinator", "escalation/1", 3, "12 months",
    )  # fmt: skip
    assert listed(firstbell, world, "--role", "ifd") == []
    shown = firstbell("patterns", "list", "--home", world.home.folder)
    assert "Thistlewood" not in shown.out
    assert "escalation" in shown.out


def test_no_council_desk_lists_it(firstbell: Program, world: World) -> None:
    items = firstbell("desk", "--home", world.home.folder, "--json").rows("items")
    assert "pattern" not in {one["kind"] for one in items}


def test_whoever_holds_the_role_decides_once_and_nobody_else(firstbell: Program, world: World) -> None:
    item = str(listed(firstbell, world)[0]["item"])
    code, said = decide(firstbell, world, item, "u-somebody")
    assert (code != 0, "does not hold the role" in said) == (True, True)
    assert decide(firstbell, world, item)[0] == 0
    assert [one["outcome"] for one in listed(firstbell, world, "--closed")] == ["referred"]
    assert decide(firstbell, world, item)[0] != 0


def test_it_is_conserved_verified_and_a_history_without_fault(firstbell: Program, world: World) -> None:
    decide(firstbell, world, str(listed(firstbell, world)[0]["item"]))
    replayed = verify_replay(world.home.folder, world.keys)
    assert replayed.findings == ()
    assert replayed.counts["decided_again"] == replayed.counts["records"]
    with reading(world.home.folder) as database:
        assert conserve(records_of(database), person_partitions=1).findings == ()
    with history_of_home(world.home.folder) as history:
        assert check_history(history) == ()


def test_a_pattern_that_stands_on_no_desk_is_found(world: World) -> None:
    with reading(world.home.folder) as database:
        records = list(records_of(database))

    def kept(output: Output) -> bool:
        return not (isinstance(output, DeskItemRaised) and output.kind is DeskKind.PATTERN)

    lost = [
        replace(one, decision=replace(one.decision, outputs=tuple(filter(kept, one.decision.outputs))))
        for one in records
    ]
    found = conserve(lost, person_partitions=1, at_rest=False).findings
    assert "pattern of rule `escalation` is on no desk" in {finding.detail for finding in found}
