"""The matcher, given the demo's rolls and callouts, comes to what the story expects of each named child."""

from datetime import date
from pathlib import Path

import pytest

from services.demo.world.build import World, build_world
from services.demo.world.incidents import MOVED_ON
from services.demo.world.story import CaseName, DeskExpected, NoticeExpected
from services.directory.faults import ValueRefused
from services.directory.register import read_register
from services.directory.rolls import read_roll
from services.directory.tables import Row, dangerous, read_table
from services.publisher.mapping import load_mapping
from streams.matching.compare import compare
from streams.matching.decide import decide
from streams.matching.index import RollIndex
from streams.matching.load import load_name_data
from streams.matching.outcomes import Matched, Outcome, Referred, Thresholds
from streams.matching.people import Description, RollEntry

OFF_ROLL = {CaseName.WITHOUT_ROLL, CaseName.HOME_EDUCATED, CaseName.SHARED_NAME_NO_ROLL}


@pytest.fixture(scope="module", params=[7, 2027])
def world(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> World:
    return build_world(tmp_path_factory.mktemp("world"), int(request.param))


@pytest.fixture(scope="module")
def outcomes(world: World) -> dict[tuple[str, str], Outcome]:
    """What the matcher says of each child of the last revision, by reference and nominal ref."""
    register, _ = read_register(
        (world.directory / "register.csv").read_bytes(), (world.directory / "register-links.csv").read_bytes()
    )
    index, data = _index(world.directory / "rolls"), load_name_data()
    found: dict[tuple[str, str], Outcome] = {}
    mapping = load_mapping((world.directory / "mapping.yaml").read_bytes(), "mapping.yaml")
    for path in sorted(world.directory.glob("callouts-*.csv")):
        for row in read_table(path.read_bytes(), path.name, mapping.columns(), mapping.ignored).rows:
            cells = row.cells
            if "CHILD" not in cells["Nominal Role"] or any(dangerous(cell) for cell in cells.values()):
                continue
            try:
                born = mapping.times.read_date(cells["DOB"])
            except ValueRefused:
                continue
            urn = cells["School URN"]
            urns = [one.urn for one in register.resolve_successors(urn)] if urn else []
            evidence = compare(_description(row, born, urns), index, data)
            found[cells["OIC Ref"], cells["Nominal Ref"]] = decide(evidence, Thresholds())
    return found


def _description(row: Row, born: date, urns: list[str]) -> Description:
    cells = row.cells
    name = (("name", cells["School Name"]),) if cells["School Name"] else ()
    return Description(
        given_names=cells["Forename(s)"],
        family_name=cells["Surname"],
        other_names=(cells["AKA"],) if cells["AKA"] else (),
        date_of_birth=born,
        postcode=cells["Postcode"] or None,
        address_lines=(cells["Addr 1"],),
        uprn=cells["UPRN"] or None,
        settings=tuple(("urn", urn) for urn in urns) or name,
    )


def _index(directory: Path) -> RollIndex:
    index = RollIndex()
    latest = {path.name[:6]: path for path in sorted(directory.glob("*.csv"), key=lambda path: len(path.name))}
    for urn, path in latest.items():
        roll = read_roll(path.read_bytes(), path.name, as_of=MOVED_ON)
        entries = [
            RollEntry(
                pupil=pupil.upn or f"{urn}-{pupil.line}",
                urn=urn,
                given_names=pupil.given_names,
                family_name=pupil.family_name,
                known_as=(pupil.known_as,) if pupil.known_as else (),
                date_of_birth=pupil.date_of_birth,
                postcode=pupil.postcode or None,
                address_lines=pupil.address_lines,
                uprn=pupil.uprn or None,
            )
            for pupil in roll.on_roll(MOVED_ON)
        ]
        index.put_roll(urn, 1, bytes(32), entries)
    return index


OF_FLOWS = (CaseName.MISSING, CaseName.HOSPITAL)
"""Cases of other exports than the callouts'."""


def test_a_noticed_child_is_matched_to_the_school_of_the_notice(
    world: World, outcomes: dict[tuple[str, str], Outcome]
) -> None:
    checked = 0
    for case in world.story.cases:
        for expected in case.expect:
            if not isinstance(expected, NoticeExpected) or case.name in (*OFF_ROLL, *OF_FLOWS):
                continue
            for reference in case.references:
                outcome = outcomes[reference, expected.child]
                assert isinstance(outcome, Matched), (case.name, outcome)
                assert [one.urn for one in outcome.registrations] == [expected.urn], case.name
                checked += 1
    assert checked >= 25


def test_the_doubtful_boy_is_referred_with_both_of_that_name(
    world: World, outcomes: dict[tuple[str, str], Outcome]
) -> None:
    [case] = [case for case in world.story.cases if case.name is CaseName.DOUBTFUL]
    [expected] = [one for one in case.expect if isinstance(one, DeskExpected)]
    outcome = outcomes[case.references[0], expected.child]
    assert isinstance(outcome, Referred)
    assert len(outcome.candidates) >= 2


def test_children_on_no_roll_are_not_matched(world: World, outcomes: dict[tuple[str, str], Outcome]) -> None:
    for case in world.story.cases:
        if case.name in OFF_ROLL:
            children = {one.child for one in case.expect if isinstance(one, NoticeExpected | DeskExpected)}
            for child in children:
                assert not isinstance(outcomes[case.references[0], child], Matched), case.name


def test_most_of_the_other_children_are_matched(world: World, outcomes: dict[tuple[str, str], Outcome]) -> None:
    named = {reference for case in world.story.cases for reference in case.references}
    others = [outcome for (reference, _), outcome in outcomes.items() if reference not in named]
    matched = sum(isinstance(outcome, Matched) for outcome in others)
    assert matched / len(others) > 0.9
