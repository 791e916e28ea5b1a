"""The demo's world: the same for a seed, right in every identifier, and with all of its named cases."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from schemas.identifiers import LA_CODES, check_upn
from schemas.records.reference import SettingStatus
from services.demo.world import schools
from services.demo.world.build import World, build_world
from services.demo.world.incidents import MOVED_ON
from services.demo.world.schools import birth_range, year_group
from services.demo.world.staff import MEMBERS
from services.demo.world.story import CaseName, NoticeExpected, Publish, ReadInbox, ReplaceRoll, RowRefused, read_story
from services.directory.calendars import read_calendars
from services.directory.faults import ValueRefused
from services.directory.register import Register, read_register
from services.directory.rolls import RollImport, read_roll
from services.directory.staff import StaffRole, read_staff
from services.directory.tables import Table, dangerous, read_table
from services.publisher.mapping import ExportMapping, load_mapping
from streams.calendar.area import AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.calendar.deadlines import latest_time

ROOT = Path(__file__).resolve().parents[4]
SEED = 7


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("world"), SEED)


@pytest.fixture(scope="module")
def register(world: World) -> Register:
    return read_register(
        (world.directory / "register.csv").read_bytes(), (world.directory / "register-links.csv").read_bytes()
    )[0]


@pytest.fixture(scope="module")
def rolls(world: World) -> dict[str, RollImport]:
    return {
        path.stem: read_roll(path.read_bytes(), path.name, as_of=MOVED_ON)
        for path in (world.directory / "rolls").glob("*.csv")
    }


@pytest.fixture(scope="module")
def mapping(world: World) -> ExportMapping:
    return load_mapping((world.directory / "mapping.yaml").read_bytes(), "mapping.yaml")


@pytest.fixture(scope="module")
def exports(world: World, mapping: ExportMapping) -> dict[str, Table]:
    return {
        path.name: read_table(path.read_bytes(), path.name, mapping.columns(), mapping.ignored)
        for path in sorted(world.directory.glob("callouts-*.csv"))
    }


def _bytes(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_one_seed_gives_the_same_bytes_in_any_process(world: World, tmp_path: Path) -> None:
    program = (
        f"from pathlib import Path; from services.demo.world.build import build_world; "
        f"build_world(Path({str(tmp_path)!r}), {SEED})"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=environment)
    assert _bytes(tmp_path) == _bytes(world.directory)


def test_another_seed_gives_other_families_and_the_same_cases(world: World, tmp_path: Path) -> None:
    other = build_world(tmp_path, SEED + 1)
    ours, theirs = _bytes(world.directory), _bytes(other.directory)
    assert ours["rolls/136085.csv"] != theirs["rolls/136085.csv"]
    assert [case.name for case in other.story.cases] == [case.name for case in world.story.cases]


def test_rolls_are_complete_and_hold_some_two_thousand_pupils(world: World, rolls: dict[str, RollImport]) -> None:
    assert {stem: roll.faults for stem, roll in rolls.items() if roll.faults} == {}
    assert 1950 <= world.pupils <= 2100
    assert sum(len(roll.pupils) for stem, roll in rolls.items() if "-" not in stem) == world.pupils
    assert {stem for stem in rolls if "-" not in stem} == set(schools.BY_URN)


def test_every_upn_is_valid_its_own_and_no_real_schools(rolls: dict[str, RollImport], register: Register) -> None:
    upns = [pupil.upn for stem, roll in rolls.items() if "-" not in stem for pupil in roll.pupils if pupil.upn]
    assert len(upns) > 1800
    assert [upn for upn in upns if check_upn(upn) != upn or upn[1:4] not in LA_CODES] == []
    assert Counter(upns).most_common(1)[0][1] == 1
    real = {(one.area, one.establishment_number) for one in register.settings.values()}
    assert {(upn[1:4], upn[4:8]) for upn in upns} & real == set()


def test_invented_postcodes_lie_where_the_register_has_no_school(
    rolls: dict[str, RollImport], register: Register
) -> None:
    sectors = {one.postcode[:-2] for one in register.settings.values() if one.postcode}
    used = {pupil.postcode[:-2] for roll in rolls.values() for pupil in roll.pupils if pupil.postcode}
    assert used & sectors == set()


def test_pupils_are_of_an_age_for_their_school_and_some_have_brothers_sisters_and_twins(
    rolls: dict[str, RollImport],
) -> None:
    homes: dict[tuple[str, ...], list[date]] = {}
    for school in schools.SCHOOLS:
        for pupil in rolls[school.urn].pupils:
            assert school.first_year <= year_group(pupil.date_of_birth) <= school.last_year
            homes.setdefault((*pupil.address_lines, pupil.postcode), []).append(pupil.date_of_birth)
    assert sum(len(births) > 1 for births in homes.values()) > 300
    assert sum(len(births) > len(set(births)) for births in homes.values()) > 10


@pytest.mark.parametrize("year", range(14))
def test_a_year_group_is_of_one_school_year(year: int) -> None:
    first, last = birth_range(year)
    assert year_group(first) == year_group(last) == year
    assert (first.month, first.day, last.month, last.day) == (9, 1, 8, 31)


def test_the_schools_are_open_in_the_register_under_their_names(register: Register) -> None:
    for school in (*schools.SCHOOLS, schools.WITHOUT_ROLL):
        setting = register.settings[school.urn]
        assert (setting.name, setting.area, setting.status) == (school.name, school.area, SettingStatus.OPEN)


def test_staff_and_calendars_are_read_without_a_fault(world: World, register: Register) -> None:
    staff = read_staff((world.directory / "staff.csv").read_bytes(), "staff.csv", schools=register.settings)
    assert staff.faults == ()
    assert len(staff.appointments) == len(MEMBERS)
    assert all(one.email.endswith(".example") and one.family_name.lower() not in one.user for one in staff.appointments)
    calendars = read_calendars((world.directory / "calendars.yaml").read_bytes(), "calendars.yaml")
    assert set(calendars) == {*schools.BY_URN, schools.BEDFORD_MODERN}
    friday = calendars[schools.MARK_RUTHERFORD].week.friday
    assert friday is not None
    assert f"{friday.end_of_day:%H:%M}" == "14:40"


def test_staff_share_no_family_name_with_anyone_at_a_callout_save_the_one_of_the_case(
    exports: dict[str, Table],
) -> None:
    staff = {member.family.upper() for member in MEMBERS}
    people = {row.cells["Surname"] for table in exports.values() for row in table.rows}
    assert staff & people == {"THISTLEWOOD"}


def test_who_can_read_at_the_schools_of_the_reader_cases() -> None:
    day = date(2027, 5, 4)
    current: dict[str, set[StaffRole]] = {}
    for member in MEMBERS:
        if member.since <= day <= (member.until or day):
            current.setdefault(member.urn, set()).add(member.role)
    assert current[schools.BRICKHILL] == {StaffRole.HEAD}
    assert schools.ROBERT_BLOOMFIELD not in current
    assert {m.family for m in MEMBERS if m.urn == schools.QUEENS_PARK} == {"Thistlewood"}


def test_the_moved_child_stands_on_one_roll_before_and_on_the_other_after(rolls: dict[str, RollImport]) -> None:
    def at(stem: str, day: date) -> bool:
        return any(pupil.family_name == "Marlowe-Reid" for pupil in rolls[stem].on_roll(day))

    thursday = date(2027, 4, 29)
    assert at("136552", thursday)
    assert not at("136085", thursday)
    assert not at("136552-20270430", MOVED_ON)
    assert at("136085-20270430", MOVED_ON)


def test_there_are_sixty_callouts_and_every_named_case(world: World, exports: dict[str, Table]) -> None:
    references = {row.cells["OIC Ref"] for table in exports.values() for row in table.rows}
    assert len(references) == world.story.callouts == 60
    assert {case.name for case in world.story.cases} == set(CaseName)
    assert {reference for case in world.story.cases for reference in case.references} <= references


def test_every_person_of_an_expectation_is_in_an_export(world: World, exports: dict[str, Table]) -> None:
    nominals = {(row.cells["OIC Ref"], row.cells["Nominal Ref"]) for table in exports.values() for row in table.rows}
    for case in world.story.cases:
        for expected in case.expect:
            child = getattr(expected, "child", None)
            if child is not None:
                assert any((reference, child) in nominals for reference in case.references), case.name


def test_only_the_two_bad_cells_fail_and_they_stand_where_the_story_says(
    world: World, exports: dict[str, Table], mapping: ExportMapping
) -> None:
    person, incident = mapping.person, mapping.incident
    readers = {
        incident.standing.column: incident.standing.read,
        incident.withdrawal.column: incident.withdrawal.read,
        incident.occurred_at: mapping.times.read_time,
        incident.grade.column: incident.grade.read,
        person.roles.column: person.roles.read_all,
        person.date_of_birth: mapping.times.read_date,
        person.presence.column: person.presence.read,
        person.relationships.column: person.relationships.read_links,
        person.restricted.column: person.restricted.read,
        person.resides_in_force_area.column: person.resides_in_force_area.read,
        person.settings[0].registration.column: person.settings[0].registration.read,
    }
    found = set()
    for table in exports.values():
        assert table.faults == ()
        for row in table.rows:
            for column, cell in row.cells.items():
                if dangerous(cell):
                    found.add((table.file, row.line, table.columns[column]))
                elif column in readers:
                    try:
                        readers[column](cell)
                    except ValueRefused:
                        found.add((table.file, row.line, table.columns[column]))
    expected = {
        (one.file, one.line, one.column)
        for case in world.story.cases
        for one in case.expect
        if isinstance(one, RowRefused)
    }
    assert len(expected) == 2
    assert found == expected


def test_an_incident_has_the_same_cells_on_all_of_its_rows(exports: dict[str, Table], mapping: ExportMapping) -> None:
    shared = mapping.columns()[: mapping.columns().index(mapping.person.ref)]
    for table in exports.values():
        incidents: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for row in table.rows:
            key = (row.cells["OIC Ref"], row.cells["Rev"])
            incidents.setdefault(key, set()).add(tuple(row.cells[column] for column in shared))
        assert {key for key, variants in incidents.items() if len(variants) > 1} == set()


def test_every_incident_is_before_its_export_and_has_a_child(exports: dict[str, Table], world: World) -> None:
    published = {action.file: action.at for action in reversed(world.story.actions) if isinstance(action, Publish)}
    for name, table in exports.items():
        children: dict[str, int] = {}
        for row in table.rows:
            at = datetime.strptime(row.cells["Incident Date/Time"], "%d/%m/%Y %H:%M")
            assert at < published[name].replace(tzinfo=None)
            reference = row.cells["OIC Ref"]
            children[reference] = children.get(reference, 0) + ("CHILD" in row.cells["Nominal Role"])
        assert min(children.values()) >= 1


def test_nobody_hears_a_child_who_was_away_or_asleep(exports: dict[str, Table]) -> None:
    children = [row.cells for table in exports.values() for row in table.rows if "CHILD" in row.cells["Nominal Role"]]
    assert [
        one["Nominal Ref"] for one in children if one["Voice of Child"] and one["Child Present"] == "NOT PRESENT"
    ] == []
    assert any(one["Voice of Child"] for one in children)


def test_police_write_cp1252_with_crlf(world: World) -> None:
    for path in world.directory.glob("callouts-*.csv"):
        data = path.read_bytes()
        assert data.decode("cp1252").startswith("OIC Ref,Rev,")
        assert data.count(b"\n") == data.count(b"\r\n")


def test_the_story_is_read_back_as_it_was_told(world: World) -> None:
    story = read_story((world.directory / "story.yaml").read_bytes())
    assert story == world.story
    times = [action.at for action in story.actions]
    assert times == sorted(times)
    assert story.begins <= times[0]
    assert times[-1] <= story.ends


def test_the_times_that_the_story_expects_are_those_of_the_calendars(world: World) -> None:
    calendars = read_calendars((world.directory / "calendars.yaml").read_bytes(), "calendars.yaml")
    area = AreaCalendar(bank_holidays=bank_holidays_of_england(2026, 2027), office_hours=())
    published = {action.file: action.at for action in reversed(world.story.actions) if isinstance(action, Publish)}
    dues = 0
    for case in world.story.cases:
        for expected in case.expect:
            if isinstance(expected, NoticeExpected) and expected.due is not None:
                [file] = [name for name in published if _holds(world.directory / name, case.references[0])]
                deadline = latest_time(published[file].astimezone(UTC), calendars[expected.urn], area)
                assert deadline.due_at == expected.due, case.name
                assert not deadline.term_dates_presumed
                dues += 1
    assert dues == 3


def _holds(path: Path, reference: str) -> bool:
    return reference.encode() in path.read_bytes()


def test_every_file_and_reader_of_the_story_exists(world: World, register: Register) -> None:
    staff = read_staff((world.directory / "staff.csv").read_bytes(), "staff.csv", schools=register.settings)
    for action in world.story.actions:
        if isinstance(action, Publish | ReplaceRoll):
            assert (world.directory / action.file).is_file()
        if isinstance(action, ReadInbox):
            day = action.at.date()
            assert any(
                one.user == action.user and one.urn == action.urn and one.valid_from <= day <= (one.valid_until or day)
                for one in staff.appointments
            )


def test_files_say_that_all_people_are_invented(world: World) -> None:
    readme = (world.directory / "README.txt").read_text("utf-8")
    assert "invented" in readme
    assert "Open Government Licence v3.0" in readme
    assert "invented" in world.story.notice
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in (
        ROOT / "ops" / "demo" / "README.md"
    ).read_text("utf-8")
