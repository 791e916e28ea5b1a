"""The demo's world: the same for a seed, right in every identifier, and with all of its named cases."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date
from pathlib import Path

import pytest

from schemas.identifiers import LA_CODES, check_upn
from schemas.records.reference import SettingStatus
from services.demo.world import schools
from services.demo.world.build import World, build_world
from services.demo.world.incidents import MOVED_ON
from services.demo.world.schools import birth_range, year_group
from services.demo.world.staff import MEMBERS
from services.demo.world.story import NoticeExpected, Publish, ReadInbox, ReplaceRoll, read_story
from services.directory.calendars import read_calendars
from services.directory.register import Register
from services.directory.rolls import RollImport
from services.directory.staff import StaffRole, read_staff
from services.directory.tables import Table
from streams.calendar.area import AreaCalendar
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.calendar.deadlines import latest_time

ROOT = Path(__file__).resolve().parents[4]


def _bytes(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_one_seed_gives_the_same_bytes_in_any_process(world: World, seed: int, tmp_path: Path) -> None:
    program = (
        f"from pathlib import Path; from services.demo.world.build import build_world; "
        f"build_world(Path({str(tmp_path)!r}), {seed})"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=environment)
    assert _bytes(tmp_path) == _bytes(world.directory)


def test_another_seed_gives_other_families_and_the_same_cases(world: World, seed: int, tmp_path: Path) -> None:
    other = build_world(tmp_path, seed + 1)
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
    assert dues == 4


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
